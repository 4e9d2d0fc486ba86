"""Marks that printers set in one way or another: quotation marks, apostrophes, dashes."""

MARK, SINGLE = '"', "'"
"""The plainest marks of a quotation."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", SINGLE),
        **dict.fromkeys("“”„‟″«»‹›「」『』〝〞〟＂", MARK),
        **dict.fromkeys("‐‑‒–—", "-"),
    }
)


def plain_marks(text: str) -> str:
    """``text`` with the plainest mark of each kind, character for character."""
    return text.translate(_PLAIN)

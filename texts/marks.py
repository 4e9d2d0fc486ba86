"""Marks that printers set in one way or another: quotation marks, apostrophes, dashes."""

MARK = '"'
"""The plainest mark of a quotation."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»‹›「」『』〝〞〟＂", MARK),
        **dict.fromkeys("‐‑‒–—", "-"),
    }
)


def plain_marks(text: str) -> str:
    """``text`` with the plainest mark of each kind, character for character."""
    return text.translate(_PLAIN)

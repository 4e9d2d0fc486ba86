"""Texts that a spreadsheet would run as a formula, made harmless so that they can come back.

A text that begins with one of the signs gets an apostrophe before it; so does one that begins
with apostrophes and then such a sign, so that taking one apostrophe away is always right.
"""

import re

_SIGNS = "=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫−"
_DANGEROUS = re.compile(f"'*[ \u00a0\u3000\ufeff]*[{_SIGNS}]")
_FIRST = frozenset(_SIGNS.replace("\\", "") + "' \u00a0\u3000\ufeff")
_NEUTRAL = re.compile(f"'+[ \u00a0\u3000\ufeff]*[{_SIGNS}]")


def neutralize(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _FIRST and _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The text that ``neutralize`` was given."""
    return text[1:] if _NEUTRAL.match(text) else text

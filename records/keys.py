"""Keys of rows as addresses and forms give them: text that anybody may have typed."""


def is_key(given: str) -> bool:
    """Whether ``given`` can be the key of a row, or another whole number that the database holds.

    “²” is a digit to ``str.isdigit`` and no number to ``int``, which refuses very long ones too.
    """
    return given.isascii() and given.isdecimal() and len(given) <= 18

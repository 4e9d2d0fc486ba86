"""The numbers in a name as figures, however they are written: words, Roman or Chinese."""

import re
from functools import lru_cache

_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS = {word: number for number, word in enumerate((*_UNITS, *_TEENS), 1)} | {
    f"{ten[:-1]}ieth": number * 10 for number, ten in enumerate(_TENS, 2)
}
"""The English ordinals that are one word."""

_ENGLISH = re.compile(
    r"\b(?:(?P<hundred>(?:one|a)?[ -]?hundred(?:th\b|[ -](?:and[ -])?))"
    rf"|(?P<tens>{'|'.join(_TENS)})[ ‐‑–-]+(?P<unit>{'|'.join(_UNITS)})\b"
    rf"|(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b([0-9]+)[ ]?(?:st|nd|rd|th)\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVX]{2})(?!XI [A-Z]\w+$)(X{0,3})(IX|IV|V?I{0,3})\b")
"""Roman numerals of two letters and more, in capitals; not the family name of XI Jinping."""
_ROMAN_DIGITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_CHINESE = re.compile(r"第\s?(?P<number>[0-9]+|[〇零一二两三四五六七八九十百廿卅]+)\s?[次届屆]?")
_CHINESE_UNITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_TENS = {"廿": 2, "卅": 3}


@lru_cache(maxsize=50_000)
def in_figures(name: str) -> str:
    """A name with its ordinals as figures: of “Twenty-first”, “21st”, “XXI”, “第二十一届” 21.

    Compatibility forms (“Ⅻ”, “２１”) are to be folded before, cases not.
    """
    name = _CHINESE.sub(lambda match: f" {_chinese(match['number'])} ", name)
    name = _ROMAN.sub(lambda match: str(10 * len(match[1]) + _ROMAN_DIGITS.index(match[2])), name)
    return _FIGURES.sub(r"\1", _english(name))


def _english(name: str) -> str:
    """A name whose ordinal words are figures; a hundred is added to what follows it."""
    out, at, hundreds = "", 0, 0
    for match in _ENGLISH.finditer(name):
        if hundreds and match.start() != at:
            out, hundreds = f"{out}{hundreds}", 0
        out += name[at : match.start()]
        at = match.end()
        if match["hundred"]:
            hundreds = 100
            if match["hundred"].lower().endswith("th"):
                out, hundreds = f"{out}100", 0
            continue
        if match["tens"]:
            tens = (_TENS.index(match["tens"].lower()) + 2) * 10
            number = tens + ORDINALS[match["unit"].lower()]
        else:
            number = ORDINALS[match["word"].lower()]
        out, hundreds = f"{out}{hundreds + number}", 0
    return out + (str(hundreds) if hundreds else "") + name[at:]


def _chinese(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if not set(text) & {"十", "百", *_CHINESE_TENS}:
        return int("".join(str(_CHINESE_UNITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
        elif char in _CHINESE_TENS:
            total, digit = total + _CHINESE_TENS[char] * 10, 0
        else:
            digit = _CHINESE_UNITS[char]
    return total + digit

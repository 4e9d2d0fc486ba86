"""Ordinals in a text: words, figures, Roman and Chinese numerals, several in one phrase."""

import re
from dataclasses import dataclass

from extraction.grammar import alternatives, grammar, plain_letters

MOST = 9999  # a larger number counts no meetings


@dataclass(frozen=True)
class Ordinal:
    """One number and the characters that say it."""

    value: int
    start: int
    end: int


def _ordinal_words() -> dict[str, int]:
    """The English ordinal words up to ninety-nine, with hyphens."""
    numbers = grammar("en", "numbers")
    words = {word: value for value, word in enumerate(numbers["ordinals"], start=1)}
    units = numbers["ordinals"][:9]
    for ten, (tens, tenth) in enumerate(numbers["tens"].items(), start=2):
        words[tenth] = ten * 10
        words |= {f"{tens}-{word}": ten * 10 + unit for unit, word in enumerate(units, start=1)}
    return words


_WORDS = _ordinal_words()


def ordinal_words(most: int) -> list[str]:
    """The English words for the ordinals up to a number, as patterns."""
    return [word.replace("-", "[ ‑–-]") for word, value in _WORDS.items() if value <= most]


_CARDINALS = {word: n for n, word in enumerate(grammar("en", "numbers")["cardinals"][:9], 1)}
_ENGLISH = re.compile(
    r"(?<![\w-])(?:(?P<figure>[0-9]{1,2},?[0-9]{3}|[0-9]{1,4})[ ]?(?:st|nd|rd|th)"
    rf"|(?:(?P<hundreds>{'|'.join(_CARDINALS)}|a)?[ -]?(?P<hundred>hundred)[ -](?:and[ -])?)?"
    rf"(?P<word>{alternatives(_WORDS).replace('-', '[ ‑–-]')})"
    r"|(?P<hundredth>(?:one[ -])?hundredth))(?![\w])",
    re.IGNORECASE,
)
_ROMAN = re.compile(
    r"(?<![\w.-])(?=[IVXLC]{1,7}(?![\w.-]))(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
CHINESE_NUMERALS = "〇○◯零一二两三四五六七八九十百廿卅卌壹贰貳叁參肆伍陆陸柒捌玖拾佰兩"
"""Characters of Chinese numbers: the usual, those of contracts, and the tens in one character."""
_CHINESE = re.compile(rf"第\s?(?P<n>[0-9０-９]{{1,4}}|[{CHINESE_NUMERALS}]{{1,7}})")
_DIGITS = (
    {char: number for number, char in enumerate("〇一二三四五六七八九")}
    | {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    | {"○": 0, "O": 0, "Ｏ": 0, "◯": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "陸": 6}
)
_TENS = {"廿": 2, "卅": 3, "卌": 4}
_ENDING = re.compile(r"(?:st|nd|rd|th)\b|第", re.IGNORECASE)  # what every ordinal has


def ordinals_in(text: str, start: int = 0, end: int | None = None) -> list[Ordinal]:
    """The English and Chinese ordinals between two places of ``text``, in order."""
    end = len(text) if end is None else end
    if not _ENDING.search(text, start, end):
        return []
    found = [
        Ordinal(_value(match), match.start(), match.end())
        for match in _ENGLISH.finditer(text, start, end)
    ]
    found += [
        Ordinal(chinese_number(match["n"]), match.start(), match.end())
        for match in _CHINESE.finditer(text, start, end)
    ]
    return sorted(
        (one for one in found if 0 < one.value <= MOST), key=lambda ordinal: ordinal.start
    )


def _value(match: re.Match[str]) -> int:
    if match["figure"]:
        return int(match["figure"].replace(",", ""))
    if match["hundredth"]:
        return 100
    said, word = (plain_letters(match[name] or "").lower() for name in ("hundreds", "word"))
    hundreds = _CARDINALS.get(said, 1) if match["hundred"] else 0
    return hundreds * 100 + _WORDS[re.sub("[ ‑–]", "-", word)]


def roman(word: str) -> int:
    """The value of a Roman numeral in capitals, 0 if ``word`` is none."""
    if not word or not _ROMAN.fullmatch(word):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def chinese_number(text: str) -> int:
    """The number that figures or Chinese numerals say: 十九, 二〇一六, 一百零三, ２３."""
    text = "".join(text.split())
    if text.isdecimal():
        return int(text)
    if not set(text) & (set("十百拾佰") | set(_TENS)):
        figures = (char if char.isdecimal() else str(_DIGITS.get(char, 0)) for char in text)
        return int("".join(figures) or 0)
    total, digit = 0, 0
    for char in text:
        if char in "百佰":
            total, digit = total + (digit or 1) * 100, 0
        elif char in "十拾":
            total, digit = total + (digit or 1) * 10, 0
        elif char in _TENS:
            total, digit = total + _TENS[char] * 10, 0
        elif char.isdecimal():
            digit = int(char)
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit

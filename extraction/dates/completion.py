"""The year of a date that is printed without one, from its own sentence.

A year that is printed and was not understood is never replaced by another: where one stands with
the date, the day of publication does not complete it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .meanings import Known

YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_SAYS_YEAR = re.compile(rf"(?<![0-9]){YEAR}")

_NEAR = 60  # characters over which a year behind several dates is of all of them
_TO_YEAR = re.compile(
    r"(?:[\s,()\[\]&]|[-‐‑‒–—―−－~～〜]|(?<=[A-Z])\.|\b(?:in|of|and|or|to|on|the|at|from|year|until|through)\b"
    r"|\b[A-Z][\w’'-]*)*"
)
_OPENS = re.compile(r"\W*(?:(?:in|during|by)\s)?\W*", re.IGNORECASE)
_NAMED_WITH_YEAR = re.compile(
    r"\W*(?:The |This )?"
    + f"({YEAR})"
    + r" (?:[A-Z][\w’'&-]*[ ,]+(?:(?:of|on|and|for|the|in) )*){1,9}"
    r"(?:was|were|is|will|has|took|met|opened|began|convened)\b"
)


def says_year(words: str) -> bool:
    """Whether the words of a date say a year."""
    return bool(_SAYS_YEAR.search(words))


def completed(matches: Sequence[re.Match[str]], number: int, known: Known) -> Known:
    """What is known, with the year that the sentence itself gives the date of this number.

    It stands behind it ("on 5 May in Suva in 1986", "on 5 May and 9 June 1986"), opens the
    sentence ("In 1986 … on 5 May"), or is in the name that does ("The 1986 Forum … on 5 May").
    """
    match = matches[number]
    if says_year(match[0]):
        return known
    if known.tenses:
        known = replace(known, future=_is_ahead(match, known.tenses))
    if year := _year_behind(matches, number):
        return replace(known, year=year)
    first = matches[0]
    if first is not match and first["year_only"]:
        line = match.string.rfind("\n", 0, first.start()) + 1
        named = _NAMED_WITH_YEAR.match(match.string, line, match.start())
        if _OPENS.fullmatch(match.string, line, first.start()) or (
            named and named.start(1) == first.start("year_only__y")
        ):
            return replace(known, year=int(first["year_only__y"]))
    return known


def _year_behind(matches: Sequence[re.Match[str]], number: int) -> int:
    """The year of a date behind, over nothing but what joins the two; else 0."""
    for before, after in pairwise(matches[number:]):
        between = before.string[before.end() : after.start()]
        if len(between) >= _NEAR or not _TO_YEAR.fullmatch(between):
            return 0
        if found := _SAYS_YEAR.search(after[0]):
            return int(found[0])
    return 0


def _is_ahead(match: re.Match[str], tenses: tuple[tuple[int, bool], ...]) -> bool:
    """Whether what stands nearest to a date speaks of what is to come; what stands before first."""
    before = [ahead for place, ahead in tenses if place < match.start()]
    after = [ahead for place, ahead in tenses if match.end() <= place < match.end() + _NEAR]
    if before or after:
        return before[-1] if before else after[0]
    return bool(tenses and tenses[0][1])


_UNREAD = re.compile(
    r"[\s,(\[]*(?:(?:of|in)\s)?(?:the\s)?(?:year\s|anno\s|A\.?\s?D\.?\s)?"
    r"(?:[’'‘‛`][0-9]{2}(?![0-9])"
    r"|[0-9][0-9OolI]{2,4}(?![\w:%])(?!\s(?!(?:was|as|is|has|across)\b)[a-z]{3,}(?:s|people)\b)"
    r"|(?:1[5-9]|20)\s[0-9]{2}(?![\w:])"
    r"|[0-9]{2}(?=\s*(?:[.,;)\]]|$|\s(?:in|at|under|by)\b))"
    r"|(?:two thousand|nineteen|twenty)\b|M{1,2}[CDLXVI]+\b)",
)
_YEAR_BEFORE = re.compile(rf"{YEAR}[ ,]{{1,3}}(?:on )?$")


def is_unread(match: re.Match[str]) -> bool:
    """Whether a year stands with a date that has none: in other figures, cut, or in words."""
    if says_year(match[0]) or match["weekday_name"] or match["rel_d"] or match["nth"]:
        return False
    text = match.string
    return bool(
        _UNREAD.match(text, match.end())
        or _YEAR_BEFORE.search(text, max(0, match.start() - 12), match.start())
    )

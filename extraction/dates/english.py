"""Dates as texts write them, read into EDTF with the characters that say them.

``dates_in`` reads one sentence. What a sentence leaves unsaid comes from ``Known``: the day of
publication, the year the passage speaks of, the last day named. A date that cannot be completed
from those is left out: nothing is guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extraction.candidates import Value
from extraction.grammar import alternatives, grammar, plain_letters
from records.dates import bounds

from .meanings import MONTHS, READERS, WEEKDAYS, Known, Parts, between


@dataclass(frozen=True)
class When:
    """A date or period, and the characters that say it."""

    edtf: str
    start: int
    end: int
    because: str = ""  # how the words gave it, where they do not say it outright
    said: str = ""  # EDTF of the date alone, where words before it make it an end: "since 2015"
    each: tuple["When", ...] = ()  # "in January and November 2007": one date for each of several
    unit: str = "day"  # what it names: "day", "month", "year", "span" (some time between)
    complete: bool = True  # False where the year was taken from elsewhere

    def value(self, because: str = "") -> Value:
        """The value of a field that has this date."""
        return Value(self.edtf, self.start, self.end, because=because or self.because)


# The grammar: forms are data, what each means is a function below

_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"


def _any(words: Iterable[str]) -> str:
    return f"(?:{alternatives(words)})"


_WORDS = grammar("en", "dates")


def _all_forms() -> re.Pattern[str]:
    """All forms as one pattern; groups carry the name of their form: ``d_m__y``."""
    weekday = _any(_WORDS["weekdays"])
    parts = {
        **_WORDS["date_parts"],
        "Y": _YEAR,
        "D": _DAY,
        "month": _any(MONTHS) + r"\b\.?",
        "weekday": rf"(?:{weekday},? (?:the )?)?",
        "weekday_word": weekday,
        "number": _any([*grammar("en", "numbers")["cardinals"], "[0-9]{1,2}", "an?"]),
    }
    forms = []
    for name, form in _WORDS["date_forms"].items():
        for part, pattern in parts.items():
            form = form.replace(f"{{{part}}}", pattern)
        form = re.sub(r"\(\?P<(\w+)>", rf"(?P<{name}__\1>", form)
        forms.append(f"(?P<{name}>{form})")
    whole = rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)"
    return re.compile(re.sub(r" (\??)", _space, whole), re.IGNORECASE)


def _space(match: re.Match[str]) -> str:
    """A space of a form may be wide, or the end of a line; an optional one may be missing."""
    return r"\s{0,3}" if match[1] else r"\s{1,3}"


_FORMS = _all_forms()
_CASED_FORMS = ("m_y", "rel_m", "m_m", "part_m", "m_d", "m_dd", "weekday_name")  # "may", "march"
_NUMBERED = re.compile(r"\b(?:RES|No|Nos|[Rr]esolution|[Dd]ecision|Doc|UNSCR)\.?\s$")  # "RES. 1940"
_ANCHOR = re.compile(
    rf"[0-9]|\b{_any([*MONTHS, *_WORDS['weekdays'], *_WORDS['times']])}\b", re.IGNORECASE
)
"""What every date has: a figure, or the name of a month, a day or a stretch of time."""


def dates_in(text: str, start: int, end: int, known: Known) -> list[When]:
    """The dates between two places of ``text``, in order; ``known.last`` is kept up to date."""
    found: list[When] = []
    matches = list(_matches(text, start, end))
    for number, match in enumerate(matches):
        following = matches[number + 1] if number + 1 < len(matches) else None
        when = _read(match, _completed(match, following, matches[0], known))
        if when is None or _is_said_again(match, matches[number + 1 :], known):
            continue
        found.append(_bounded(text, start, when, known))
        if when.unit != "span":
            known.last = when.each[-1].edtf if when.each else when.edtf
    return found


_TO_YEAR = re.compile(r"(?:[\s,()]|\bin\b|\bof\b|\b[A-Z][\w’'-]*)*")
_OPENS = re.compile(r"\W*(?:(?:in|during|by)\s)?\W*", re.IGNORECASE)


def _completed(
    match: re.Match[str], following: re.Match[str] | None, first: re.Match[str], known: Known
) -> Known:
    """What is known, with the year that the sentence itself gives a date without one.

    It stands behind it ("on 5 May in Suva in 1986") or opens the sentence ("In 1986 … on 5 May").
    """
    if _says_year(match[0]):
        return known
    if known.tenses:
        known = replace(known, future=_is_ahead(match, known.tenses))
    if following and following["year_only"]:
        between = match.string[match.end() : following.start()]
        if len(between) < 60 and _TO_YEAR.fullmatch(between):
            return replace(known, year=int(following["year_only__y"]))
    if first is not match and first["year_only"]:
        line = match.string.rfind("\n", 0, first.start()) + 1
        if _OPENS.fullmatch(match.string, line, first.start()):
            return replace(known, year=int(first["year_only__y"]))
    return known


_NEAR = 60


def _is_ahead(match: re.Match[str], tenses: tuple[tuple[int, bool], ...]) -> bool:
    """Whether what stands nearest to a date speaks of what is to come; what stands before first."""
    before = [ahead for place, ahead in tenses if place < match.start()]
    after = [ahead for place, ahead in tenses if match.end() <= place < match.end() + _NEAR]
    if before or after:
        return before[-1] if before else after[0]
    return bool(tenses and tenses[0][1])


def _is_said_again(match: re.Match[str], rest: list[re.Match[str]], known: Known) -> bool:
    """Whether a day of the week only stands with the date behind it: "on Friday (5 May)"."""
    if match["weekday_name"] is None:
        return False
    following = next((one for one in rest if one["weekday_name"] is None), None)
    if following is None or following.start() - match.end() > 90:
        return False
    full = _read(following, known)
    if full is None or full.unit != "day" or full.each:
        return False
    low, high = bounds(full.edtf)
    day = WEEKDAYS.index(plain_letters(match["weekday_name__d"]).lower())
    return bool(low and high and day in {low.weekday(), high.weekday()})


_SINCE_OR_UNTIL = re.compile(
    rf"\b(?:(?P<since>{_any(_WORDS['since'])})|{_any(_WORDS['until'])})\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _bounded(text: str, start: int, when: When, known: Known) -> When:
    """``when``, or the unknown span that "since" or "by" before it makes of it."""
    before = _SINCE_OR_UNTIL.search(text, max(start, when.start - 12), when.start)
    if not before or when.each or when.edtf.startswith("["):
        return when
    first, _slash, last = when.edtf.partition("/")
    published = "" if "/" in known.published else known.published
    edtf = between(first, published) if before["since"] else between("", last or first)
    return replace(
        when,
        edtf=edtf or when.edtf,
        said=when.edtf,
        start=before.start(),
        unit="span",
        because=" ".join(text[before.start() : when.end].split()),
    )


_BEFORE = 60  # characters of a date that may stand before its first figure or name of a time


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    position = start
    while anchor := _ANCHOR.search(text, position, end):
        if not (match := _FORMS.search(text, max(position, anchor.start() - _BEFORE), end)):
            return
        position = match.end()
        yield match


def _read(match: re.Match[str], known: Known) -> When | None:
    form = next(name for name in READERS if match[name] is not None)
    parts = {
        name.removeprefix(f"{form}__"): plain_letters(value)
        for name, value in match.groupdict().items()
        if value is not None and name.startswith(f"{form}__")
    }
    if form in _CASED_FORMS and not (parts.get("m") or parts.get("d", ""))[:1].isupper():
        return None
    if form == "year_only" and _NUMBERED.search(
        match.string, max(0, match.start() - 14), match.start()
    ):
        return None
    reader, unit = READERS[form]
    said = reader(parts, known)
    because = "" if _says_year(match[0]) else "completed"
    start = match.start(f"{form}__m") if form == "rel_m" and _is_plain(parts) else match.start()
    if isinstance(said, tuple):
        return _several(match, form, said, unit, because)
    if not said:
        return None
    return When(said, start, match.end(), because, unit=unit, complete=not because)


def _is_plain(parts: Parts) -> bool:
    """A month after a mere preposition, which is not part of the date."""
    return parts["which"].lower() not in ("last", "this", "next")


def _says_year(words: str) -> bool:
    return bool(re.search(_YEAR, words))


def _several(
    match: re.Match[str], form: str, said: tuple[str, ...], unit: str, because: str
) -> When | None:
    """Two dates in one phrase, each with its words; together they are either of the two."""
    if not all(said):
        return None
    cut = match.start(f"{form}__to"), match.end(f"{form}__to")
    spans = (match.start(), cut[0]), (cut[1], match.end())
    each = tuple(
        When(edtf, start, end, because, unit=unit, complete=not because)
        for edtf, (start, end) in zip(said, spans, strict=True)
    )
    return When(f"[{','.join(said)}]", match.start(), match.end(), because, each=each, unit=unit)

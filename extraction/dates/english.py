"""Dates as texts write them, read into EDTF with the characters that say them.

``dates_in`` reads one sentence. What a sentence leaves unsaid comes from ``Known``: the day of
publication, the year the passage speaks of, the last day named. A date that cannot be completed
from those is left out: nothing is guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extraction.grammar import alternatives, grammar, plain_letters
from extraction.words.ordinals import ordinal_words
from records.dates import bounds

from .completion import YEAR, completed, is_unread, says_year
from .forms import READERS, days_of_list
from .meanings import MONTHS, WEEKDAYS, Known, Parts, between, is_either
from .vagueness import as_vague, joined
from .when import When

# The grammar: forms are data, what each means is a function below

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"


def _any(words: Iterable[str]) -> str:
    return f"(?:{alternatives(words)})"


_WORDS = grammar("en", "dates")


_IN_FIGURES = (
    *("iso_iso", "iso_d", "iso", "dotted_dotted", "dd_dotted", "dotted"),
    *("slashed_slashed", "slashed", "y_m_d"),
)
"""The forms that begin with a figure: nothing of them is sought at a letter."""


def _all_forms() -> re.Pattern[str]:
    """All forms as one pattern; groups carry the name of their form: ``d_m__y``."""
    weekday = _any(_WORDS["weekdays"])
    parts = {
        **_WORDS["date_parts"],
        "Y": YEAR,
        "D": _DAY,
        "M": _MONTH,
        "month": _any(MONTHS) + r"\b\.?",
        "weekday": rf"(?:{weekday},? (?:the )?)?",
        "weekday_word": weekday,
        "ordinal": _any(ordinal_words(31)),
        "number": _any([*grammar("en", "numbers")["cardinals"], "[0-9]{1,2}", "an?"]),
    }
    figures: list[str] = []
    words: list[str] = []
    for name, form in _WORDS["date_forms"].items():
        for part, pattern in parts.items():
            form = form.replace(f"{{{part}}}", pattern)
        form = re.sub(r"\(\?P<(\w+)>", rf"(?P<{name}__\1>", form)
        (figures if name in _IN_FIGURES else words).append(f"(?P<{name}>{form})")
    whole = rf"(?<!\w)(?=[0-9a-zıſ])(?:(?=[0-9])(?:{'|'.join(figures)})|{'|'.join(words)})(?!\w)"
    return re.compile(re.sub(r" (\??)", _space, whole), re.IGNORECASE)


def _space(match: re.Match[str]) -> str:
    """A space of a form may be wide, or the end of a line; an optional one may be missing."""
    return r"\s{0,3}" if match[1] else r"\s{1,3}"


_FORMS = _all_forms()
_PARTS = {
    form: [
        (name, name.removeprefix(f"{form}__"))
        for name in _FORMS.groupindex
        if name.startswith(f"{form}__")
    ]
    for form in READERS
}
"""The groups of each form, by the names of its parts."""
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
        full = completed(matches, number, known)
        if full.year == known.year and is_unread(match):
            continue
        when = _read(match, full)
        if when is None or _is_said_again(match, matches[number + 1 :], known):
            continue
        found.append(as_vague(text, start, _bounded(text, start, when, known)))
        if when.unit != "span":
            known.last = when.each[-1].edtf if when.each else when.edtf
    return joined(text, found)


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
    rf"\b(?:(?P<since>{_any(_WORDS['since'])})|(?P<after>{_any(_WORDS['from'])})"
    rf"|{_any(_WORDS['until'])})\s+(?:the\s+)?$",
    re.IGNORECASE,
)


_LOOK = 24  # characters before a date in which such words stand


def _bounded(text: str, start: int, when: When, known: Known) -> When:
    """``when``, or the unknown span that "since" or "by" before it makes of it."""
    before = _SINCE_OR_UNTIL.search(text, max(start, when.start - _LOOK), when.start)
    if not before or when.each or when.edtf.startswith("["):
        return when
    first, _slash, last = when.edtf.partition("/")
    published = "" if "/" in known.published else known.published
    if before["after"] and when.unit == "year" and text[when.end : when.end + 2].isalpha():
        return when
    if before["since"]:
        edtf = between(first, published)
    else:
        edtf = between(first, "") if before["after"] else between("", last or first)
    return replace(
        when,
        edtf=edtf or when.edtf,
        said=when.edtf,
        start=before.start(),
        unit="span",
        because=" ".join(text[before.start() : when.end].split()),
    )


_BEFORE = 48  # characters of a date that may stand before its first figure or name of a time


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    position = start
    while anchor := _ANCHOR.search(text, position, end):
        if not (match := _FORMS.search(text, max(position, anchor.start() - _BEFORE), end)):
            return
        position = match.end()
        yield match


def _read(match: re.Match[str], known: Known) -> When | None:
    form = match.lastgroup or ""  # the form closes last: its parts are inside
    parts = {
        part: plain_letters(value)
        for name, part in _PARTS[form]
        if (value := match[name]) is not None
    }
    if form in _CASED_FORMS and not (parts.get("m") or parts.get("d", ""))[:1].isupper():
        return None
    if form == "year_only" and _NUMBERED.search(
        match.string, max(0, match.start() - 14), match.start()
    ):
        return None
    reader, unit = READERS[form]
    said = reader(parts, known)
    because = "" if says_year(match[0]) else "completed"
    start = match.start(f"{form}__m") if form == "rel_m" and _is_plain(parts) else match.start()
    if isinstance(said, tuple):
        return _several(match, form, said, unit, because)
    if not said:
        return None
    return When(said, start, match.end(), because, unit=unit, complete=not because)


def _is_plain(parts: Parts) -> bool:
    """A month after a mere preposition, which is not part of the date."""
    return parts["which"].lower() not in ("last", "this", "next")


def _several(
    match: re.Match[str], form: str, said: tuple[str, ...], unit: str, because: str
) -> When | None:
    """Two dates in one phrase, each with its words; together they are either of the two."""
    if not all(said):
        return None
    begin = match.start(f"{form}__l") if form in _LISTS else match.start()
    if form in _LISTS:
        spans = [(begin + first, begin + last) for first, last in days_of_list(match[f"{form}__l"])]
    else:
        cut = match.start(f"{form}__to"), match.end(f"{form}__to")
        spans = [(begin, cut[0]), (cut[1], match.end())]
    each = tuple(
        When(edtf, start, end, because, unit=unit, complete=not because)
        for edtf, (start, end) in zip(said, spans, strict=True)
    )
    choices = ",".join(said)
    if "/" in choices:
        choices = f"{said[0].partition('/')[0]}..{said[-1].rpartition('/')[2]}"
    if is_either({"to": match[f"{form}__l" if form in _LISTS else f"{form}__to"]}):
        each = ()
    return When(f"[{choices}]", match.start(), match.end(), because, each=each, unit=unit)


_LISTS = ("dl_m", "m_dl")

"""Which meeting an instrument came from: the one that its sentence names or speaks of."""

import operator
import re
from bisect import bisect_left
from collections.abc import Sequence

from extraction.candidates import Candidate
from extraction.grammar import grammar
from extraction.source import Sentence, Source

from .acts import Act, pattern_of
from .timing import frame_date
from .titles import Title

Naming = tuple[int, int, Candidate]
"""Where a meeting is named, a number that keeps the order total, and the meeting."""


def meetings_of(
    source: Source, sentence: Sentence, title: Title, act: Act | None, namings: Sequence[Naming]
) -> Sequence[Candidate | None]:
    """The meeting of an outcome, or each of several: "at the A and the B respectively"."""
    here = namings_between(namings, sentence.start, title.start)
    lead = source.text[sentence.start : title.start]
    if (
        len(here) > 1
        and not title.certain
        and "respectively" in lead
        and lead[:3] in ("At ", "at ")
    ):
        return [one for _start, _number, one in here]
    return [meeting_of(source, sentence, title, act, namings)]


def name_span(meeting: Candidate) -> tuple[int, int]:
    name = meeting.fields.get("name")
    return (name.start, name.end) if name else (meeting.start, meeting.end)


def meeting_of(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    namings: Sequence[Naming],
) -> Candidate | None:
    """The meeting that the sentence names, or that its subject stands for.

    It did not make what it only carries out or negotiates, nor what another title speaks of.
    """
    if title.inner or (act and act.action in ("implemented", "under_negotiation")):
        return None
    here = namings_between(namings, sentence.start, sentence.end)
    before = namings_between(namings, sentence.start, title.start)
    if here:
        return before[-1][2] if before else here[0][2]
    passage = source.passages[sentence.passage]
    if title.closing and sentence.passage:
        passage = source.passages[sentence.passage - 1]
    same = namings_between(namings, passage.start, sentence.start)
    last = same[-1][2] if same else None
    lead = source.text[sentence.start : title.start]
    if source.language.startswith("zh"):
        return last if re.search(grammar("zh", "instruments")["meeting_again"], lead) else None
    if last and (title.closing or pattern_of("meeting_again").search(lead)):
        # A sentence with a date of its own tells of another day.
        return last if frame_date(source, sentence, act) is None else None
    if act is None or not pattern_of("opening_subject").match(lead):
        return None
    # In a communiqué each paragraph goes on about the meeting that the first one names.
    held = (
        one for start, _n, one in namings if start < sentence.start and status_of(one) == "held"
    )
    return next(held, None)


def namings_of(meetings: Sequence[Candidate]) -> list[Naming]:
    """All places where the meetings are named, in order."""
    return sorted(
        (
            (start, number, meeting)
            for number, meeting in enumerate(meetings)
            for start in {first for first, _last in (name_span(meeting), *meeting.mentions)}
        ),
        key=lambda naming: naming[:2],
    )


def namings_between(namings: Sequence[Naming], start: int, end: int) -> Sequence[Naming]:
    """The places between two others where meetings are named."""
    key = operator.itemgetter(0)
    return namings[bisect_left(namings, start, key=key) : bisect_left(namings, end, key=key)]


def status_of(meeting: Candidate) -> str:
    status = meeting.fields.get("status")
    return status.value if status else "held"

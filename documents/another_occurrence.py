"""What was judged of one meeting is no evidence for another.

A meeting keeps its parts and its places in the register when it is edited. So one that becomes
another occurrence (the 12th of a series where it was the 11th, at another time) would go on with
who took part, what came out of it and where it was, all cited as before. The gate compares the
meeting with what it was when each value was judged, from the history: also where it became another
in several steps, or while it was not public.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import Citation
from meetings.models import Meeting
from meetings.models.meeting import MeetingName
from records.dates import bounds
from records.history.batches import current_batch
from records.history.events import tracked
from records.keys import chunks
from records.models import Record
from records.parts import below, key_of, owner_key
from records.search_text import fold
from records.words import describe, field_names

from .evidence import Support, supports
from .judged_names import NAMES

TOLD = 10  # records that a refusal names
COUNTED_BY = ("mechanism_id", "series_id", "numbering", "ordinal", "place_id")


@dataclass(frozen=True)
class Occurrence:
    """Which meeting a row is: where it is counted and held, its number, how it is called, when."""

    counted: tuple[Any, ...]
    name: str
    date: str

    def is_other(self, now: "Occurrence", names: Iterable[str]) -> bool:
        """Whether ``now``, called by ``names``, is another: at another time or at none any longer,
        and called, counted or held otherwise. What else is not known may be the same."""
        if not (_apart(self.date, now.date) or (self.date and not now.date)):
            return False
        counted = zip(self.counted, now.counted, strict=True)
        if any(
            was not in (None, "", is_now) and is_now not in (None, "") for was, is_now in counted
        ):
            return True
        return fold(self.name) not in {fold(now.name), *map(fold, names)}


def _apart(one: str, other: str) -> bool:
    """Whether two partial dates have no day in common."""
    (begin, end), (first, last) = bounds(one), bounds(other)
    return bool((end and first and end < first) or (last and begin and last < begin))


@dataclass(frozen=True)
class Moment:
    """A row of the history: when it was written, and in which batch."""

    at: datetime
    batch: UUID | None

    def is_before(self, other: "Moment", open_batch: UUID | None) -> bool:
        """Whether it is not after ``other``; the open batch is after all others, and in one batch
        it is judged of what the batch leaves."""
        if self.batch is not None and self.batch == other.batch:
            return True
        if open_batch is not None and open_batch in (self.batch, other.batch):
            return other.batch == open_batch
        return self.at <= other.at


@dataclass(frozen=True)
class Past:
    """What a meeting was after one change; ``judged``: its evidence was read anew with that."""

    moment: Moment
    judged: bool
    occurrence: Occurrence


def no_meeting_became_another(records: Sequence[Record] = ()) -> list[str]:
    """While publishing, and when a batch ends: what is public of a meeting was judged of it.

    Asked of ``records`` with the meetings whose parts they are, and of the meetings that the open
    batch changed.
    """
    batch = current_batch()
    keys = {one.pk for one in records if isinstance(one, Meeting)}
    keys |= {owner[1] for one in records if (owner := owner_key(one)) and owner[0] is Meeting}
    if batch is not None:
        events: Any = tracked()[Meeting].objects
        keys |= {*events.filter(pgh_context_id=batch).values_list("pgh_obj_id", flat=True)}
    if not keys:
        return []
    return _in_words([told for some in chunks(sorted(keys)) for told in _became(some, batch)])


def _became(keys: Sequence[int], batch: UUID | None) -> Iterator[tuple[Meeting, Record, list[str]]]:
    """Of public meetings that were others once: what is public with nothing judged since."""
    others = _were_others(keys)
    meetings = Meeting.objects.public().in_bulk(others) if others else {}
    for key, meeting in meetings.items():
        pasts = others[key]
        parts = below({key_of(meeting): meeting})
        cited = [meeting, *(one for one in parts if one.EVIDENTIAL and one.is_public)]
        found = supports(cited, Citation.objects.public())
        judged = _judged(found)
        for support in found:
            fields = [
                name
                for name, citations in _supported(support)
                if not any(
                    _is_of_now(judged.get((one.pk, name)), pasts, batch) for one in citations
                )
            ]
            if fields:
                yield meeting, support.record, sorted(set(fields), key=fields.index)


def _were_others(keys: Sequence[int]) -> dict[int, list[tuple[Past, bool]]]:
    """The past of those meetings that were another occurrence once, and when they were.

    One query, and a second where one may have been: what a meeting is now is its last event.
    """
    events: Any = tracked()[Meeting].objects
    rows = events.filter(pgh_obj_id__in=keys).exclude(pgh_label="delete").order_by("pgh_id")
    columns = ("pgh_obj_id", "pgh_created_at", "pgh_context_id", "pgh_context__metadata__judged")
    every: dict[int, list[Past]] = defaultdict(list)
    for key, at, batch, judged, name, date, *counted in rows.values_list(
        *columns, "name", "date", *COUNTED_BY
    ):
        occurrence = Occurrence(tuple(counted), name, date)
        every[key].append(Past(Moment(at, batch), bool(judged), occurrence))
    changed = {key: pasts for key, pasts in every.items() if any(_marks(pasts, ()))}
    changed = _without_merged(changed)
    names: dict[int, list[str]] = defaultdict(list)
    if changed:
        others = MeetingName.objects.filter(record__in=changed)
        for key, text in others.values_list("record", "text"):
            names[key].append(text)
    found = {
        key: list(zip(pasts, _marks(pasts, names[key]), strict=True))
        for key, pasts in changed.items()
    }
    return {key: pasts for key, pasts in found.items() if any(other for _past, other in pasts)}


def _without_merged(changed: dict[int, list[Past]]) -> dict[int, list[Past]]:
    """The same, where what is there no longer is not known: a place that went into another."""
    for position, name in enumerate(COUNTED_BY):
        target: Any = Meeting._meta.get_field(name.removesuffix("_id")).related_model
        keys = {one.occurrence.counted[position] for some in changed.values() for one in some}
        if target is None or not (keys := keys - {None}):
            continue
        gone = keys - {*target._base_manager.filter(pk__in=keys).values_list("pk", flat=True)}
        if gone:
            changed = {
                key: [
                    _unknown(one, position) if one.occurrence.counted[position] in gone else one
                    for one in some
                ]
                for key, some in changed.items()
            }
    return changed


def _unknown(past: Past, position: int) -> Past:
    counted = [*past.occurrence.counted]
    counted[position] = None
    return replace(past, occurrence=replace(past.occurrence, counted=tuple(counted)))


def _marks(pasts: Sequence[Past], names: Sequence[str]) -> list[bool]:
    """Of each past of a meeting, whether it was another than the last."""
    return [one.occurrence.is_other(pasts[-1].occurrence, names) for one in pasts]


def _supported(support: Support) -> Iterator[tuple[str, list[Citation]]]:
    """The values that are supported, each further name by itself, with what supports them."""
    for name, citations in support.supported.items():
        if name != NAMES:
            yield name, citations
    for citations in support.names.values():
        if citations:
            yield NAMES, citations


def _judged(found: Sequence[Support]) -> dict[tuple[int, str], Moment]:
    """When each citation was first judged to support the value for which it holds."""
    holding = {
        (one.pk, name): (one.holds_for or {}).get(name)
        for support in found
        for name, citations in _supported(support)
        for one in citations
    }
    moments: dict[tuple[int, str], Moment] = {}
    events: Any = tracked()[Citation].objects
    rows = events.filter(pgh_obj_id__in={key for key, _name in holding}).order_by("pgh_id")
    values = list(rows.values_list("pgh_obj_id", "pgh_created_at", "pgh_context_id", "holds_for"))
    by_citation: dict[int, list[tuple[Moment, dict[str, Any]]]] = defaultdict(list)
    for key, at, batch, holds_for in values:
        by_citation[key].append((Moment(at, batch), holds_for or {}))
    for (key, name), value in holding.items():
        every = by_citation[key]
        same = [moment for moment, noted in every if noted.get(name) == value]
        if moment := next(iter([*same, *(moment for moment, _noted in every)]), None):
            moments[key, name] = moment
    return moments


def _is_of_now(judged: Moment | None, pasts: Sequence[tuple[Past, bool]], batch: Any) -> bool:
    """Whether the meeting was the occurrence that it is now when a value of it was judged, first
    or with all others."""
    if judged is None:
        return True
    before = [one for one in pasts if one[0].moment.is_before(judged, batch)]
    counting = [(before or pasts[:1])[-1], *(one for one in pasts if one[0].judged)]
    return not all(is_other for _past, is_other in counting)


def _in_words(told: Sequence[tuple[Meeting, Record, list[str]]]) -> list[str]:
    sentence = _(
        "%(meeting)s was another meeting, at another time, when the sources of %(record)s were "
        "judged to support %(fields)s: record the other meeting by itself, or withdraw those "
        "citations and cite anew what is said of this one."
    )
    lines = [
        sentence
        % {
            "meeting": describe(meeting),
            "record": describe(record),
            "fields": field_names(type(record), fields),
        }
        for meeting, record, fields in told[:TOLD]
    ]
    if number := len(told) - len(lines):
        lines.append(
            ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}
        )
    return lines

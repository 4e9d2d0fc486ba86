"""Whether the register has what a candidate says already, and what it says there.

Asked when a candidate is shown and decided. The reader compares with the register as it stood when
the text was read. What was recorded since, of another document for instance, is compared here, by
the same rules.
"""

from dataclasses import replace
from enum import Enum
from typing import Any

from django.db.models import ForeignKey, Q

from documents.models import SUBJECTS, Citation
from documents.stated import contradictions
from extraction.candidates import SAME, Candidate
from extraction.names.matching import Matcher
from meetings.models import Meeting
from records.dates import bounds
from records.fields import PartialDateField
from records.models import Record
from records.search_text import fold
from records.words import value_as_stated

from .fields import TITLED, relation
from .gazetteer import entries_of
from .lookup import not_withdrawn, record_of
from .record_values import RecordValues

COMPARED = 200  # meetings of the same body, series or place that are compared, the newest first

DISTINCTIVE = 4  # words of a title that identify an instrument: those of "Joint Statement" do not

IDENTIFYING = {
    "membership": ("mechanism", "participant", "role"),
    "office": ("person", "participant", "title"),
    "participation": ("meeting", "participant", "role"),
    "delegate": ("meeting", "person", "role"),
    "outcome": ("title", "action", "meeting", "mechanism"),
    "position": ("title", "meeting", "mechanism"),
}
"""What must be the same for two rows of a kind to be one."""


def known_record(found: Candidate, own: RecordValues) -> Record | None:
    """The record of the register that a candidate is taken for.

    As the reader said, if it is still there; else a meeting that was recorded since; of kinds
    that the reader does not look for in the register (it knows names), the one row between the
    same records. ``own`` are the values of the candidate's own record.
    """
    best = found.matches[0] if found.matches else None
    if best is not None and best.score >= SAME and found.kind in SUBJECTS:
        return record_of(SUBJECTS[found.kind], best.uid)
    return _same_meeting(found, own) if found.kind == "meeting" else _same_row(own)


def _same_meeting(found: Candidate, own: RecordValues) -> Record | None:
    """The meeting that the reader would have said, had it been recorded before."""
    near, fields = Q(), dict(found.fields)
    for name in ("series", "mechanism", "place"):
        key = own.initial.get(own.key(name), "")
        if not key:
            continue
        near |= Q(**{name: key})
        if name in fields and not fields[name].uid:
            model: Any = relation("meeting", name)
            uid = model.objects.values_list("uid", flat=True).get(pk=key)
            fields[name] = replace(fields[name], uid=uid)
    if same := not_withdrawn(Meeting).called(found.title):
        near |= Q(pk__in=[one.pk for one in same])
    if not near:
        return None
    rows = not_withdrawn(Meeting).filter(near).order_by("-pk")[:COMPARED]
    matches = Matcher(entries_of(Meeting, [one.pk for one in rows])).matches(
        replace(found, fields=fields)
    )
    if not matches or matches[0].score < SAME:
        return None
    return record_of(Meeting, matches[0].uid)


def _same_row(own: RecordValues) -> Record | None:
    """The one row that says the same of the same records; none where two do."""
    wanted: dict[str, Any] = {}
    for name in IDENTIFYING.get(own.kind, ()):
        value = own.initial.get(own.key(name), "")
        if relation(own.kind, name) is None:
            wanted[f"{name}__iexact"] = value
        elif value:
            wanted[name] = int(value)
        elif own.kind not in TITLED or own.initial.get(own.key(f"{name}-new")):
            return None
    alone = own.kind in TITLED and not {"meeting", "mechanism"} & set(wanted)
    if alone and len(own.get("title").split()) < DISTINCTIVE:
        return None
    rows = list(not_withdrawn(own.model).filter(**wanted)[:2]) if wanted else []
    return rows[0] if len(rows) == 1 else None


# What a value that was read says beside the value that the record has

NOT_STATED = ("kind", "instrument", "since_is", "until_is")
"""Fora's own classification: a source does not contradict it."""


class Comparison(Enum):
    """How a value that was read compares with the record's."""

    ADDS = "the record has none, or a less exact one"
    AGREES = "the record says the same"
    LESS_EXACT = "the record says it more exactly, or spells it otherwise"
    DIFFERS = "the record says something else"


def compare(record: Record, name: str, value: Any) -> Comparison:
    """``value``, as the model holds it, beside what ``record`` has as ``name``."""
    column: Any = record._meta.get_field(name)
    now = getattr(record, column.attname)
    if now in (None, ""):
        return Comparison.ADDS
    if isinstance(column, ForeignKey):
        return Comparison.AGREES if value.pk == now else Comparison.DIFFERS
    if isinstance(column, PartialDateField):
        return _compare_dates(now, value)
    if name in ("name", "title", "office") and fold(value) != fold(now):
        return Comparison.LESS_EXACT
    against = contradictions(Citation(stated={name: stated_value(record, name, value)}), record)
    return Comparison.DIFFERS if name in against else Comparison.AGREES


def _compare_dates(now: str, value: str) -> Comparison:
    if now == value:
        return Comparison.AGREES
    (low, high), (first, last) = bounds(now), bounds(value)
    if None not in (low, high, first, last):
        if low <= first and last <= high:  # type: ignore[operator]
            return Comparison.ADDS  # the record knows the year, the source the day
        if first <= low and high <= last:  # type: ignore[operator]
            return Comparison.LESS_EXACT
    return Comparison.DIFFERS


def stated_value(record: Record, name: str, value: Any) -> str:
    """A value as a citation states it, which ``record`` itself has not."""
    return value_as_stated(type(record)(**{name: value}), name)

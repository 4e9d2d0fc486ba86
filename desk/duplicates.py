"""Pairs of likely duplicates: their records, side by side, and a warning on a record's page."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from documents.models import KINDS
from records.display import show_period
from records.merging.checks import choosable_fields, pointing_at
from records.merging.duplicates import look_around
from records.merging.merge import merged_in
from records.models import DuplicatePair, Name, NamedRecord, Record
from records.paging import bounded_count
from records.words import NOTHING, field_label, value_in_words

from .pages import address_in_desk, state_badge

NAMED_KINDS = {kind: model for kind, model in KINDS.items() if issubclass(model, NamedRecord)}
"""The kinds of which two are put side by side, by the name that a pair carries; a pair of others,
such as two offices, says only that ``merge`` made them one."""

MOST_COUNTED = 1000  # parts of a record that are counted for the page
LONG = 400  # characters of a value that are shown


def records_of(pairs: list[DuplicatePair]) -> dict[str, NamedRecord]:
    """The records of ``pairs`` that are still there, by permanent id: a query for each kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        wanted[pair.kind] |= set(pair.uids)
    return {
        row.uid: row
        for kind, uids in wanted.items()
        if kind in NAMED_KINDS
        for row in NAMED_KINDS[kind]._default_manager.filter(uid__in=uids)
    }


def name_of(pair: DuplicatePair, uid: str, found: dict[str, NamedRecord]) -> str:
    """What a record of a pair is called, also once it has gone."""
    if uid in found:
        return str(found[uid])
    identity = pair.one if uid == pair.one_id else pair.other
    return identity.label or uid


def warn_of_duplicates(request: HttpRequest, record: models.Model) -> None:
    """After a record was saved: whether it may stand in the register already."""
    if not isinstance(record, NamedRecord):
        return
    pairs = look_around(record)[:3]
    found = records_of(pairs)
    links = [
        (address_in_desk(pair), found[uid])
        for pair in pairs
        for uid in pair.uids
        if uid != record.uid and uid in found
    ]
    if links:
        others = format_html_join(", ", '<a href="{}">{}</a>', links)
        sentence = _("This may be recorded already. Compare:")
        messages.warning(request, format_html("{} {}", sentence, others))


# Side by side


def side(record: NamedRecord | None, pair: DuplicatePair, uid: str) -> dict[str, Any]:
    """One of the two, as the head of its column."""
    if record is None:
        identity = pair.one if uid == pair.one_id else pair.other
        merged = merged_in(pair.batch) if pair.batch else None
        called = merged.loser_name if merged and merged.loser.uid == uid else identity.label
        return {
            "uid": uid,
            "name": called or uid,
            "gone": True,
            "merged": identity.merged_into_id is not None,
        }
    return {
        "uid": uid,
        "name": str(record),
        "gone": False,
        "state": state_badge(record.state),
        "address": address_in_desk(record),
        "public": record.get_absolute_url() if record.is_public else "",
        "created": record.created_at,
        "names": [{"text": name.text, "note": _note_of(name)} for name in record.names.all()[:50]],
    }


def _note_of(name: Name) -> str:
    notes = [name.get_kind_display(), name.language, show_period(name.since, name.until)]
    return ", ".join(note for note in notes if note)


def compared(one: NamedRecord, other: NamedRecord) -> list[dict[str, Any]]:
    """The values of two records, those that differ first marked."""
    model = type(one)
    takeable = set(choosable_fields(model))
    rows = []
    for column in model._meta.concrete_fields:
        if column.name not in takeable and column.name != "slug":
            continue
        values = [getattr(record, column.attname) for record in (one, other)]
        texts = [
            Truncator(value_in_words(model, column.attname, value)).chars(LONG) for value in values
        ]
        if texts == [NOTHING, NOTHING]:
            continue
        rows.append(
            {
                "name": column.name,
                "label": field_label(model, column.name),
                "values": texts,
                "same": values[0] == values[1],
                "takeable": column.name in takeable and values[0] != values[1],
            }
        )
    return rows


def parts_compared(one: NamedRecord, other: NamedRecord) -> list[dict[str, Any]]:
    """How much of what points at each of two records, as far as it is counted."""
    rows = []
    for model, relation in pointing_at(type(one)):
        if relation == "record":
            continue  # the names, which the page shows
        counts = []
        for record in (one, other):
            found = model._base_manager.filter(**{relation: record.pk})
            number, exact = bounded_count(found, MOST_COUNTED)
            counts.append(f"{number:,}" if exact else _("more than %(n)s") % {"n": MOST_COUNTED})
        if counts == ["0", "0"]:
            continue
        rows.append({"label": part_label(model, relation, type(one)), "values": counts})
    return rows


def part_label(model: type[models.Model], relation: str, about: type[Record]) -> str:
    """What rows are called that point at a record: “citations”, “series (mechanism)”."""
    meta = model._meta
    if meta.auto_created:  # a table between two: named after what it leads to
        keys = (one for one in meta.concrete_fields if isinstance(one, models.ForeignKey))
        meta = next(key.related_model._meta for key in keys if key.name != relation)
    plural = capfirst(str(meta.verbose_name_plural))
    if not issubclass(model, Record) or relation == about.kind_name():
        return plural
    field: Any = meta.get_field(relation)
    return f"{plural} ({field.verbose_name})"

"""The records of the register as entries of a gazetteer."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from documents.register.parsing import read_folder
from extraction.names.countries import LANGUAGES
from extraction.names.gazetteer import Entry
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import Meeting, Place, Series
from records.models import NamedRecord, State
from reference import places, states

from .lookup import not_withdrawn

# What of each record helps to recognize others: plain columns, and the ids of what it points at.
_FACTS: dict[type[NamedRecord], tuple[str, ...]] = {
    Mechanism: ("kind", "parent__uid", "as_participant__uid"),
    Participant: ("kind", "parent__uid", "mechanism__uid", "iso_alpha2", "iso_alpha3"),
    Person: (),
    Place: ("country__uid", "region", "coordinates_from"),
    Series: ("mechanism__uid", "level", "track", "kind"),
    Meeting: (
        *("mechanism__uid", "series__uid", "ordinal", "level", "track", "kind", "mode"),
        *("status", "date", "place__uid"),
    ),
}


def entries(*, exclude_document: str = "") -> Iterator[Entry]:
    """Every record that has names and is not withdrawn, drafts included.

    ``exclude_document``: the slug of a document; the meetings that it is cited for are left out,
    so that a reading of it can be measured against them.
    """
    for model in _FACTS:
        records = not_withdrawn(model)
        if model is Meeting and exclude_document:
            cited = Meeting.objects.filter(
                citations__passage__capture__document__slug=exclude_document
            )
            records = records.exclude(pk__in=cited.values("pk"))
        yield from _entries(model, records.order_by("id"), _names_of(model))


def entries_of(model: type[NamedRecord], keys: Collection[int]) -> Iterator[Entry]:
    """The records of a kind with ``keys`` that are not withdrawn."""
    if keys:
        names = _names_of(model).filter(record__in=keys)
        yield from _entries(model, not_withdrawn(model).filter(pk__in=keys).order_by("id"), names)


def _names_of(model: type[NamedRecord]) -> Any:
    fields: Any = model._meta  # each model with names has its own table of them
    return fields.get_field("names").related_model.objects.order_by("id")


def _entries(model: type[NamedRecord], records: Any, others: Any) -> Iterator[Entry]:
    facts, names = _FACTS[model], defaultdict(list)
    for record_id, text in others.values_list("record_id", "text"):
        names[record_id].append(text)
    rows = records.values_list("id", "uid", "name", *facts)
    for pk, uid, name, *values in rows.iterator(chunk_size=10_000):
        known = {
            fact.removesuffix("__uid"): str(value)
            for fact, value in zip(facts, values, strict=True)
            if value not in (None, "")
        }
        others = (*names.get(pk, ()), *_looked_up(known))
        yield Entry(uid, model.kind_name(), name, others, known)


def _looked_up(known: Mapping[str, str]) -> list[str]:
    """The names that reference data has for a record with these values, each of it alone."""
    if one := states.state(known.get("iso_alpha3") or known.get("iso_alpha2", "")):
        names = one.names_in_texts(*LANGUAGES)
        return [name for name in names if len(states.named(name)) == 1]
    if place := places.place(known.get("coordinates_from", "")):
        return [place.name, *place.names]
    return []


def entries_of_files(folder: Path) -> Iterator[Entry]:
    """The same from the register's plain files in ``folder``: for a machine without a database."""
    files = read_folder(folder)
    ids = {
        (model, one["slug"]): one["id"]
        for model in _FACTS
        for one in files.entries[model.kind_name()]
    }
    for model, facts in _FACTS.items():
        for one in files.entries[model.kind_name()]:
            if one.get("state") == State.WITHDRAWN:
                continue
            known = {}
            for fact in facts:
                name, _, of_other = fact.partition("__")
                if value := one.get(name):
                    column: Any = model._meta.get_field(name)
                    known[name] = ids[column.related_model, value] if of_other else str(value)
            recorded = (name["text"] for name in one.get("names", ()))
            names = (*recorded, *_looked_up(known))
            yield Entry(one["id"], model.kind_name(), one["name"], names, known)

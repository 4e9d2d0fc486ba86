"""The records of the register as entries of a gazetteer."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from documents.register.entries import Entry as RegisterEntry
from documents.register.parsing import read_folder
from extraction.names.gazetteer import Entry, Gazetteer
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import Meeting, Place, Series
from records.models import NamedRecord, State

# What of each record helps to recognize others: plain columns, and the ids of what it points at.
_FACTS: dict[str, tuple[type[NamedRecord], tuple[str, ...]]] = {
    "mechanism": (Mechanism, ("kind", "parent__uid", "as_participant__uid")),
    "participant": (Participant, ("kind", "parent__uid", "mechanism__uid", "iso_alpha2")),
    "person": (Person, ()),
    "place": (Place, ("country__uid", "region")),
    "series": (Series, ("mechanism__uid", "level", "track", "kind")),
    "meeting": (
        Meeting,
        (
            *("mechanism__uid", "series__uid", "ordinal", "level", "track", "kind", "mode"),
            *("status", "date", "place__uid"),
        ),
    ),
}


def gazetteer_of_register(*, exclude_document: object = None) -> Gazetteer:
    """All records of the register that have names, drafts included.

    ``exclude_document``: a document (or its slug) whose meetings are left out, so that a
    reading of it can be measured against them.
    """
    return Gazetteer(entries(exclude_document=exclude_document))


def entries(*, exclude_document: object = None) -> Iterator[Entry]:
    """Every record that has names and is not withdrawn.

    ``exclude_document``: a document, or its slug; the meetings it is cited for are left out.
    """
    for kind, (model, _facts) in _FACTS.items():
        records = model.objects.exclude(state=State.WITHDRAWN)
        if kind == "meeting" and exclude_document is not None:
            slug = getattr(exclude_document, "slug", exclude_document)
            cited = Meeting.objects.filter(citations__passage__capture__document__slug=slug)
            records = records.exclude(pk__in=cited.values("pk"))
        yield from _entries(model, records.order_by("id"), _names_of(model))


def entries_of(records: Any) -> Iterator[Entry]:
    """The records of a query, which are few, of one kind that has names."""
    model, keys = records.model, [one.pk for one in records]
    names = _names_of(model).filter(record__in=keys)
    yield from _entries(model, model.objects.filter(pk__in=keys).order_by("id"), names)


def _names_of(model: type[NamedRecord]) -> Any:
    fields: Any = model._meta  # each model with names has its own table of them
    return fields.get_field("names").related_model.objects.order_by("id")


def _entries(model: type[NamedRecord], records: Any, others: Any) -> Iterator[Entry]:
    kind, (_model, facts) = model.kind_name(), _FACTS[model.kind_name()]
    names = defaultdict(list)
    for record_id, text in others.values_list("record_id", "text"):
        names[record_id].append(text)
    rows = records.values_list("id", "uid", "name", *facts)
    for pk, uid, name, *values in rows.iterator(chunk_size=10_000):
        known = {
            fact.removesuffix("__uid"): str(value)
            for fact, value in zip(facts, values, strict=True)
            if value not in (None, "")
        }
        yield Entry(uid, kind, name, tuple(names.get(pk, ())), known)


# The same from the register's plain files: for a machine without a database, and for measuring.

_FILE_FACTS = {
    "mechanism": ("kind", "parent"),
    "participant": ("kind", "parent", "mechanism", "iso_alpha2"),
    "person": (),
    "place": ("country", "region"),
    "series": ("mechanism", "level", "track", "kind"),
    "meeting": (
        *("mechanism", "series", "ordinal", "level", "track", "kind", "mode", "status", "date"),
        "place",
    ),
}
_POINTERS = {
    "parent": None,
    "mechanism": "mechanism",
    "country": "participant",
    "series": "series",
    "place": "place",
}


def entries_of_files(folder: Path, *, exclude_document: str = "") -> Iterator[Entry]:
    """Every record with names in the register's files in ``folder``; see ``entries``."""
    files = read_folder(folder)
    if files.problems:
        raise ValueError(str(files.problems[0]))
    ids = {(kind, one["slug"]): one["id"] for kind in _FILE_FACTS for one in files.entries[kind]}
    for kind, facts in _FILE_FACTS.items():
        for one in files.entries[kind]:
            if kind == "meeting" and exclude_document in _cited(one):
                continue
            known = {}
            for fact in facts:
                if value := one.get(fact):
                    home = _POINTERS.get(fact, "") or kind
                    known[fact] = ids[home, value] if fact in _POINTERS else str(value)
            names = tuple(name["text"] for name in one.get("names", ()))
            yield Entry(one["id"], kind, one["name"], names, known)


def _cited(entry: RegisterEntry) -> set[str]:
    """The slugs of the documents that a record is cited from."""
    return {citation["at"].split("#")[0] for citation in entry.get("evidence", ())}

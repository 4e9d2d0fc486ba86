"""The rows of a working list, and the records that they stand for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.pages import address_in_desk, state_badge
from documents.models import SUBJECTS, Citation
from records.models import Identity, Record
from records.words import field_names

SHOWN: dict[str, type[Record]] = {**SUBJECTS, "citation": Citation}

LABELS: dict[str, tuple[str, ...]] = {
    "office": ("person",),
    "membership": ("mechanism", "participant"),
    "participation": ("meeting", "participant"),
    "delegate": ("meeting", "person"),
}
"""The relations that the title of a row names."""


@dataclass(frozen=True)
class Row:
    """One thing to do: what it is about, where it is done, and what is the matter."""

    title: str
    url: str
    kind: str = ""
    state: SafeString | str = ""
    what: str = ""
    by: str = ""
    when: datetime | None = None


def row_of(record: Record, *, url: str = "", **more: Any) -> Row:
    """A row about ``record``, which leads to its page or to another ``url``."""
    return Row(
        title=str(record),
        url=url or address_in_desk(record),
        kind=capfirst(str(record._meta.verbose_name)),
        state=state_badge(record.state),
        **more,
    )


def records_of(identities: Sequence[Identity]) -> dict[str, Record]:
    """The records that ``identities`` stand for, by permanent id."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        kinds[identity.kind].append(identity.uid)
    found: dict[str, Record] = {}
    for kind, uids in kinds.items():
        rows = SHOWN[kind]._default_manager.filter(uid__in=uids)
        found |= {row.uid: row for row in with_labels(rows)}
    return found


def with_labels(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """With what their titles name, so that a title asks for nothing."""
    if rows.model is Citation:
        rows = rows.select_related("passage").defer("passage__text")
        parts = [f"{name}__{label}" for name, labels in LABELS.items() for label in labels]
        return rows.prefetch_related(*SUBJECTS, *parts)
    return rows.select_related(*LABELS.get(rows.model.kind_name(), ()))


def lacking_in_words(record: Record, fields: Iterable[str]) -> str:
    """That ``fields`` of a record rest on nothing."""
    return _("nothing cited for: %(fields)s") % {"fields": field_names(type(record), fields)}

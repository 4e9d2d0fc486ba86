"""Pairs of likely duplicates, and what the page of a record says of them."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from records import policy
from records.merging.duplicates import look_around
from records.models import DuplicatePair, NamedRecord
from records.policy import Action


def kinds() -> dict[str, type[NamedRecord]]:
    """The kinds of record that have pages, by the name that a pair carries."""
    return {
        model.kind_name(): model for model in apps.get_models() if issubclass(model, NamedRecord)
    }


def records_of(pairs: list[DuplicatePair]) -> dict[str, NamedRecord]:
    """The records of ``pairs`` that are still there, by permanent id: a query for each kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        wanted[pair.kind] |= set(pair.uids)
    known = kinds()
    return {
        row.uid: row
        for kind, uids in wanted.items()
        if kind in known
        for row in known[kind]._default_manager.filter(uid__in=uids)
    }


def name_of(pair: DuplicatePair, uid: str, found: dict[str, NamedRecord]) -> str:
    """What a record of a pair is called, also once it has gone."""
    if uid in found:
        return str(found[uid])
    identity = pair.one if uid == pair.one_id else pair.other
    return identity.label or uid


def link_to_merge(request: HttpRequest, record: models.Model) -> list[dict[str, Any]]:
    """From a record's page: to its open pairs, and to the choice of another record."""
    if not isinstance(record, NamedRecord) or not policy.may(request.user, Action.MERGE, record):
        return []
    where = [record.kind_name(), record.pk]
    return [
        {
            "label": _("Merge with another"),
            "url": reverse("admin:records_duplicatepair_choose", args=where),
        }
    ]


def warn_of_duplicates(request: HttpRequest, record: models.Model) -> None:
    """After a record was saved: whether it may stand in the register already."""
    if not isinstance(record, NamedRecord):
        return
    pairs = look_around(record)
    if not pairs:
        return
    found = records_of(pairs)
    links = []
    for pair in pairs[:3]:
        uid = pair.other_id if pair.one_id == record.uid else pair.one_id
        if uid in found:
            address = reverse("admin:records_duplicatepair_change", args=[pair.pk])
            links.append((address, str(found[uid])))
    if links:
        messages.warning(
            request,
            format_html(
                "{} {}",
                _("This may be recorded already. Compare:"),
                format_html_join(", ", '<a href="{}">{}</a>', links),
            ),
        )

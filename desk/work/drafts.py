"""Work on drafts: one's own, those sent back, and those that wait for review."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.pages import address_in_desk
from documents import needs_work
from records import policy
from records.accounts import account_name, account_names
from records.conditions import THE_ROW, RowCondition, finds
from records.models import Identity, Proposal, Record, Remark, State
from records.parts import parts

from .rows import Row, lacking_in_words, records_of, row_of
from .scans import Scan


def drafts(user: Any, show: str) -> list[Scan]:
    """What ``user`` began and has not handed in; parts go with their owner."""
    mine = Identity.objects.filter(state=State.DRAFT, ended_at=None, changed_by=user)

    def described(identities: list[Identity]) -> list[Row]:
        records = records_of(identities)
        found = needs_work.uncited_of([one for one in records.values() if one.EVIDENTIAL])
        lacks = {record.uid: lacking_in_words(record, fields) for record, fields in found}
        return [
            row_of(record, what=lacks.get(record.uid, ""), when=identity.changed_at)
            for identity in identities
            if (record := records.get(identity.uid))
        ]

    order = ("-changed_at", "-uid")
    return [Scan("drafts", mine, described, _without_parts_of(State.DRAFT), order)]


def in_review(user: Any, show: str) -> list[Scan]:
    """What was handed in, and whether ``user`` may publish it."""
    waiting = Identity.objects.filter(state=State.IN_REVIEW, ended_at=None)

    def described(identities: list[Identity]) -> list[Row]:
        records = records_of(identities)
        names = account_names(identity.changed_by_id for identity in identities)
        own = _written_by(user, list(records.values()))
        return [
            row_of(
                record,
                what=_("You wrote it, or a part of it: somebody else publishes it.")
                if record.uid in own
                else _("You may publish it."),
                by=names.get(identity.changed_by_id, _("a command")),
                when=identity.changed_at,
            )
            for identity in identities
            if (record := records.get(identity.uid))
        ]

    return [
        Scan(
            "review", waiting, described, _without_parts_of(State.IN_REVIEW), ("changed_at", "uid")
        )
    ]


def _written_by(user: Any, records: list[Record]) -> set[str]:
    """Which of ``records`` the account may not publish, because of what it wrote in them."""
    if not policy.four_eyes():
        return set()
    shown_as = {record.uid: record.uid for record in records}
    top = {(type(record), record.pk): record.uid for record in records}
    level = dict(top)
    while level:
        below: dict[tuple[type[Record], int], str] = {}
        for part in parts():
            owner: Any = part.model._meta.get_field(part.owner).related_model
            keys = [key for model, key in level if model is owner]
            if not keys:
                continue
            rows = part.model._default_manager.filter(**{f"{part.owner}__in": keys})
            for key, above, part_uid in rows.filter(state=State.IN_REVIEW).values_list(
                "pk", f"{part.owner}_id", "uid"
            ):
                uid = shown_as[part_uid] = level[owner, above]
                if (part.model, key) not in top:
                    top[part.model, key] = below[part.model, key] = uid
        level = below
    written = Identity.objects.filter(uid__in=shown_as, authors__contains=[user.pk])
    return {shown_as[uid] for uid in written.values_list("uid", flat=True)}


def returned(user: Any, show: str) -> list[Scan]:
    """The drafts and proposals of ``user`` that a reviewer sent back."""
    remarks = Remark.objects.filter(
        answered=False,
        identity__changed_by=user,
        identity__state=State.DRAFT,
        identity__ended_at=None,
    )

    def with_remarks(rows: list[Remark]) -> list[Row]:
        records = records_of([remark.identity for remark in rows])
        return [
            row_of(record, what=remark.text, by=account_name(remark.author), when=remark.created_at)
            for remark in rows
            if (record := records.get(remark.identity_id))
        ]

    def sent_back(proposals: list[Proposal]) -> list[Row]:
        return [
            Row(
                title=str(proposal),
                url=address_in_desk(proposal),
                kind=capfirst(str(Proposal._meta.verbose_name)),
                what=proposal.remark,
                by=str(proposal.decided_by or ""),
                when=proposal.decided_at or proposal.updated_at,
            )
            for proposal in proposals
        ]

    proposals = Proposal.objects.filter(author=user, status=Proposal.Status.RETURNED)
    return [
        Scan(
            "drafts", remarks, with_remarks, lambda rows: rows.select_related("identity", "author")
        ),
        Scan(
            "proposals",
            proposals,
            sent_back,
            lambda rows: rows.select_related("identity", "decided_by"),
        ),
    ]


def _without_parts_of(state: State) -> Callable[["models.QuerySet[Identity]"], Any]:
    """Leave out the parts whose owner stands in the same ``state``: they go where it goes."""
    return lambda identities: identities.exclude(RowCondition(sql=_goes_with_owner(state)))


@cache
def _goes_with_owner(state: State) -> str:
    """Whether an identity is of a part whose owner stands in ``state``."""
    conditions = []
    for part in parts():
        key: Any = part.model._meta.get_field(part.owner)
        owned = (
            f'FROM "{part.model._meta.db_table}" p'
            f' JOIN "{key.related_model._meta.db_table}" o ON o.id = p."{key.column}"'
            f" WHERE p.uid = {THE_ROW}.uid AND o.state = '{state}'"
        )
        kind = part.model.kind_name()
        conditions.append(f"({THE_ROW}.kind = '{kind}' AND {finds(owned)})")
    return f"({' OR '.join(conditions)})"

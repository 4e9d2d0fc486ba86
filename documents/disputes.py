"""Where sources disagree about one value: both sides, and the editor's reasoned choice.

A value is disputed while a citation states another one than the record has. Choosing does not end
that: it says which value the record follows and why, and the page goes on showing both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from documents.models import Citation
from records import policy, workflow
from records.history import proposals
from records.history.changes import write
from records.history.rows import pages_of
from records.models import Proposal, Record, State
from records.search_text import fold
from records.words import field_name, field_names, value_as_stated

from .judgements import holds, said_of_same, values_of
from .stated import contradictions, contradictions_between, names_it

MAX_REASON = 4000


@dataclass
class Side:
    """One value of a disputed field, and the citations whose sources give it.

    ``stated`` is the value as the sources write it; of the side that the record follows it is
    the record's own value in words.
    """

    stated: str
    is_recorded: bool
    citations: list[Citation] = field(default_factory=list)


@dataclass
class Dispute:
    """One value of one record that sources give differently; the record's side comes first."""

    record: Record
    name: str
    sides: list[Side]

    @property
    def label(self) -> str:
        return field_name(type(self.record), self.name)

    @property
    def others(self) -> list[Side]:
        """The sides that the record does not follow."""
        return [side for side in self.sides if not side.is_recorded]

    @property
    def reasons(self) -> list[str]:
        """Why the record says what it says: each reason given, once."""
        said = [one.reason for side in self.others for one in side.citations if one.reason]
        return list(dict.fromkeys(said))

    @property
    def seen(self) -> str:
        """Which versions of the record and its citations it was made of."""
        citations = [one for side in self.sides for one in side.citations]
        versions = sorted((citation.pk, citation.version) for citation in citations)
        return f"{self.record.version};{versions}"


def disputes_among(pairs: Sequence[tuple[Record, Citation]]) -> list[Dispute]:
    """The disputed values of records, each given with every citation that counts for it."""
    found: dict[tuple[type[Record], int, str], Dispute] = {}
    of_citation = dict(
        (citation.pk, names) for citation, names in contradictions_between(pairs) if names
    )
    for record, citation in pairs:
        for name in of_citation.get(citation.pk, ()):
            dispute = found.setdefault((type(record), record.pk, name), _begun(record, name))
            _side(dispute, str(citation.stated[name])).citations.append(citation)
    for record, citation in pairs:
        for name in record.EVIDENTIAL:
            known = found.get((type(record), record.pk, name))
            if known and name not in of_citation.get(citation.pk, ()) and _agrees(citation, known):
                known.sides[0].citations.append(citation)
    return list(found.values())


def _agrees(citation: Citation, dispute: Dispute) -> bool:
    """Whether a citation that states no other value supports the one that is recorded."""
    name = dispute.name
    judged, values = citation.holds_for or {}, values_of(dispute.record)
    if name in citation.stated:
        return names_it(citation, name) and said_of_same(judged, name, values)
    return holds(judged, name, values)


def _begun(record: Record, name: str) -> Dispute:
    column = _column(record, name)
    empty = getattr(record, column.attname) in (None, "")
    return Dispute(record, name, [Side("" if empty else value_as_stated(record, name), True)])


def _side(dispute: Dispute, stated: str) -> Side:
    """The side of the sources that state ``stated``, in whatever spelling."""
    for side in dispute.others:
        if fold(side.stated) == fold(stated):
            return side
    dispute.sides.append(Side(stated, False))
    return dispute.sides[-1]


def dispute_of(record: Record, name: str) -> Dispute | None:
    """What all citations of ``record`` that still count say of ``name``; none where they agree."""
    citations = (
        Citation.objects.of([record])
        .exclude(state=State.WITHDRAWN)
        .select_related("passage__capture__document")
        .defer("passage__text", "passage__capture__text")
        .order_by("pk")
    )
    disputes = disputes_among([(record, citation) for citation in citations])
    return next((dispute for dispute in disputes if dispute.name == name), None)


def choose(
    dispute: Dispute,
    stated: str | None,
    *,
    reason: str,
    by: Any,
    counting: Mapping[int, str] | None = None,
) -> Proposal | None:
    """Let the record follow one side, ``stated`` (``None``: the value that it has), and say why.

    The value is written by the rules of the record's own form. Whatever source then says
    otherwise keeps what it states, with ``reason``; ``counting`` gives, by citation, the rule by
    which a source counts. Where ``by`` may not change the record alone, all of it is proposed.
    Raises ``ValidationError`` without a reason, where the value does not fit, and where record
    or citations are no longer what they were when ``dispute`` was read.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError(
            {"reason": _("Say why the record follows this value: readers see it.")}
        )
    record = dispute.record
    if not all(policy.may_edit(by, page) for page in pages_of([record])):
        raise PermissionDenied

    with transaction.atomic():
        workflow.lock()
        record.refresh_from_db(fields=["version"])
        now = dispute_of(record, dispute.name)
        if now is None or now.seen != dispute.seen:
            raise ValidationError(meanwhile(), code="stale")
        changes = proposals.rehearse(partial(_write, dispute, stated, reason, counting or {}))
        if not changes:
            raise ValidationError({"reason": _("Nothing would change.")}, code="no_change")
        return proposals.write_or_propose(
            lambda by: write(changes, by=by),
            about=changes,
            by=by,
            what=str(record),
            why=reason[:500],
        )


def meanwhile() -> str:
    return _("Somebody changed the record or a citation in the meantime: look at the values again.")


def _write(dispute: Dispute, stated: str | None, reason: str, counting: Mapping[int, str]) -> None:
    record: Any = (
        type(dispute.record)
        ._default_manager.select_for_update(of=("self",))
        .get(pk=dispute.record.pk)
    )
    column = _column(record, dispute.name)
    before = value_as_stated(record, dispute.name)
    if stated is not None:
        _set(record, column, stated)
        _check_said_of_same(record, dispute, stated)
    citations = [one for side in dispute.sides for one in side.citations]
    rows = Citation.objects.select_for_update(of=("self",)).in_bulk(
        [citation.pk for citation in citations]
    )
    rows_before = {key: _said(citation) for key, citation in rows.items()}
    for citation in rows.values():
        if stated is not None and column.name not in citation.stated and before:
            citation.stated = {**citation.stated, column.name: before}
    against = contradictions_between([(record, citation) for citation in rows.values()])
    for citation, names in against:
        citation.counting = counting.get(citation.pk, citation.counting).strip()
        if column.name in names:
            citation.reason = reason
        elif citation.stated.get(column.name) == stated:
            citation.stated = {k: v for k, v in citation.stated.items() if k != column.name}
            if citation.fields and column.name not in citation.fields:
                citation.fields = [*citation.fields, column.name]
        if _said(citation) != rows_before[citation.pk]:
            citation.full_clean(exclude=["uid"])
            citation.save(update_fields=["fields", "stated", "reason", "counting"])


def _check_said_of_same(record: Record, dispute: Dispute, stated: str) -> None:
    """Refuse a value that no source says of what the record says it of."""
    name, values = dispute.name, values_of(record)
    if name in record.LISTED:
        message = _("It is said of who is on the list: change it on the page of the record.")
        raise ValidationError({"stated": message}, code="said_of_list")
    sides = [one for one in dispute.others if fold(one.stated) == fold(stated)]
    for citation in [one for side in sides for one in side.citations]:
        against = set(contradictions(citation, record)) - {name}
        if said_of_same(citation.holds_for or {}, name, values) and against.isdisjoint(
            record.SAID_WITH.get(name, ())
        ):
            return
    beside = record.SAID_WITH.get(name, record.PLANNED if name in record.AS_PLANNED else ())
    if not beside:
        return
    said_with = field_names(type(record), beside)
    message = _(
        "The sources that say this say it of something else than the record does (%(fields)s): "
        "change them together on the page of the record."
    )
    raise ValidationError({"stated": message % {"fields": said_with}}, code="said_of_other")


def _said(citation: Citation) -> tuple[Any, ...]:
    """What a choice may change of a citation."""
    return (citation.fields, citation.stated, citation.reason, citation.counting)


def _set(record: Any, column: Any, stated: str) -> None:
    """Give ``record`` the value that a source states, by the rules of the record's form."""
    try:
        if isinstance(column, models.ForeignKey):
            rows: Any = column.related_model._default_manager
            setattr(record, column.name, rows.the_one_called(stated))
        elif column.choices:
            setattr(record, column.attname, _choice(column, stated))
        else:
            setattr(record, column.attname, column.clean(stated.strip(), record))
        record.full_clean()
    except ValidationError as refusal:
        raise ValidationError({"stated": refusal.messages}) from refusal
    record.save(update_fields=[column.name])


def _choice(column: Any, stated: str) -> str:
    for key, label in column.flatchoices:
        if fold(stated) in (fold(str(key)), fold(str(label))):
            return key
    choices = ", ".join(str(label) for _key, label in column.flatchoices)
    raise ValidationError(
        _("“%(value)s” is none of the choices: %(choices)s.")
        % {"value": stated, "choices": choices}
    )


def _column(record: Record, name: str) -> Any:
    return record._meta.get_field(name)

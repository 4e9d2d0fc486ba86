"""What forbids a merge, and whom it needs, before anything is written."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from records import policy
from records.history.events import keys_to
from records.history.tracking import content_fields
from records.models import Proposal, Record, State
from records.words import describe


class CannotMerge(ValidationError):
    """A merge that is refused, with a sentence for each thing that stands in the way."""

    def __init__(self, *reasons: str) -> None:
        unique = dict.fromkeys(reasons)
        super().__init__([ValidationError(reason, code="cannot_merge") for reason in unique])


class NeedsSecondReviewer(CannotMerge):
    """A merge, or its undoing, that two people have to agree on."""

    def __init__(self) -> None:
        super().__init__(_("This changes what is public, so a second reviewer has to agree."))


def needs_second_reviewer(loser: Record, winner: Record) -> bool:
    """Whether a merge of these two changes what is public, so that two people have to agree.

    The merge itself is then made in the name of the one who asked for it, by the one who
    agrees (``records.merging.verdicts``).
    """
    if not policy.four_eyes():
        return False
    if State.PUBLISHED in (loser.state, winner.state):
        return True
    return any(
        model._base_manager.filter(**{relation: loser.pk}, state=State.PUBLISHED).exists()
        for model, relation in pointing_at(type(loser))
        if issubclass(model, Record)
    )


def choosable_fields(model: type[Record]) -> list[str]:
    """The values that the editor may take over from the record that goes."""
    others = {"id", "uid", "slug", "search_text"}
    return [field.name for field in content_fields(model) if field.name not in others]


def pointing_at(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every table of the register with the foreign keys by which it points at ``model``."""
    return [(other, column.name) for other, column in keys_to(model)]


def obstacles(loser: Record, winner: Record) -> list[str]:
    """Why one record cannot be merged into another, as far as the two alone can tell."""
    both = _named(loser, winner)
    if type(loser) is not type(winner):
        return [_("%(loser)s and %(winner)s are of different kinds.") % both]
    if loser.pk == winner.pk:
        return [_("This is one record already: choose another one.")]
    reasons = []
    if winner.state == State.WITHDRAWN:
        reasons.append(
            _("%(winner)s is withdrawn: keep the other one, or publish it first.") % both
        )
    elif loser.is_public and not winner.is_public:
        reasons.append(
            _(
                "%(loser)s is public and %(winner)s is not: keep the public one, or publish the"
                " other first."
            )
            % both
        )
    for column in winner._meta.concrete_fields:
        to_itself = isinstance(column, models.ForeignKey) and column.related_model is type(winner)
        if to_itself and getattr(winner, column.attname) == loser.pk:
            reasons.append(
                _("%(winner)s names %(loser)s as its own (%(field)s): change that first.")
                % {**both, "field": column.verbose_name}
            )
    if Proposal.objects.filter(identity=loser.uid, status__in=Proposal.OPEN).exists():
        reasons.append(
            _("Proposed changes of %(loser)s wait for a reviewer: decide those first.") % both
        )
    return reasons


def would_surface(loser: Record, winner: Record) -> list[str]:
    """Parts that were hidden with a withdrawn record must not be public under another one."""
    if loser.is_public or not winner.is_public:
        return []
    for other, relation in pointing_at(type(loser)):
        if not issubclass(other, Record):
            continue
        through = {name.partition("__")[0] for name in other.PUBLIC_THROUGH}
        rows = other._base_manager.filter(**{relation: loser.pk}, state=State.PUBLISHED)
        if relation in through and rows.exists():
            return [
                _(
                    "%(loser)s is not public, but parts of it would be with %(winner)s: publish"
                    " it first, or withdraw those parts."
                )
                % _named(loser, winner)
            ]
    return []


def opened_by_merging(records: Sequence[Record]) -> list[Record]:
    """Which of two that are merged holds words that anyone might read then, and cannot now."""
    return [
        record
        for record in records
        for name, value in record.OPENED_BY.items()
        if getattr(record, name) != value
        and any(getattr(other, name) == value for other in records)
    ]


def _named(loser: Record, winner: Record) -> dict[str, str]:
    return {"loser": describe(loser), "winner": describe(winner)}


def moves_more_than(number: int, loser: Record) -> bool:
    """Whether merging ``loser`` moves more than so many rows; it looks no further."""
    seen = 0
    for model, field in keys_to(type(loser)):
        rows = model._base_manager.filter(**{field.attname: loser.pk})
        seen += len(rows.values_list("pk")[: number + 1])
        if seen > number:
            return True
    return False

"""What speaks for two bodies, participants, people or topics being one, and what against."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism, Participant, Person, Topic
from records.merging.duplicates import (
    KINDS,
    SENTENCES,
    Kind,
    Reason,
    about_choice,
    about_relation,
    agrees,
    alike_in_name,
    contradicts,
)
from records.models import Record

SENTENCES |= {
    "same_parent": _("Both stand under “%(what)s”."),
    "other_parent": _("They stand under different records: “%(one)s” and “%(other)s”."),
    "other_kind": _("They are of different kinds: %(one)s, %(other)s."),
    "same_founding": _("Both were founded: %(what)s."),
    "other_founding": _("They were founded at different times: %(one)s, %(other)s."),
    "other_body": _("They are tied to different mechanisms."),
    "same_office": _("Both held an office for “%(what)s”."),
}


def above(one: Record, other: Record) -> bool:
    """Whether one of the two stands directly above the other."""
    return any(
        getattr(one, f"{tree}_id") == other.pk or getattr(other, f"{tree}_id") == one.pk
        for tree in one.TREES
    )


def about_parents(one: Any, other: Any, *, different: float = -0.4) -> list[Reason]:
    return about_relation("parent", one, other, same=0.1, different=different)


def about_kinds(one: Any, other: Any, weight: float) -> list[Reason]:
    return about_choice("kind", one, other, rule="other_kind", weight=weight)


def judge_topics(one: Topic, other: Topic) -> list[Reason] | None:
    if above(one, other):
        return None
    names = alike_in_name(one, other)
    return [*names, *about_parents(one, other, different=-0.2)] if names else None


def judge_participants(one: Participant, other: Participant) -> list[Reason] | None:
    if above(one, other) or contradicts(one.iso_alpha3, other.iso_alpha3):
        return None
    names = alike_in_name(one, other)
    if not names:
        return None
    reasons = [*names, *about_parents(one, other), *about_kinds(one, other, -0.25)]
    if contradicts(one.mechanism_id, other.mechanism_id):
        reasons.append(Reason("other_body", -0.6))
    return reasons


def judge_people(one: Person, other: Person) -> list[Reason] | None:
    names = alike_in_name(one, other, share=0.8)
    if not names:
        return None
    served = {office.participant_id: office.participant for office in one.offices.all()}
    for office in other.offices.all():
        if office.participant_id in served:
            return [*names, Reason("same_office", 0.3, {"what": str(office.participant)})]
    return names


def judge_mechanisms(one: Mechanism, other: Mechanism) -> list[Reason] | None:
    if above(one, other):
        return None
    names = alike_in_name(one, other)
    if not names:
        return None
    reasons = [*names, *about_parents(one, other, different=-0.5), *about_kinds(one, other, -0.1)]
    if agrees(one.founded, other.founded):
        reasons.append(Reason("same_founding", 0.2, {"what": one.founded}))
    elif (
        one.founded_earliest
        and other.founded_earliest
        and one.founded_latest
        and other.founded_latest
        and (
            one.founded_latest < other.founded_earliest
            or other.founded_latest < one.founded_earliest
        )
    ):
        dates = {"one": one.founded, "other": other.founded}
        reasons.append(Reason("other_founding", -0.4, dates))
    return reasons


def register() -> None:
    """Enter the kinds of this floor."""
    for kind in (
        Kind(Topic, judge_topics, related=("parent",)),
        Kind(Participant, judge_participants, related=("parent",)),
        Kind(Person, judge_people, prefetch=("offices__participant",)),
        Kind(Mechanism, judge_mechanisms, related=("parent",)),
    ):
        KINDS[kind.model] = kind

"""What is public was seen as it stands, also where two act at the same moment.

Each pair of what can happen to a part in review, while a reviewer looks at it: it is edited, taken
back, published, changed by a proposal that is accepted, or cited once more.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from documents.models import Citation
from mechanisms.models import Mechanism, Membership
from records import workflow
from records.approval import mark_of
from records.history import proposals
from records.history.batches import batch
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests import make
from tests.desk.cited_records import cited
from tests.pair import refused

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Scene:
    """A public mechanism, a membership in review, a proposal that changes both, and who acts."""

    ann: Any
    rose: Any
    roy: Any
    mechanism: Mechanism
    member: Membership
    proposal: Proposal
    seen: str  # by rose, of the membership
    seen_with_proposal: str  # by roy

    def edit(self) -> object:
        with batch("request", by=self.roy):
            return Membership.objects.filter(pk=self.member.pk).update(role="chair")

    def take_back(self) -> object:
        with batch("request", by=self.ann):
            return workflow.take_back(self.member, by=self.ann)

    def publish(self) -> object:
        with batch("request", by=self.rose):
            return workflow.publish(self.member, by=self.rose, seen=self.seen)

    def accept(self) -> object:
        return proposals.accept(self.proposal, by=self.roy, version=1, seen=self.seen_with_proposal)

    def cite(self) -> object:
        with batch("request", by=self.ann):
            passage = self.member.citations.first().passage
            return make.make_citation(self.member, passage=passage, state="in_review")


DEEDS: dict[str, Callable[[Scene], object]] = {
    "edit": Scene.edit,
    "take back": Scene.take_back,
    "publish": Scene.publish,
    "accept": Scene.accept,
    "cite": Scene.cite,
}


@pytest.fixture
def people(db) -> list[Any]:
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    found = []
    for name, role in (
        ("ann", Role.CONTRIBUTOR),
        ("rose", Role.REVIEWER),
        ("roy", Role.REVIEWER),
    ):
        user = get_user_model().objects.create_user(name)
        give_role(user, role)
        found.append(user)
    return found


def scene(people: list[Any]) -> Scene:
    ann, rose, roy = people
    mechanism, state, passage = cited(make.make_mechanism()), make.make_participant(), None
    passage = make.make_passage()
    with batch("request", by=ann):
        member = make.make_membership(
            mechanism=mechanism, participant=state, role="guest", state="in_review"
        )
        make.make_citation(
            member, *member.filled_evidential_fields(), passage=passage, state="in_review"
        )

    def change() -> None:
        Mechanism.objects.filter(pk=mechanism.pk).update(summary="Proposed")
        Membership.objects.filter(pk=member.pk).update(since="1902")

    with batch("request", by=ann):
        wanted = proposals.rehearse(change)
    proposal = proposals.propose(wanted, by=ann, record=mechanism)
    seen = mark_of([member])
    return Scene(ann, rose, roy, mechanism, member, proposal, seen, proposals.mark(proposal))


@pytest.mark.parametrize(("one", "other"), list(combinations(DEEDS, 2)))
def test_what_becomes_public_is_what_was_seen(people, pair, rounds, one, other):
    came: Counter[tuple[bool, bool]] = Counter()
    for _round in rounds[: len(rounds) // 3]:
        at_hand = scene(people)
        first, second = pair.run(
            lambda at_hand=at_hand: DEEDS[one](at_hand),
            lambda at_hand=at_hand: DEEDS[other](at_hand),
        )
        done = {one: not refused(first), other: not refused(second)}
        came[done[one], done[other]] += 1
        member = Membership.objects.get(pk=at_hand.member.pk)
        mechanism = Mechanism.objects.get(pk=at_hand.mechanism.pk)
        shown = Citation.objects.filter(membership=member).public().count()

        assert (member.state == "published") is done.get("publish", False)
        assert (mechanism.summary == "Proposed") is done.get("accept", False)
        if member.state == "published":
            assert (member.role, member.since, shown) == ("guest", "", 1)
        if done.get("accept"):
            assert (member.since, member.state == "published") == ("1902", False)
        assert any(done.values())

    assert came.total() == len(rounds) // 3

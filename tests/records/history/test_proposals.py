"""What one may write is written, and what one may only propose waits as the same changes."""

import pytest
from django.core.exceptions import PermissionDenied

from mechanisms.models import Membership, Topic
from records.history import proposals
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(django_user_model):
    def make_account(role: Role):
        user = django_user_model.objects.create_user(str(role))
        give_role(user, role)
        return user

    return make_account


def rename(topic: Topic, called_with: list[object]):
    def writing(by: object) -> None:
        called_with.append(by)
        Topic.objects.filter(pk=topic.pk).update(name="Coast guards")

    return writing


def test_who_may_change_a_record_writes_it(account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    topic, rose = make.make_topic(name="Coasts"), account(Role.REVIEWER)
    called_with: list[object] = []

    done = proposals.write_or_propose(
        rename(topic, called_with), about=[topic], by=rose, what="Coasts"
    )

    topic.refresh_from_db()
    assert (done, topic.name, called_with) == (None, "Coast guards", [rose])


def test_who_may_only_propose_leaves_it_as_it_is_and_what_they_wrote_waits(account):
    topic, ann = make.make_topic(name="Coasts"), account(Role.CONTRIBUTOR)
    called_with: list[object] = []

    done = proposals.write_or_propose(
        rename(topic, called_with), about=[topic], by=ann, what="Coasts", why="So"
    )

    topic.refresh_from_db()
    assert isinstance(done, Proposal)
    assert (topic.name, called_with) == ("Coasts", [None])
    assert (done.identity_id, done.author, done.what, done.why) == (topic.uid, ann, "Coasts", "So")
    (change,) = proposals.changes_of(done)
    assert change.after is not None
    assert change.after["name"] == "Coast guards"


def test_one_record_among_all_that_may_only_be_proposed_decides(account):
    topic, other = make.make_topic(name="Coasts"), make.make_topic(state="draft")

    done = proposals.write_or_propose(
        rename(topic, []), about=[other, topic], by=account(Role.CONTRIBUTOR), what="Two"
    )

    assert isinstance(done, Proposal)
    assert done.identity is None


def test_who_may_not_even_propose_one_of_all_is_refused_before_anything_is_tried(account):
    topic, hidden = make.make_topic(), make.make_topic(state="withdrawn")
    called_with: list[object] = []

    with pytest.raises(PermissionDenied, match="You may not change"):
        proposals.write_or_propose(
            rename(topic, called_with),
            about=[topic, hidden],
            by=account(Role.CONTRIBUTOR),
            what="Two",
        )

    assert called_with == []


def test_what_counts_is_the_state_that_a_record_has_by_now(account):
    topic = make.make_topic(name="Coasts", state="draft")
    Topic.objects.filter(pk=topic.pk).update(state="published")

    done = proposals.write_or_propose(
        rename(topic, []), about=[topic], by=account(Role.CONTRIBUTOR), what="Coasts"
    )

    assert isinstance(done, Proposal)


def test_a_rehearsal_inside_a_batch_knows_its_own_changes_alone():
    topic = make.make_topic(name="Coasts")

    with batch("request", what="work") as key:
        other = make.make_topic(name="Ports")
        (change,) = proposals.rehearse(
            lambda: Topic.objects.filter(pk=topic.pk).update(name="Coast guards")
        )
        member = make.make_membership()

    assert (change.model, change.key) == (Topic, topic.pk)
    written = {(one.model, one.key) for one in changes_of_batch(key)}
    assert {(Topic, other.pk), (Membership, member.pk)} <= written
    assert (Topic, topic.pk) not in written

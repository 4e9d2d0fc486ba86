"""What becomes of a row whose record has changed, or may not be changed at once."""

import pytest

from mechanisms.models import Topic
from records.policy import Role, give_role
from tests import make

from .files import as_csv, edited, exported, planned, problems, statuses

pytestmark = pytest.mark.django_db


def exported_then_changed(mine: str = "Mine", **theirs: str) -> tuple[Topic, bytes]:
    topic = make.make_topic(name="Before", summary="Before too")
    data = edited(exported(Topic), **{",Before,": f",{mine},"})
    for name, value in theirs.items():
        setattr(topic, name, value)
    topic.save()
    return topic, data


def test_a_stale_row_is_a_conflict_that_shows_both_and_what_both_began_from():
    _topic, data = exported_then_changed(name="Theirs")

    plan = planned(Topic, data)

    assert statuses(plan) == ["conflict"]
    (one,) = plan.rows[0].differences
    assert (one.shown_base, one.shown_now, one.shown_mine) == ("Before", "Theirs", "Mine")
    assert plan.rows[0].mine == {"name": "Mine"}


def test_what_others_changed_meanwhile_is_not_taken_back_with_a_conflict():
    _topic, data = exported_then_changed(name="Theirs", summary="Theirs too")

    plan = planned(Topic, data)

    assert {one.column.name for one in plan.rows[0].differences} == {"name", "summary"}
    assert plan.rows[0].mine == {"name": "Mine"}


def test_a_record_that_moved_only_from_state_to_state_is_no_conflict():
    _topic, data = exported_then_changed(state="withdrawn")

    assert statuses(planned(Topic, data)) == ["update"]


def test_a_version_that_never_was_is_refused():
    topic = make.make_topic()

    plan = planned(Topic, as_csv(["id", "version", "name"], [topic.uid, "99", "Mine"]))

    assert problems(plan) == ["B2: The record has only come to version 1."]


@pytest.mark.parametrize(
    ("role", "four_eyes", "expected"),
    [
        (Role.CONTRIBUTOR, True, ["update", "error", "proposal", "error"]),
        (Role.REVIEWER, True, ["update", "update", "proposal", "update"]),
        (Role.REVIEWER, False, ["update", "update", "update", "update"]),
        (Role.ADMINISTRATOR, True, ["update", "update", "proposal", "update"]),
    ],
)
def test_rows_go_as_far_as_the_importer_may(django_user_model, role, four_eyes, expected):
    from records.models import HouseRules

    HouseRules.objects.update(four_eyes=four_eyes)
    user = django_user_model.objects.create_user("one")
    give_role(user, role)
    states = ["draft", "in_review", "published", "withdrawn"]
    topics = [make.make_topic(state=state) for state in states]

    plan = planned(
        Topic, as_csv(["id", "name"], *([topic.uid, "New"] for topic in topics)), by=user
    )

    assert statuses(plan) == expected

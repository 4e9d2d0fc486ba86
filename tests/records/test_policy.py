"""The policy, written out a second time: what each role may do to a record in which state."""

import pytest
from django.contrib.auth.models import User
from django.db import models

from records import policy
from records.models import HouseRules, State
from records.policy import Action, Role
from tests.matrix.accounts import account
from tests.matrix.register import row_of

pytestmark = pytest.mark.django_db

D, R, P, W = State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN
EVERY = {D, R, P, W}
TABLE: dict[Action, tuple[set[State], set[State], set[State]]] = {
    # of a reader, a contributor, a reviewer and an administrator; with four eyes
    Action.VIEW: (EVERY, EVERY, EVERY),
    Action.EXPORT: (EVERY, EVERY, EVERY),
    Action.ADD: (set(), EVERY, EVERY),
    Action.IMPORT: (set(), {D}, EVERY),
    Action.CHANGE: (set(), {D}, {D, R, W}),
    Action.PROPOSE: (set(), {P}, {P}),
    Action.SUBMIT: (set(), {D}, {D}),
    Action.TAKE_BACK: (set(), {R}, {R}),
    Action.DELETE: (set(), {D}, {D, R}),
    Action.PUBLISH: (set(), set(), {D, R, W}),
    Action.RETURN: (set(), set(), {R}),
    Action.WITHDRAW: (set(), set(), {P}),
    Action.MERGE: (set(), set(), EVERY),
    Action.UNDO: (set(), set(), EVERY),
    Action.ACCOUNTS: (set(), set(), set()),
}


def states_of(user: User, action: Action, rows: dict[State, models.Model]) -> set[State]:
    return {state for state, row in rows.items() if policy.may(user, action, row)}


@pytest.mark.parametrize("kind", ["meetings_meeting", "meetings_outcome", "documents_citation"])
def test_the_policy_is_what_is_written_here(kind: str):
    HouseRules.objects.update(four_eyes=True)
    rows = {state: row_of(kind, state) for state in State}
    for place, role in enumerate([Role.READER, Role.CONTRIBUTOR, Role.REVIEWER]):
        user = account(role.value)
        said = {action: states_of(user, action, rows) for action in TABLE}
        assert said == {action: columns[place] for action, columns in TABLE.items()}, role
    chief = account("administrator")
    expected = {action: columns[2] for action, columns in TABLE.items()}
    assert {action: states_of(chief, action, rows) for action in TABLE} == {
        **expected,
        Action.ACCOUNTS: EVERY,
    }
    for nobody in (account("no role"), account("no desk")):
        assert all(states_of(nobody, action, rows) == set() for action in TABLE)
    assert set(TABLE) == set(Action)


def test_without_four_eyes_a_reviewer_changes_what_is_public_and_a_contributor_proposes():
    HouseRules.objects.update(four_eyes=False)
    rows = {state: row_of("meetings_meeting", state) for state in State}
    reviewer, contributor = account("reviewer"), account("contributor")

    assert states_of(reviewer, Action.CHANGE, rows) == EVERY
    assert states_of(reviewer, Action.PROPOSE, rows) == set()
    assert states_of(contributor, Action.CHANGE, rows) == {D}
    assert states_of(contributor, Action.PROPOSE, rows) == {P}


@pytest.mark.parametrize("before", [True, False])
def test_each_start_applies_what_the_operator_set_and_logs_a_change(settings, caplog, before):
    HouseRules.objects.update(four_eyes=before)
    settings.FOUR_EYES = not before

    policy.apply_house_rules()
    policy.apply_house_rules()

    assert policy.four_eyes() is not before
    (said,) = caplog.messages
    assert said.startswith(f"FORA_FOUR_EYES is {int(not before)} now: ")


def test_a_start_finds_no_rules_yet_and_makes_them(settings, caplog):
    HouseRules.objects.all().delete()
    settings.FOUR_EYES = False

    policy.apply_house_rules()

    assert policy.four_eyes() is False
    assert caplog.messages == []

"""Evidence of the values that a table changes: asked about before anything is imported."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from documents.evidence import supports
from records.history import proposals
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests import make
from tests.records.tables.files import as_csv

from .test_views import body, confirm, hidden, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_changed_value_is_asked_about_before_anything_is_imported(staff: Client, state):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    give_role(staff.user, Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    meeting = make.make_meeting(date="2016-09-08", state=state)
    citation = make.make_citation(meeting, state=state)
    address = "/admin/meetings/meeting/table/import/"
    data = as_csv(["id", "date"], [meeting.uid, "2016-09-09"])
    key = f"holds-{citation.pk}-date"

    page = upload(staff, data, "meetings.csv", address)

    assert f'name="{key}"' in page
    assert ('name="_import"' in page) == (state == "draft")
    page = body(staff.post(address, {**hidden(page), "_check": "1", key: "yes"}))
    assert f'type="hidden" name="{key}" value="yes"' not in page  # for which value?
    said = {key: "yes", f"{key}-for": "2016-09-09"}
    page = body(staff.post(address, {**hidden(page), "_check": "1", **said}))
    assert f'<input type="hidden" name="{key}" value="yes">' in page
    confirm(staff, page, address, **said)
    if state == "published":
        proposal = Proposal.objects.get()
        rose = make_reviewer("rose")
        proposals.accept(proposal, by=rose, version=proposal.version, seen=proposals.mark(proposal))
    meeting.refresh_from_db()
    assert meeting.date == "2016-09-09"
    assert supports([meeting])[0].uncited == []


@pytest.mark.parametrize("four_eyes", [True, False])
def test_what_came_of_a_plan_is_asked_about_where_a_table_says_that_it_was_held(staff, four_eyes):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": four_eyes})
    give_role(staff.user, Role.REVIEWER)  # type: ignore[attr-defined]
    plan, other = (make.make_meeting(status="announced") for _each in range(2))
    said = [make.make_participation(meeting=one) for one in (plan, other, plan)]
    cited = [make.make_citation(one) for one in (plan, other, *said)]
    address = "/admin/meetings/meeting/table/import/"
    rows = [[one.uid, "held"] for one in (plan, other)]
    data = as_csv(["id", "status"], *rows)

    page = upload(staff, data, "meetings.csv", address)

    assert 'name="_import"' not in page
    asked = set(re.findall(r'name="(holds-[0-9]+-[a-z]+)"', page))
    answers = {key: "yes" for key in asked}
    for key in asked:
        (value,) = re.findall(rf'name="{key}-for" value="([^"]*)"', page)
        answers[f"{key}-for"] = unescape(value)
    assert {f"holds-{one.pk}-role" for one in cited[2:]} <= asked
    page = body(staff.post(address, {**hidden(page), "_check": "1", **answers}))
    assert 'name="_import"' in page
    confirm(staff, page, address, **answers)
    for proposal in Proposal.objects.order_by("pk"):
        rose = make_reviewer(f"rose{proposal.pk}")
        proposals.accept(proposal, by=rose, version=proposal.version, seen=proposals.mark(proposal))
    assert Proposal.objects.count() == (2 if four_eyes else 0)
    for one in (plan, other, *said):
        one.refresh_from_db()
        assert supports([one])[0].uncited == []
    assert {plan.status, other.status} == {"held"}


def test_a_table_of_parts_proposes_each_for_itself(staff: Client):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    give_role(staff.user, Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    outcomes = [make.make_outcome() for _each in range(2)]
    for one in outcomes:
        make.make_citation(one)
    address = "/admin/meetings/outcome/table/import/"
    data = as_csv(["id", "summary"], *([one.uid, "In words."] for one in outcomes))

    page = upload(staff, data, "outcomes.csv", address)
    confirm(staff, page, address)

    found = {one.identity_id: one.changes for one in Proposal.objects.all()}
    assert found.keys() == {one.uid for one in outcomes}
    assert [len(changes) for changes in found.values()] == [1, 1]


def make_reviewer(name: str):
    user = get_user_model().objects.create_user(name, is_staff=True)
    give_role(user, Role.REVIEWER)
    return user

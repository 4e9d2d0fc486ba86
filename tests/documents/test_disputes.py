"""Where sources disagree: what the sides are, and what choosing one of them writes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents.disputes import choose, dispute_of
from documents.evidence import supports
from documents.models import Citation
from documents.rejudging import lapsed_among
from meetings.models import Meeting
from records.history import proposals, undoing
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests.make import (
    make_citation,
    make_meeting,
    make_membership,
    make_participation,
    make_place,
    make_series,
)

pytestmark = pytest.mark.django_db

WHY = "The report of the host gives this day."


@pytest.fixture
def rose(django_user_model):
    user = django_user_model.objects.create_user("rose")
    give_role(user, Role.REVIEWER)
    return user


@pytest.fixture(autouse=True)
def one_editor(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})


def disputed(**values) -> tuple[Meeting, Citation, Citation]:
    """A meeting with a date that one source supports and another gives otherwise."""
    meeting = make_meeting(date="2016-09-07", **values)
    supporting = make_citation(meeting)
    contradicting = make_citation(meeting, "date", stated={"date": "2016-09-08"})
    return meeting, supporting, contradicting


def test_both_sides_are_named_with_their_citations():
    meeting, supporting, contradicting = disputed()
    make_citation(meeting, "name")  # says nothing of the date

    dispute = dispute_of(meeting, "date")

    assert [(side.stated, side.is_recorded, side.citations) for side in dispute.sides] == [
        ("2016-09-07", True, [supporting]),
        ("2016-09-08", False, [contradicting]),
    ]
    assert (dispute.label, dispute.reasons) == ("date held", [])
    assert dispute_of(meeting, "name") is None


def test_keeping_the_recorded_value_writes_the_reason_and_the_counting_rule(rose):
    meeting, supporting, contradicting = disputed()

    choose(
        dispute_of(meeting, "date"),
        None,
        reason=WHY,
        by=rose,
        counting={contradicting.pk: "counts the day of arrival", supporting.pk: ""},
    )

    contradicting.refresh_from_db()
    supporting.refresh_from_db()
    meeting.refresh_from_db()
    assert (contradicting.reason, contradicting.counting) == (WHY, "counts the day of arrival")
    assert (supporting.reason, supporting.version, meeting.date) == ("", 1, "2016-09-07")
    assert dispute_of(meeting, "date").reasons == [WHY]


def test_choosing_the_other_value_turns_the_sides_round(rose):
    meeting, supporting, contradicting = disputed()

    choose(dispute_of(meeting, "date"), "2016-09-08", reason=WHY, by=rose)

    meeting.refresh_from_db()
    supporting.refresh_from_db()
    contradicting.refresh_from_db()
    assert meeting.date == "2016-09-08"
    assert (supporting.stated, supporting.reason) == ({"date": "2016-09-07"}, WHY)
    assert (contradicting.stated, contradicting.reason) == ({}, "")
    (support,) = supports([meeting])
    assert support.contradicted == {"date": [supporting]}
    assert "date" not in support.uncited


def test_a_choice_is_one_change_that_can_be_taken_back(rose):
    from pghistory.models import Context

    meeting, supporting, _contradicting = disputed()
    choose(dispute_of(meeting, "date"), "2016-09-08", reason=WHY, by=rose)

    undoing.undo(Context.objects.latest("created_at").pk, by=rose)

    meeting.refresh_from_db()
    supporting.refresh_from_db()
    assert (meeting.date, supporting.stated) == ("2016-09-07", {})


def test_with_four_eyes_the_choice_is_proposed_and_accepted_as_one(rose, django_user_model):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    meeting, _supporting, _contradicting = disputed()
    roy = django_user_model.objects.create_user("roy")
    give_role(roy, Role.REVIEWER)

    proposal = choose(dispute_of(meeting, "date"), "2016-09-08", reason=WHY, by=rose)

    assert isinstance(proposal, Proposal)
    meeting.refresh_from_db()
    assert meeting.date == "2016-09-07"
    proposals.accept(proposal, by=roy, version=proposal.version, seen=proposals.mark(proposal))
    meeting.refresh_from_db()
    assert meeting.date == "2016-09-08"


def test_a_place_is_chosen_by_any_of_its_names(rose):
    kept, other = make_place(name="Port Amber"), make_place(name="Dry Harbour")
    other.names.create(text="Trockenhafen", language="de")
    meeting = make_meeting(place=kept)
    make_citation(meeting)
    make_citation(meeting, "place", stated={"place": "Trockenhafen"})

    choose(dispute_of(meeting, "place"), "Trockenhafen", reason=WHY, by=rose)

    meeting.refresh_from_db()
    assert meeting.place == other
    assert dispute_of(meeting, "place").sides[1].stated == "Port Amber"


@pytest.mark.parametrize(
    ("name", "stated", "message"),
    [
        ("date", "in September", "is not a date Fora can read"),
        ("place", "Nowhere", "No place is called “Nowhere”"),
        ("status", "dreamt", "is none of the choices"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_changes(rose, name, stated, message):
    meeting = make_meeting(place=make_place())
    make_citation(meeting)
    other = make_citation(meeting, name, stated={name: stated})
    before = Meeting.objects.values().get(pk=meeting.pk)

    with pytest.raises(ValidationError, match=message):
        choose(dispute_of(meeting, name), stated, reason=WHY, by=rose)

    assert Meeting.objects.values().get(pk=meeting.pk) == before
    other.refresh_from_db()
    assert other.reason == ""


def test_an_ordinal_that_another_meeting_has_is_refused_by_the_rule_of_the_series(rose):
    series = make_series()
    make_meeting(series=series, ordinal=4)
    meeting = make_meeting(series=series, ordinal=3)
    make_citation(meeting)
    make_citation(meeting, "ordinal", stated={"ordinal": "4"})

    with pytest.raises(ValidationError):
        choose(dispute_of(meeting, "ordinal"), "4", reason=WHY, by=rose)

    meeting.refresh_from_db()
    assert meeting.ordinal == 3


def test_without_a_reason_or_the_right_nothing_is_chosen(rose, django_user_model):
    meeting, _supporting, _contradicting = disputed()
    with pytest.raises(ValidationError, match="Say why"):
        choose(dispute_of(meeting, "date"), None, reason="  ", by=rose)

    reader = django_user_model.objects.create_user("rea")
    give_role(reader, Role.READER)
    with pytest.raises(PermissionDenied):
        choose(dispute_of(meeting, "date"), None, reason=WHY, by=reader)


def test_the_public_page_shows_both_sides_with_their_words_and_the_reason(client):
    meeting, _supporting, contradicting = disputed(name="Harbour Talks")
    passage = contradicting.passage
    contradicting.reason, contradicting.counting = WHY, "counts the day of arrival"
    contradicting.save()
    hidden = make_citation(meeting, "date", stated={"date": "2016-09-11"}, state="draft")

    html = client.get(meeting.get_absolute_url()).content.decode()

    assert "Where sources disagree" in html
    start = html.index('class="disputes"')
    section = html[start : html.index("</section>", html.index("Why the register follows"))]
    for words in ("7 September 2016", "8 September 2016", passage.text.split("\n")[0], WHY):
        assert words in section
    assert "counts the day of arrival" in section
    assert "11 September" not in html
    assert hidden.state == "draft"


def test_a_page_without_a_dispute_says_nothing_of_it(client):
    meeting = make_meeting()
    make_citation(meeting)
    make_citation(make_participation(meeting=meeting))

    assert "Where sources disagree" not in client.get(meeting.get_absolute_url()).content.decode()


def test_the_api_carries_the_stated_value_the_rule_and_the_reason(client):
    meeting, _supporting, contradicting = disputed()
    Citation.objects.filter(pk=contradicting.pk).update(reason=WHY, counting="by arrival")

    found = client.get(f"/api/v1/citations/{contradicting.uid}/").json()

    assert (found["stated"], found["counting"], found["reason"]) == (
        {"date": "2016-09-08"}, "by arrival", WHY,
    )  # fmt: skip
    assert meeting.uid == found["subject"]["id"]


def test_a_value_is_chosen_only_where_its_source_says_it_of_the_same(rose):
    """A guest since 1901, in another source the chair since 1950; nobody is guest since 1950."""
    membership = make_membership(role="guest", since="1901")
    make_citation(membership)
    make_citation(membership, "role", "since", stated={"role": "chair", "since": "1950"})

    with pytest.raises(ValidationError, match="change them together on the page of the record"):
        choose(dispute_of(membership, "since"), "1950", reason=WHY, by=rose)

    membership.refresh_from_db()
    assert membership.since == "1901"


def test_what_was_stated_of_another_role_is_chosen_for_none(rose):
    membership = make_membership(role="guest", since="1901")
    make_citation(membership)
    make_citation(membership, "since", stated={"since": "1950"})
    type(membership).objects.filter(pk=membership.pk).update(role="chair")
    membership.refresh_from_db()
    make_citation(membership)

    with pytest.raises(ValidationError, match="change them together on the page of the record"):
        choose(dispute_of(membership, "since"), "1950", reason=WHY, by=rose)


def test_what_a_citation_says_is_accepted_as_one(rose, django_user_model):
    """Else a source that says 2017 would be judged to say 2016."""
    HouseRules.objects.update(four_eyes=True)
    meeting, _supporting, _contradicting = disputed()
    ann = django_user_model.objects.create_user("ann")
    give_role(ann, Role.CONTRIBUTOR)
    choose(dispute_of(meeting, "date"), "2016-09-08", reason=WHY, by=ann)
    proposal = Proposal.objects.get()
    stated = [
        piece
        for piece in proposals.pieces(proposals.changes_of(proposal))
        if piece.endswith(":stated")
    ]

    with pytest.raises(ValidationError, match="take all of these together, or none"):
        proposals.accept(proposal, by=rose, version=1, seen=proposals.mark(proposal), only=stated)

    assert [side.stated for side in dispute_of(meeting, "date").sides] == [
        "2016-09-07",
        "2016-09-08",
    ]


def test_that_a_list_is_complete_is_not_chosen_by_words_alone(rose):
    meeting = make_meeting()
    make_citation(meeting)
    make_citation(make_participation(meeting=meeting))
    make_citation(meeting, "participation_listed", stated={"participation_listed": "complete"})

    with pytest.raises(ValidationError, match="It is said of who is on the list"):
        choose(dispute_of(meeting, "participation_listed"), "complete", reason=WHY, by=rose)

    type(meeting).objects.filter(pk=meeting.pk).update(participation_listed="complete")
    meeting.refresh_from_db()
    assert "participation_listed" in supports([meeting])[0].uncited
    assert lapsed_among([meeting]) is not None

"""Which record a row is about."""

import pytest

from documents.models import Document
from mechanisms.models import Membership, Office, Participant, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation
from tests import make

from .files import as_csv, planned, problems, statuses

pytestmark = pytest.mark.django_db


def test_rows_are_recognized_by_permanent_id_before_all_else():
    topic = make.make_topic(slug="before")

    plan = planned(Topic, as_csv(["id", "slug", "name"], [topic.uid, "after", topic.name]))

    assert statuses(plan) == ["update"]
    assert plan.rows[0].record == topic


def test_natural_keys_recognize_each_kind():
    state = make.make_participant(iso_alpha3="LAO", iso_alpha2="LA")
    assert planned(Participant, as_csv(["iso_alpha3"], ["LAO"])).rows[0].record == state

    series = make.make_series(slug="summit")
    meeting = make.make_meeting(series=series, ordinal=19)
    plan = planned(Meeting, as_csv(["series", "ordinal"], ["summit", "19"]))
    assert plan.rows[0].record == meeting

    document = make.make_capture(
        document=make.make_document(url="https://example.org/paper")
    ).document
    sha256 = document.captures.get().sha256
    by_url = planned(Document, as_csv(["url"], ["https://example.org/paper"]))
    by_hash = planned(Document, as_csv(["sha256"], [sha256]))
    assert by_url.rows[0].record == by_hash.rows[0].record == document

    membership = make.make_membership(since="1994")
    plan = planned(
        Membership,
        as_csv(
            ["mechanism", "participant", "role", "since", "until"],
            [membership.mechanism.slug, membership.participant.slug, "member", "1994", "2003"],
        ),
    )
    assert (plan.rows[0].record, statuses(plan)) == (membership, ["update"])


@pytest.mark.parametrize(
    ("maker", "names"),
    [
        (make.make_participation, ("meeting", "participant")),
        (make.make_delegate, ("meeting", "person")),
        (make.make_office, ("person", "participant")),
    ],
)
def test_parts_are_recognized_by_what_they_tie_together(maker, names):
    part = maker()
    row = [getattr(part, name).slug for name in names]
    more = ["title"] if isinstance(part, Office) else ["role"]

    plan = planned(
        type(part), as_csv([*names, *more], [*row, *(getattr(part, name) for name in more)])
    )

    assert (statuses(plan), plan.rows[0].record) == (["unchanged"], part)
    assert type(part) in (Participation, Delegate, Office)


def test_outcomes_of_one_title_at_two_meetings_are_two():
    first = make.make_outcome(title="Joint declaration")
    meeting = make.make_meeting()

    plan = planned(
        Outcome,
        as_csv(
            ["meeting", "title", "action"],
            [first.meeting.slug, "Joint declaration", "adopted"],
            [meeting.slug, "Joint declaration", "adopted"],
        ),
    )

    assert statuses(plan) == ["unchanged", "create"]


def test_two_rows_of_one_record_are_refused():
    topic = make.make_topic(slug="one")

    plan = planned(
        Topic,
        as_csv(["id", "slug", "name"], [topic.uid, "one", "A"], ["", "one", "B"])
        + as_csv(["", "new", "C"], ["", "new", "D"]),
    )

    assert problems(plan) == [
        "A3: Row 2 is of the same record.",
        "B5: Row 4 is of the same record.",
    ]


def test_a_new_record_of_a_name_that_is_there_is_for_the_editor_to_judge():
    make.make_topic(name="Fisheries", slug="fisheries")

    plan = planned(Topic, as_csv(["name"], ["Fisheries"], ["Shipping"], ["渔业"]))

    assert statuses(plan) == ["error", "create", "error"]
    assert "A2: A record of this name is here already (fisheries" in problems(plan)[0]
    assert plan.rows[1].values["slug"] == "shipping"
    assert problems(plan)[1] == "A4: No slug can be made of this name."


def test_ids_that_lead_elsewhere_say_where():
    person, gone = make.make_person(), make.make_topic(state="draft")
    uid = gone.uid
    gone.delete()

    plan = planned(Topic, as_csv(["id"], [person.uid], [uid], ["0000000000"]))

    assert problems(plan) == [
        f"A2: {person.uid} is the id of another kind of record (person).",
        f"A3: The record with the id {uid} was deleted.",
        "A4: No record has the id “0000000000”.",
    ]

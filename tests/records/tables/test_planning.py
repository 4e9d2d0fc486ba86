"""A dry run says for each row what it would do, with cell and remedy."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document
from mechanisms.models import Mechanism, Membership, Office, Participant, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation
from records.policy import Role, give_role
from records.tables.plan import Status
from tests import make

from .files import as_csv, exported, planned, problems, statuses, tried

pytestmark = pytest.mark.django_db


def edited(data: bytes, **changes: str) -> bytes:
    """An exported table with some text in it replaced."""
    text = data.decode()
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def test_each_row_has_its_status():
    same, other = make.make_topic(slug="same"), make.make_topic(slug="other")

    plan = tried(
        Topic,
        as_csv(
            ["slug", "name", "parent"],
            ["same", same.name, ""],
            ["other", "Renamed", ""],
            ["new", "New", "same"],
            ["wrong", "", ""],
        ),
    )

    assert statuses(plan) == ["unchanged", "update", "create", "error"]
    (difference,) = plan.rows[1].differences
    assert (difference.shown_now, difference.shown_mine) == (other.name, "Renamed")
    assert problems(plan) == ["B5: Name is missing."]


def test_a_trial_leaves_nothing_behind():
    make.make_topic(slug="old")

    plan = tried(Topic, as_csv(["slug", "name"], ["new", "New"], ["old", "Changed"]))

    assert statuses(plan) == ["create", "update"]
    assert [topic.slug for topic in Topic.objects.all()] == ["old"]
    assert Topic.objects.get().name != "Changed"


# Recognizing


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


# Relations


def test_relations_are_named_by_slug_id_old_slug_or_unique_name():
    parent = make.make_mechanism(name="ASEAN Regional Forum", slug="first")
    parent.slug = "arf"
    parent.save()
    parent.names.create(text="东盟地区论坛", language="zh-Hans", kind="official")

    plan = planned(
        Mechanism,
        as_csv(
            ["name", "kind", "parent"],
            *(
                [f"Group {number}", "forum", text]
                for number, text in enumerate(
                    ["arf", parent.uid, "first", "asean regional forum", "东盟地区论坛"]
                )
            ),
        ),
    )

    assert statuses(plan) == ["create"] * 5
    assert {row.values["parent"] for row in plan.rows} == {parent.pk}


def test_a_name_of_several_is_refused_with_the_candidates():
    for slug in ("north", "south"):
        make.make_mechanism(name=f"Forum {slug}", slug=slug).names.create(
            text="ARF", kind="acronym"
        )

    plan = planned(Mechanism, as_csv(["name", "kind", "parent"], ["A", "forum", "ARF"]))

    assert problems(plan) == [
        "C2: “ARF” is the name of several: Forum north (north); Forum south (south)."
    ]
    assert plan.rows[0].problems[0].remedy == "Write the slug of the one that is meant."


def test_unknown_topics_are_refused_and_never_dropped():
    make.make_topic(slug="known")

    plan = planned(Meeting, as_csv(["name", "topics"], ["A", "known | unknown"]))

    assert problems(plan) == ["B2: There is no topic “unknown”."]


# Cells


def test_cells_are_refused_with_what_may_stand_there():
    plan = planned(
        Meeting,
        as_csv(
            ["name", "level", "date", "ordinal", "names"],
            ["A", "kings", "2016-13-01", "nineteen", "ARF"],
        ),
    )

    assert [(one.cell, bool(one.remedy)) for one in plan.rows[0].problems] == [
        ("B2", True),
        ("C2", True),
        ("D2", True),
        ("E2", True),
    ]
    assert "leaders, ministers" in plan.rows[0].problems[0].remedy


def test_choices_are_known_by_value_and_by_label():
    plan = planned(
        Meeting, as_csv(["name", "level"], ["A", "vice_ministers"], ["B", "Vice-ministers"])
    )

    assert {row.values["level"] for row in plan.rows} == {"vice_ministers"}


def test_day_and_month_are_asked_about_once_for_the_table():
    data = as_csv(["name", "date"], ["A", "03/04/2020"], ["B", "25/04/2020"])

    plan = planned(Meeting, data)
    assert (statuses(plan), plan.asks_order) == (["error", "create"], True)
    assert problems(plan)[0].startswith("B2: “03/04/2020” is 2020-04-03 or 2020-03-04")

    plan = planned(Meeting, data, order="dmy")
    assert (statuses(plan), plan.asks_order) == (["create", "create"], False)
    assert plan.rows[0].values["date"] == "2020-04-03"


def test_columns_are_known_by_name_and_by_label_and_others_refused():
    plan = planned(Topic, as_csv(["Permanent id", "NAME", "# note"], ["", "A", "x"]))
    assert statuses(plan) == ["create"]
    assert "Column C1 (# note) is a remark and not read." in plan.notes

    plan = planned(Topic, as_csv(["nmae", "name", "name", "what"], ["", "", "", ""]))
    assert [(one.cell, one.what) for one in plan.problems] == [
        ("A1", "There is no column “nmae”."),
        ("C1", "The column “name” stands there twice."),
        ("D1", "There is no column “what”."),
    ]
    assert "“name”" in plan.problems[0].remedy
    assert plan.refused


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone():
    meeting = make.make_meeting(level="ministers", summary="Kept.")

    plan = planned(Meeting, as_csv(["id", "level"], [meeting.uid, ""]))

    assert [one.column.name for one in plan.rows[0].differences] == ["level"]


def test_short_rows_and_formulas_are_errors_of_their_rows():
    plan = planned(Topic, b"name,slug,summary\nA,a\n")

    assert problems(plan) == [": The row is short: 2 cells under 3 column names."]


# Rules of the database


def test_the_database_says_which_row_breaks_a_rule_and_where():
    series = make.make_series(slug="summit")
    make.make_membership(since="1990", until="2000")
    held = Membership.objects.get()

    plan = tried(
        Membership,
        as_csv(
            ["mechanism", "participant", "role", "since", "until"],
            [held.mechanism.slug, held.participant.slug, "member", "1995", "2005"],
            [held.mechanism.slug, held.participant.slug, "observer", "1995", "1990"],
            [held.mechanism.slug, held.participant.slug, "guest", "1995", ""],
        ),
    )
    assert statuses(plan) == ["error", "error", "create"]
    assert problems(plan)[0].startswith("D2: This participant already has this role here")

    plan = tried(Meeting, as_csv(["name", "series", "ordinal"], ["A", series.slug, "0"]))
    assert problems(plan) == ["C2: Ordinals count from 1."]


def test_rows_may_hang_on_others_of_the_table_but_not_in_a_ring():
    rows = [["Under", "under", "forum", "over"], ["Over", "over", "forum", ""]]
    plan = tried(Mechanism, as_csv(["name", "slug", "kind", "parent"], *rows))
    assert statuses(plan) == ["create", "create"]

    rows[1][3] = "under"
    plan = tried(Mechanism, as_csv(["name", "slug", "kind", "parent"], *rows))
    assert statuses(plan) == ["error", "error"]
    assert "ring" in problems(plan)[0]


# Conflicts


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


# Who may


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


# Cost


def test_a_plan_asks_as_much_for_many_rows_as_for_few():
    def queries(rows: int) -> int:
        mechanism, place, topic = make.make_mechanism(), make.make_place(), make.make_topic()
        for number in range(rows):
            meeting = make.make_meeting(mechanism=mechanism, place=place, state="draft")
            meeting.names.create(text=f"Name {number}")
            meeting.topics.add(topic)
        data = edited(exported(Meeting), Meeting="Gathering")
        with CaptureQueriesContext(connection) as asked:
            assert set(statuses(tried(Meeting, data))) == {"update"}
        return len(asked) - len(tried(Meeting, data).rows)  # a changed row is written by itself

    assert queries(2) == queries(20)


def test_counts_name_every_status():
    assert {str(status) for status in Status} == {
        "create",
        "update",
        "unchanged",
        "conflict",
        "proposal",
        "error",
    }

"""A dry run says for each row what it would do, with cell and remedy."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mechanisms.models import Topic
from meetings.models import Meeting
from records.tables.plan import Status
from tests import make

from .files import as_csv, edited, exported, planned, problems, statuses, tried

pytestmark = pytest.mark.django_db


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


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone():
    meeting = make.make_meeting(level="ministers", summary="Kept.")

    plan = planned(Meeting, as_csv(["id", "level"], [meeting.uid, ""]))

    assert [one.column.name for one in plan.rows[0].differences] == ["level"]


def test_short_rows_and_formulas_are_errors_of_their_rows():
    plan = planned(Topic, b"name,slug,summary\nA,a\n")

    assert problems(plan) == [": The row is short: 2 cells under 3 column names."]


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

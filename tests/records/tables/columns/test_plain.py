"""Cells of a record's own values: choices, numbers, dates."""

import pytest

from meetings.models import Meeting

from ..files import as_csv, planned, problems, statuses

pytestmark = pytest.mark.django_db


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

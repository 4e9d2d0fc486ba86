"""The names of columns: known by name and label, and what is refused."""

import pytest

from mechanisms.models import Topic

from .files import as_csv, planned, statuses

pytestmark = pytest.mark.django_db


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

"""Cells that name other records: by what, and what is said where they name none."""

import pytest

from mechanisms.models import Mechanism
from meetings.models import Meeting
from tests import make

from ..files import as_csv, planned, problems, statuses

pytestmark = pytest.mark.django_db


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

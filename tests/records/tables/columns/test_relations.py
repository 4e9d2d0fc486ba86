"""Cells that name other records: by what, and what is said where they name none."""

import pytest

from mechanisms.models import Mechanism
from meetings.models import Meeting, Place
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


@pytest.mark.parametrize("text", ["VNM", "Viet Nam", "vietnam", "Việt Nam", "越南"])
def test_states_are_named_by_code_or_usual_name(text):
    state = make.make_participant(name="The S.R. of V.", slug="v", iso_alpha3="VNM")

    plan = planned(Place, as_csv(["name", "slug", "country"], ["Hanoi", "hanoi", text]))

    assert statuses(plan) == ["create"]
    assert plan.rows[0].values["country"] == state.pk


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("South Korea", "KOR"),
        ("the Philippines", "PHL"),
        ("Lao PDR", "LAO"),
        ("Turkey", "TUR"),
    ],
)
def test_usual_names_of_states_are_understood(text, code):
    state = make.make_participant(name="As we call it", slug="it", iso_alpha3=code)

    plan = planned(Place, as_csv(["name", "slug", "country"], ["A city", "a-city", text]))

    assert plan.rows[0].values["country"] == state.pk


def test_a_usual_name_of_two_states_is_refused_with_the_candidates():
    make.make_participant(name="ROK", slug="rok", iso_alpha3="KOR")
    table = as_csv(["name", "slug", "country"], ["A city", "a-city", "Korea"])

    assert statuses(planned(Place, table)) == ["error"]

    make.make_participant(name="DPRK", slug="dprk", iso_alpha3="PRK")
    assert "rok" in str(problems(planned(Place, table)))
    assert "dprk" in str(problems(planned(Place, table)))


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

"""Choosing records: several values, none, all but some; surely or possibly in a period."""

import pytest

from tests.make import make_meeting, make_membership, make_office, make_outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def levels() -> None:
    for level in ("leaders", "ministers", "experts", ""):
        make_meeting(name=level or "unknown", level=level)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("leaders", {"leaders"}),
        ("leaders,ministers", {"leaders", "ministers"}),
        ("!leaders", {"ministers", "experts", "unknown"}),
        ("!leaders,none", {"ministers", "experts"}),
        ("none", {"unknown"}),
        ("leaders,none", {"leaders", "unknown"}),
    ],
)
def test_several_choices_none_and_all_but_some(get, levels, asked, found):
    answer = get("meetings/", level=asked)
    assert {one["title"] for one in answer["results"]} == found
    assert answer["count"] == len(found)


def test_each_unknown_choice_is_named(get):
    problems = get("meetings/?level=leader,ministers,x", 400)["error"]["parameters"]
    assert [(one["name"], one["suggestion"]) for one in problems] == [
        ("level", "leaders"),
        ("level", None),
    ]


def test_programmes_are_found_among_several_kinds(get):
    make_meeting(name="School", kind="programme")
    make_meeting(name="Summit", kind="summit")
    make_meeting(name="Talks", kind="dialogue")
    found = get("meetings/", kind="programme,summit")["results"]
    assert {one["title"] for one in found} == {"School", "Summit"}
    assert {one["title"] for one in get("meetings/", kind="!summit")["results"]} == {"Talks"}


def titles(answer) -> set[str]:
    return {one["title"] for one in answer["results"]}


def test_meetings_surely_or_possibly_in_a_period(get):
    for date in ("2016-09-07", "2016", "2015/2016", "2016-09~", "2017"):
        make_meeting(name=date, date=date)
    make_meeting(name="undated", date="")
    assert titles(get("meetings/", when="2016", sure="certain")) == {
        "2016-09-07",
        "2016",
        "2016-09~",
    }
    possible = {"2016-09-07", "2016", "2015/2016", "2016-09~"}
    assert titles(get("meetings/", when="2016")) == possible
    assert titles(get("meetings/", when="2016", sure="possible")) == possible
    assert titles(get("meetings/", **{"from": "2016", "to": "2016", "sure": "certain"})) == {
        "2016-09-07",
        "2016",
        "2016-09~",
    }
    assert titles(get("meetings/", when="2016-09-07", sure="certain")) == {"2016-09-07"}


@pytest.mark.parametrize(
    ("since", "until", "in_2016"),
    [
        ("2010", "", "certain"),
        ("2010", "2020", "certain"),
        ("2016", "2016", "certain"),
        ("2016-12-31", "", "certain"),
        ("2016~", "2030", "certain"),
        ("201X", "", "possible"),
        ("", "2020", "possible"),
        ("", "2016", "certain"),
        ("2010", "201X", "possible"),
        ("", "", "possible"),
        ("2017", "", "never"),
        ("2010", "2015", "never"),
    ],
)
def test_terms_surely_or_possibly_in_a_period(get, since, until, in_2016):
    make_membership(since=since, until=until)
    make_office(since=since, until=until)
    for resource in ("memberships", "offices"):
        for name in ("when", "as_of"):
            certain = get(f"{resource}/", **{name: "2016", "sure": "certain"})["count"]
            possible = get(f"{resource}/", **{name: "2016"})["count"]
            assert (possible, certain) == {
                "certain": (1, 1),
                "possible": (1, 0),
                "never": (0, 0),
            }[in_2016]


def test_what_was_only_planned_is_never_sure(get):
    make_membership(since="2010", since_is="planned")
    assert get("memberships/", as_of="2016", sure="certain")["count"] == 0


def test_terms_have_bounds(get):
    make_membership(since="2016", until="2020-02")
    (one,) = get("memberships/")["results"]
    assert [one[f"{end}_{which}"] for end in ("since", "until") for which in BOUNDS] == [
        "2016-01-01",
        "2016-12-31",
        "2020-02-01",
        "2020-02-29",
    ]
    make_office(since="", until="")
    (one,) = get("offices/")["results"]
    assert {one[f"{end}_{which}"] for end in ("since", "until") for which in BOUNDS} == {None}


BOUNDS = ("earliest", "latest")


def test_how_sure_is_about_a_period(get):
    make_outcome()
    for query in ("meetings/?sure=certain", "memberships/?sure=certain", "outcomes/?when=x"):
        (problem,) = get(query, 400)["error"]["parameters"]
        assert problem["name"] in query
    assert get("topics/?sure=certain", 400)

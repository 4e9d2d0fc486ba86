"""The search over all names: in any language, grouped, bounded, and the same as on the page."""

import pytest

from tests.make import make_mechanism, make_meeting

from .conftest import HERE, reference

pytestmark = pytest.mark.django_db


def test_search_finds_names_in_any_language_grouped_and_bounded(get):
    forum = make_mechanism(name="ASEAN Regional Forum")
    forum.names.create(text="东盟地区论坛", language="zh-Hans", kind="official")
    for number in range(3):
        make_meeting(name=f"ASEAN meeting {number}")
    make_meeting(name="ASEAN")

    answer = get("search/", q="asean", limit="2")

    assert answer["q"] == "asean"
    assert [row["name"] for row in answer["results"]["mechanisms"]["results"]] == [forum.name]
    meetings = answer["results"]["meetings"]
    assert [row["name"] for row in meetings["results"]] == ["ASEAN", "ASEAN meeting 0"]
    assert meetings["more"] is True
    assert meetings["url"] == f"{HERE}/meetings/?q=asean"
    assert list(get("search/", q="地区", kind="mechanisms")["results"]) == ["mechanisms"]
    assert get("search/", q="地区")["results"]["mechanisms"]["results"] == [
        reference(forum, "mechanisms")
    ]


def test_search_finds_what_the_page_finds_in_the_same_order(client, get):
    for name in ("The ASEAN Way", "ASEAN Plus Three", "China–ASEAN Summit", "ASEAN"):
        make_mechanism(name=name)
    groups = client.get("/search/?q=asean").context["groups"]
    page = {group.namespace: [record.name for record, _matched in group.hits] for group in groups}
    answer = {
        kind: [row["name"] for row in found["results"]]
        for kind, found in get("search/", q="asean")["results"].items()
        if found["results"]
    }
    assert answer == page
    assert page["mechanisms"][:2] == ["ASEAN", "ASEAN Plus Three"]

"""Lists: found by any name, paged by position, filtered without listing a table."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

MEETINGS = "/admin/meetings/meeting/"


def names(response) -> list[str]:
    return [row.name for row in response.context["cl"].result_list]


@pytest.mark.parametrize("query", ["ARF", "东盟", "reg for", "regional forum asean"])
def test_mechanism_is_found_by_any_of_its_names(admin_client: Client, query: str):
    forum = make.make_mechanism(name="ASEAN Regional Forum")
    forum.names.create(text="ARF", kind="acronym")
    forum.names.create(text="东盟地区论坛", language="zh-Hans")
    make.make_mechanism(name="Another body")

    response = admin_client.get("/admin/mechanisms/mechanism/", {"q": query})

    assert names(response) == ["ASEAN Regional Forum"]


def test_record_is_found_by_its_permanent_id(admin_client: Client):
    meeting = make.make_meeting()
    make.make_meeting()

    assert names(admin_client.get(MEETINGS, {"q": meeting.uid.lower()})) == [meeting.name]


def test_choice_says_acronym_kind_and_state(admin_client: Client):
    forum = make.make_mechanism(name="ASEAN Regional Forum", state="draft")
    forum.names.create(text="ARF", kind="acronym")
    where = {"app_label": "meetings", "model_name": "meeting", "field_name": "mechanism"}

    response = admin_client.get(reverse("admin:autocomplete"), {**where, "term": "arf"})

    assert response.json() == {
        "results": [{"id": str(forum.pk), "text": "ARF: ASEAN Regional Forum (forum, draft)"}],
        "pagination": {"more": False},
    }


def test_passage_is_found_by_document_locator_and_words(admin_client: Client):
    white = make.make_document(name="White Paper")
    capture = make.make_capture("Talks were held. Others were not.", document=white)
    one = make.make_passage(capture=capture, end=16, locator="V.2 ¶3")
    make.make_passage(capture=capture, start=17, locator="V.2 ¶4")
    make.make_passage(capture=make.make_capture("Talks were held. Elsewhere."), locator="V.2 ¶3")
    where = {"app_label": "documents", "model_name": "citation", "field_name": "passage"}

    for term in ("white talks", "white ¶3", "paper held", "White V.2 Talks"):
        found = admin_client.get(reverse("admin:autocomplete"), {**where, "term": term}).json()
        assert [row["text"] for row in found["results"]] == [
            "White Paper, V.2 ¶3: Talks were held."
        ], term
        assert found["results"][0]["id"] == str(one.pk)


def test_passages_after_the_one_cited_last_come_first(admin_client: Client):
    capture = make.make_capture("One. Two. Three.")
    passages = [
        make.make_passage(capture=capture, start=start, end=start + 4) for start in (0, 5, 10)
    ]
    make.make_passage()
    session = admin_client.session
    session["last_passage"] = passages[1].pk
    session.save()
    where = {"app_label": "documents", "model_name": "citation", "field_name": "passage"}

    found = admin_client.get(reverse("admin:autocomplete"), {**where, "term": ""}).json()

    assert [row["id"] for row in found["results"]] == [str(one.pk) for one in passages[1:]]


def test_pages_of_a_list_show_every_row_once(admin_client: Client, monkeypatch):
    from desk.admin.meetings import MeetingAdmin

    monkeypatch.setattr(MeetingAdmin, "list_per_page", 2)
    dates = ["2016", "2016", "", "2016-09-07", "2015"]
    made = [make.make_meeting(date=date).name for date in dates]
    seen, address = [], MEETINGS
    while address:
        response = admin_client.get(address)
        seen += names(response)
        changelist = response.context["cl"]
        address = changelist.next_page and MEETINGS + changelist.next_page
    assert sorted(seen) == sorted(made)
    assert admin_client.get(MEETINGS + changelist.previous_page).status_code == 200


def test_long_list_says_more_than_it_counts(admin_client: Client, monkeypatch):
    monkeypatch.setattr("desk.lists.bounded_count", lambda rows: (10_000, False))
    monkeypatch.setattr("desk.admin.meetings.MeetingAdmin.list_per_page", 1)
    make.make_meeting()
    make.make_meeting()

    assert "more than 10,000" in admin_client.get(MEETINGS).content.decode()


def test_list_filters_by_dates_that_may_overlap(admin_client: Client):
    for name, date in (("A", "2015"), ("B", "[2015..2017-01-11]"), ("C", "2018-05"), ("D", "")):
        make.make_meeting(name=name, date=date)

    found = {
        query: sorted(names(admin_client.get(f"{MEETINGS}?{query}")))
        for query in ("from=2016", "to=2015-06", "from=2016&to=2017", "from=2019")
    }

    assert found == {
        "from=2016": ["B", "C"],
        "to=2015-06": ["A", "B"],
        "from=2016&to=2017": ["B"],
        "from=2019": [],
    }


def test_wrong_date_in_a_filter_is_explained_beside_it(admin_client: Client):
    page = admin_client.get(MEETINGS, {"from": "soon"}).content.decode()

    assert re.search(r'<p class="errorlist">“soon” is not a date', page)


def test_list_filters_by_a_relation_that_was_chosen_by_typing(admin_client: Client):
    forum = make.make_mechanism(name="The chosen forum")
    meeting = make.make_meeting(mechanism=forum)
    make.make_meeting(mechanism=make.make_mechanism(name="The other forum"))

    response = admin_client.get(MEETINGS, {"mechanism__exact": forum.pk})

    assert names(response) == [meeting.name]
    filters = response.content.decode().split('id="changelist-filter"')[1]
    assert "The chosen forum" in filters
    assert "The other forum" not in filters


def test_list_filters_by_evidence(admin_client: Client):
    cited, bare = make.make_meeting(), make.make_meeting()
    make.make_citation(cited)

    assert names(admin_client.get(MEETINGS, {"evidence": "none"})) == [bare.name]
    assert names(admin_client.get(MEETINGS, {"evidence": "some"})) == [cited.name]


def test_chosen_records_are_published_or_the_reason_is_told(admin_client: Client):
    ready = make.make_meeting(name="Ready", state="draft")
    make.make_citation(ready, state="draft")
    bare = make.make_meeting(name="Bare", state="draft")
    chosen = {
        "action": "publish_selected",
        "_selected_action": [ready.pk, bare.pk],
        "row_version": [f"{one.pk}:{one.version}" for one in (ready, bare)],
    }

    response = admin_client.post(MEETINGS, chosen, follow=True)

    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "1 meeting is now public."
    assert f'<a href="/admin/meetings/meeting/{bare.pk}/change/">Bare</a>' in told[1]
    ready.refresh_from_db()
    bare.refresh_from_db()
    assert (ready.state, bare.state) == ("published", "draft")


def test_chosen_records_are_withdrawn(admin_client: Client):
    meeting = make.make_meeting()
    chosen = {
        "action": "withdraw_selected",
        "_selected_action": [meeting.pk],
        "row_version": [f"{meeting.pk}:{meeting.version}"],
    }

    admin_client.post(MEETINGS, chosen)

    meeting.refresh_from_db()
    assert meeting.state == "withdrawn"


def test_list_never_skips_rows_nor_counts_without_a_bound(admin_client: Client):
    make.make_meeting()

    with CaptureQueriesContext(connection) as queries:
        admin_client.get(MEETINGS, {"q": "meeting", "state__exact": "published"})

    asked = [query["sql"] for query in queries if '"meetings_meeting"' in query["sql"]]
    assert asked
    assert [sql for sql in asked if "OFFSET" in sql or "LIMIT" not in sql] == []


def test_a_list_acts_only_on_rows_as_it_showed_them(admin_client):
    meeting = make.make_meeting(state="draft")
    address = reverse("admin:meetings_meeting_changelist")
    seen = f"{meeting.pk}:{meeting.version}"
    assert f'name="row_version" value="{seen}"' in admin_client.get(address).content.decode()
    make.make_citation(meeting, *meeting.filled_evidential_fields())
    type(meeting).objects.filter(pk=meeting.pk).update(summary="Changed meanwhile")
    chosen = {
        "action": "publish_selected",
        "_selected_action": [meeting.pk],
        "row_version": [seen],
    }

    response = admin_client.post(address, chosen, follow=True)

    meeting.refresh_from_db()
    assert meeting.state == "draft"
    assert "Somebody changed it" in str(*response.context["messages"])

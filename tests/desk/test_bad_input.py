"""Whatever is typed, the answer is a form with its errors, each at its field; never a crash."""

import pytest
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from mechanisms.models import Membership
from meetings.models import Meeting
from tests import make
from tests.desk.pages import ADD, change_address, draft

from .forms import errors, read_form, send

LONG = "x" * 1_000_000
BAD_VALUES = {
    "name": ["", "a\x00b", LONG],
    "slug": ["no spaces, please", LONG, "a\x00b"],
    "date": ["soon", "2016-02-30", "2017/2016", "0000", LONG, "2016\x00"],
    "ordinal": ["0", "-1", "99999999999999999999", "nineteen"],
    "mechanism": ["99999999999999999999999", "-1", "a\x00"],
    "place": ["123456"],
    "topics": ["99999999999999999999999"],
    "level": ["kings"],
    "summary": ["a\x00b"],
    "names-0-text": [LONG],
    "names-0-language": ["English"],
    "participations-0-participant": ["99999999999999999999"],
    "participations-0-role": ["king"],
    "outcomes-0-date": ["soon"],
    "citations-0-passage": ["99999999999999999999"],
    "citations-0-fields": ["weather"],
    "citations-0-also": ["participation-9999999"],
    "citations-0-stated": [LONG],
    "citations-0-quote": ["a\x00b"],
    "citations-0-which": ["99999999999999999999"],
}
"""What each field refuses: the first values of all are sent together, then the second ones."""


@pytest.mark.parametrize("number", range(max(map(len, BAD_VALUES.values()))))
def test_bad_values_are_refused_each_at_its_field(admin_client, number):
    bad = {field: values[number] for field, values in BAD_VALUES.items() if number < len(values)}
    sent = {"name": "A meeting", "series": make.make_series().pk, "names-0-text": "Other", **bad}

    response = send(admin_client, ADD, **sent)

    assert response.status_code == 200
    assert set(bad) <= set(errors(response))
    assert not Meeting.objects.exists()


def test_each_bad_value_is_refused_alone(admin_client, monkeypatch, exhaustive):
    """In a form that is whole but for it: the first value of each field; all where exhaustive."""
    whole = {
        **read_form(admin_client, ADD),
        "name": ["A meeting"],
        "slug": ["a-meeting"],
        "series": [str(make.make_series().pk)],
        "names-0-text": ["Other"],
        "participations-0-participant": [str(make.make_participant().pk)],
        "outcomes-0-title": ["A plan"],
        "outcomes-0-action": ["adopted"],
        "citations-0-passage": [str(make.make_passage().pk)],
        "citations-0-fields": ["name"],
    }
    # The form is only bound here; the test above draws it.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    for field, values in BAD_VALUES.items():
        for value in values if exhaustive else values[:1]:
            response = send(admin_client, ADD, start=whole, **{field: value})

            assert list(errors(response)) == [field], value[:40]
            assert not Meeting.objects.exists(), (field, value[:40])
    send(admin_client, ADD, start=whole)
    assert Meeting.objects.exists()


def test_long_summary_is_kept(admin_client):
    response = send(admin_client, ADD, name="A meeting", summary=LONG)

    assert errors(response) == {}
    assert Meeting.objects.get().summary == LONG


def test_control_characters_are_taken_out(admin_client):
    send(admin_client, ADD, name="A\x08 \x1bmeeting", summary="One.\r\nTwo.")

    meeting = Meeting.objects.get()
    assert (meeting.name, meeting.summary) == ("A meeting", "One.\nTwo.")


def test_ordinal_taken_in_the_series_is_refused_at_the_ordinal(admin_client):
    series = make.make_series()
    make.make_meeting(series=series, ordinal=19)

    response = send(admin_client, ADD, name="Again", series=series.pk, ordinal=19)

    assert errors(response) == {"ordinal": ["This series already has a meeting with this ordinal."]}


def test_ordinal_without_a_series_is_refused_at_the_series(admin_client):
    response = send(admin_client, ADD, name="Alone", ordinal=19)

    assert errors(response) == {"series": ["An ordinal belongs to a series: choose the series."]}


def test_participant_twice_in_one_role_is_refused_in_the_list(admin_client):
    china = make.make_participant()
    rows = {f"participations__{n}__participant": china.pk for n in (0, 1)}

    response = send(admin_client, ADD, name="Twice", **rows)

    assert "The same row stands here twice: remove one." in errors(response)["participations"]


def test_overlapping_membership_is_refused_at_its_beginning(admin_client):
    old = make.make_membership(since="2001", until="2010", state="draft")
    address = reverse("admin:mechanisms_membership_add")

    response = send(
        admin_client,
        address,
        mechanism=old.mechanism_id,
        participant=old.participant_id,
        role="member",
        since="2005",
    )

    assert list(errors(response)) == ["since"]


def test_memberships_that_overlap_each_other_in_one_form_are_refused(admin_client):
    mechanism = make.make_mechanism(state="draft")
    china = make.make_participant()
    start = {"memberships-TOTAL_FORMS": "2"}
    for number in (0, 1):
        start |= {f"memberships-{number}-participant": china.pk}
        start |= {f"memberships-{number}-role": "member"}
        start |= {f"memberships-{number}-since_is": "began"}
        start |= {f"memberships-{number}-until_is": "ended"}
        start |= {f"memberships-{number}-since": f"200{number}"}

    response = send(admin_client, change_address(mechanism), **start)

    assert errors(response) == {
        "memberships": ["This participant already has this role here in an overlapping period."]
    }
    assert not Membership.objects.exists()


def test_period_that_ends_before_it_begins_is_refused_at_its_end(admin_client):
    office = make.make_office(state="draft")

    response = send(admin_client, change_address(office), since="2010", until="2009")

    assert list(errors(response)) == ["until"]


def test_ring_of_parents_is_refused_at_the_parent(admin_client):
    above = make.make_mechanism(state="draft")
    below = make.make_mechanism(parent=above, state="draft")

    response = send(admin_client, change_address(above), parent=below.pk)

    assert errors(response) == {"parent": ["It would stand above itself: choose another one."]}


def test_half_of_the_coordinates_is_refused_at_the_latitude(admin_client):
    place = make.make_place(state="draft")

    response = send(admin_client, change_address(place), latitude="91", longitude="NaN")

    assert set(errors(response)) >= {"longitude"}


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "%E7%AC%AC" * 3000,
        "q=%27%20%26%20%7C%20%21%3A%2A",
        "p=garbage",
        "p=WyJ4IiwwXQ",
        "p=" + "a" * 5000,
        "from=soon",
        "from=%00",
        "to=99999",
        "mechanism__exact=99999999999999999999",
        "mechanism__exact=x",
        "mechanism__exact=%F0%9F%98%80",
        "state__exact=%00",
        "state__exact=nothing",
        "evidence=some%00",
        "o=99.-1.x",
        "nothing__like__that=1",
        "mechanism__name__regex=(",
        "all=",
        "e=1",
    ],
)
def test_bad_query_of_a_list_is_no_crash(admin_client, query):
    draft()

    response = admin_client.get(f"{reverse('admin:meetings_meeting_changelist')}?{query}")

    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["x", "\x00", "-1", "9" * 40])
def test_action_on_what_is_no_row_is_no_crash(admin_client, key):
    meeting = draft()
    address = reverse("admin:meetings_meeting_changelist")
    chosen = {"action": "publish_selected", "_selected_action": [meeting.pk, key]}

    assert admin_client.post(address, chosen).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "draft"


def test_accounts_are_found_as_choices(admin_client):
    where = {"app_label": "admin", "model_name": "logentry", "field_name": "user"}

    found = admin_client.get(reverse("admin:autocomplete"), where).json()

    assert [row["text"] for row in found["results"]] == ["admin"]


@pytest.mark.parametrize("key", ["0", "99999999999999999999999", "x", "%00", "-1", "1e5", "²"])
@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_page_of_a_row_that_is_not_there_leads_home(admin_client, key, page):
    response = admin_client.get(f"/admin/meetings/meeting/{key}/{page}/")

    assert response.status_code in (302, 404)


@pytest.mark.parametrize(
    "query",
    [
        {"term": "\x00"},
        {"term": LONG},
        {"term": "¶3 'a' & | !"},
        {"page": "99999999999999999999"},
        {"page": "-1"},
        {"page": "x"},
        {"field_name": "nothing"},
        {"model_name": "nothing"},
        {"app_label": "\x00"},
    ],
)
@pytest.mark.parametrize("field", ["passage", "meeting"])
def test_bad_question_for_choices_is_no_crash(admin_client, field, query):
    make.make_passage()
    where = {"app_label": "documents", "model_name": "citation", "field_name": field}

    response = admin_client.get(reverse("admin:autocomplete"), {**where, **query})

    assert response.status_code in (200, 403, 404)


@pytest.mark.parametrize("number", ["²", "9" * 5_000, "٣", "-1"])
def test_what_is_no_number_chooses_nothing_and_breaks_no_page(admin_client, number):
    """“²” is a digit and no number, and Python refuses to read very long ones."""
    meeting = make.make_meeting()
    choices = {"app_label": "meetings", "model_name": "meeting", "field_name": "mechanism"}
    step = reverse("admin:meetings_meeting_history", args=[meeting.pk])

    answers = [
        admin_client.post("/admin/meetings/meeting/add/", {"mechanism": number}),
        admin_client.get("/admin/meetings/meeting/", {"mechanism": number}),
        admin_client.get(reverse("admin:autocomplete"), {**choices, "page": number}),
        admin_client.get(step, {"step": f"meetings.meeting:{number}"}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 404}


def test_a_refused_save_of_a_document_with_a_copy_shows_its_form(admin_client):
    document = make.make_capture().document

    page = send(admin_client, change_address(document), published="nonsense")

    assert page.status_code == 200
    assert "published" in errors(page)


def test_words_that_another_passage_does_not_have_are_refused_at_the_words(admin_client):
    text = "The talks were held in Dakar.\n\nNobody spoke."
    capture = make.make_capture(text)
    first = make.make_passage(capture=capture, number=1, start=0, end=29, text=text[:29])
    other = make.make_passage(capture=capture, number=2, start=31, end=44, text=text[31:])
    meeting = make.make_meeting(state="draft")
    make.make_citation(meeting, passage=first, state="draft")

    page = send(admin_client, change_address(meeting), citations__0__passage=other.pk)

    assert page.status_code == 200
    assert "These words are not in" in errors(page)["citations-0-quote"][0]

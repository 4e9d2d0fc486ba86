"""Permanent ids, old slugs, and what is answered where a record no longer is."""

import pytest
from django.db import IntegrityError, transaction

from documents.models import Document
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Meeting, Place, Series
from records.models import Identity
from tests import make
from tests.html import main_text

PAGES = {
    "mechanisms": (Mechanism, make.make_mechanism),
    "participants": (Participant, make.make_participant),
    "people": (Person, make.make_person),
    "series": (Series, make.make_series),
    "meetings": (Meeting, make.make_meeting),
    "documents": (Document, make.make_document),
    "topics": (Topic, make.make_topic),
    "places": (Place, make.make_place),
}
PARTS = [
    make.make_office,
    make.make_membership,
    make.make_participation,
    make.make_delegate,
    make.make_outcome,
    make.make_position,
]
pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("kind", PAGES)


def set_state(record, state):
    type(record).objects.filter(pk=record.pk).update(state=state)


@every_kind
def test_a_permanent_id_leads_to_the_page(client, kind):
    record = PAGES[kind][1](slug="there")
    response = client.get(f"/id/{record.uid}")
    assert (response.status_code, response["Location"]) == (302, f"/{kind}/there/")


@pytest.mark.parametrize("make_part", PARTS)
def test_the_id_of_a_part_leads_to_its_place_on_a_page(client, make_part):
    part = make_part()
    location = client.get(f"/id/{part.uid}")["Location"]
    path, _hash, fragment = location.partition("#")
    assert fragment == part.uid
    assert f'id="{part.uid}"' in client.get(path).content.decode()


def test_the_id_of_a_citation_leads_to_its_passage(client):
    citation = make.make_citation(make.make_meeting())
    assert client.get(f"/id/{citation.uid}")["Location"] == citation.passage.get_absolute_url()


def test_an_id_copied_by_hand_is_understood(client):
    record = make.make_meeting(uid="ABCDE01234")
    for written in ("abcde01234", "ABCDEOI234", "abcdeol234"):
        response = client.get(f"/id/{written}")
        assert (response.status_code, response["Location"]) == (301, f"/id/{record.uid}")


@every_kind
def test_an_old_slug_redirects_for_good(client, kind):
    record = PAGES[kind][1](slug="before")
    for slug in ("between", "after"):
        record.slug = slug
        record.save()
    for slug in ("before", "between"):
        response = client.get(f"/{kind}/{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"/{kind}/after/")


def test_an_old_slug_does_not_betray_a_record_that_was_never_public(client):
    record = make.make_meeting(slug="before", state="draft")
    record.slug = "after"
    record.save()
    assert client.get("/meetings/before/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_slug_that_was_public_is_never_free(client, state):
    first = make.make_meeting(slug="shared")
    first.slug = "moved"
    first.save()

    with pytest.raises(IntegrityError, match="slug_was_public"), transaction.atomic():
        make.make_meeting(slug="shared", state=state)

    assert client.get("/meetings/shared/")["Location"] == "/meetings/moved/"


@every_kind
def test_a_withdrawn_record_is_gone_and_named(client, kind):
    record = PAGES[kind][1](slug="there", name="Once to be seen")
    set_state(record, "withdrawn")
    for path in (f"/{kind}/there/", f"/id/{record.uid}"):
        response = client.get(path)
        assert response.status_code == 410
        assert "Once to be seen" in response.content.decode()


def test_a_deleted_record_is_gone_and_named(client):
    meeting = make.make_meeting(name="Entered twice")
    uid = meeting.uid
    meeting.delete()
    response = client.get(f"/id/{uid}")
    assert response.status_code == 410
    assert "Entered twice" in response.content.decode()


def test_a_record_under_revision_is_gone_without_its_new_name(client):
    meeting = make.make_meeting(slug="there")
    Meeting.objects.filter(pk=meeting.pk).update(state="draft", name="Not yet for the public")
    response = client.get("/meetings/there/")
    assert response.status_code == 410
    assert "Not yet for the public" not in response.content.decode()


def test_a_record_under_an_owner_that_was_never_public_is_nowhere(client):
    meeting = make.make_meeting(slug="there", mechanism=make.make_mechanism(state="draft"))
    assert client.get("/meetings/there/").status_code == 404
    set_state(meeting, "withdrawn")
    assert client.get("/meetings/there/").status_code == 404
    assert client.get(f"/id/{meeting.uid}").status_code == 404


def merge(loser, winner):
    set_state(loser, "withdrawn")
    Identity.objects.filter(uid=loser.uid).update(merged_into=winner.uid)


def test_a_chain_of_merges_is_followed_to_its_end(client):
    first, second, third = (make.make_meeting(slug=f"m{n}") for n in (1, 2, 3))
    merge(first, second)
    merge(second, third)
    response = client.get(f"/id/{first.uid}")
    assert (response.status_code, response["Location"]) == (301, f"/id/{third.uid}")
    assert client.get(f"/id/{third.uid}")["Location"] == "/meetings/m3/"
    response = client.get("/meetings/m1/")
    assert (response.status_code, response["Location"]) == (301, "/meetings/m3/")


def test_a_record_merged_into_one_that_is_gone_is_gone(client):
    first, second = make.make_meeting(), make.make_meeting(name="The survivor")
    merge(first, second)
    set_state(second, "withdrawn")
    response = client.get(f"/id/{first.uid}")
    assert response.status_code == 410
    assert "The survivor" in response.content.decode()


@pytest.mark.parametrize(
    "uid",
    ["ZZZZZZZZZZ", "short", "x" * 500, "%00", "ABCDE%0A1234", "澜沧江澜沧江澜沧江澜", "UUUUUUUUUU"],
)
def test_an_id_that_never_was_is_not_found(client, uid):
    assert client.get(f"/id/{uid}").status_code == 404


# What went with something that it depends on


def hidden_meeting(name: str = "Held there"):
    place = make.make_place(name="Hangzhou")
    meeting = make.make_meeting(slug="there", name=name, place=place)
    set_state(place, "withdrawn")
    return meeting, place


def test_what_went_with_something_else_is_not_said_to_be_withdrawn(client):
    meeting, _place = hidden_meeting()
    for path in ("/meetings/there/", f"/id/{meeting.uid}"):
        response = client.get(path)
        assert response.status_code == 410
        text = main_text(response)
        assert "“Held there” is not public at present" in text
        assert "(meeting) that has this address was not withdrawn itself" in text
        assert "It has not been shown since" in text
        assert "was withdrawn on" not in text
        assert "Hangzhou" not in text


def test_it_is_called_what_it_was_while_anyone_saw_it(client):
    meeting, place = hidden_meeting()
    Meeting.objects.filter(pk=meeting.pk).update(name="Renamed unseen")
    for name in ("Held there", "Renamed unseen"):
        text = main_text(client.get("/meetings/there/"))
        assert (name in text) is (name == "Held there")
    set_state(place, "published")
    assert "Renamed unseen" in client.get("/meetings/there/").content.decode()


def test_it_is_not_named_where_nobody_ever_saw_it_under_that_owner(client):
    """Its place was public once, and no more when the meeting was published."""
    place = make.make_place()
    set_state(place, "withdrawn")
    meeting = make.make_meeting(slug="there", name="Never seen", place=place)
    response = client.get(f"/id/{meeting.uid}")
    assert "Never seen" not in response.content.decode()


def test_what_was_withdrawn_itself_says_so_wherever_it_was_held(client):
    meeting, _place = hidden_meeting()
    set_state(meeting, "withdrawn")
    assert "was withdrawn on" in main_text(client.get("/meetings/there/"))


# What the public never saw is not told


def test_what_was_published_under_something_hidden_is_nowhere_once_it_is_withdrawn(client):
    place = make.make_place()
    set_state(place, "withdrawn")
    meeting = make.make_meeting(slug="there", place=place)
    for state in ("withdrawn", "published", "draft"):
        set_state(meeting, state)
        for path in ("/meetings/there/", f"/id/{meeting.uid}", f"/api/v1/meetings/{meeting.uid}/"):
            assert client.get(path).status_code == 404
    assert meeting.uid not in client.get("/api/v1/changes/?page_size=200").content.decode()
    meeting.delete()
    assert client.get(f"/id/{meeting.uid}").status_code == 404


@pytest.mark.parametrize("make_part", PARTS)
def test_a_part_that_was_published_unseen_is_nowhere(client, make_part):
    part = make_part(state="draft")
    owner = next(filter(None, (getattr(part, name) for name in part.PART_OF)))
    set_state(owner, "withdrawn")
    set_state(part, "published")
    set_state(part, "withdrawn")
    assert client.get(f"/id/{part.uid}").status_code == 404
    set_state(owner, "published")
    set_state(part, "published")
    set_state(part, "withdrawn")
    assert client.get(f"/id/{part.uid}").status_code == 410


def test_a_name_and_a_slug_that_were_given_while_it_was_hidden_are_told_nowhere(client):
    meeting, place = hidden_meeting()
    Meeting.objects.filter(pk=meeting.pk).update(name="Renamed unseen", slug="unseen")
    set_state(meeting, "withdrawn")
    for path in ("/meetings/there/", f"/id/{meeting.uid}", f"/api/v1/meetings/{meeting.uid}/"):
        response = client.get(path)
        assert response.status_code == 410
        assert "Held there" in response.content.decode()
        assert "nseen" not in response.content.decode()
    assert client.get("/meetings/unseen/").status_code == 404

    Meeting.objects.filter(pk=meeting.pk).update(slug="after")
    assert client.get("/meetings/unseen/").status_code == 404
    set_state(place, "published")
    set_state(meeting, "published")
    assert client.get("/meetings/unseen/").status_code == 404
    assert client.get("/meetings/there/")["Location"] == "/meetings/after/"
    assert Identity.objects.get(uid=meeting.uid).label == "Renamed unseen"


def test_what_was_merged_into_a_record_that_nobody_saw_is_gone_and_named(client):
    first, second = make.make_meeting(name="Seen"), make.make_meeting(name="Draft", state="draft")
    first.delete()
    Identity.objects.filter(uid=first.uid).update(merged_into=second.uid)
    response = client.get(f"/id/{first.uid}")
    assert response.status_code == 410
    assert "Seen" in response.content.decode()
    assert "Draft" not in response.content.decode()

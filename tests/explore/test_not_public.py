"""What is not public is on no page, and has none."""

import pytest

from records.models import Identity
from tests.make import make_capture, make_citation, make_document, make_passage

from .small_register import PAGES, fill, three

pytestmark = pytest.mark.django_db

SECRET = "Kept from readers"


@pytest.fixture(scope="module")
def records(kept: None) -> tuple:
    """Three public records, and everything that is theirs and is not public."""
    records = three()
    for number, hidden in enumerate(("draft", "in_review", "withdrawn")):
        make_citation(
            records[2],
            state=hidden,
            passage=make_passage(
                capture=make_capture(
                    document=make_document(name=f"{SECRET} {number}", state=hidden)
                )
            ),
        )
        fill(*records, rows=1, name=f"{SECRET} {number}", state=hidden)
    return records


@pytest.mark.parametrize("url", [*PAGES, "/sitemap-meetings-1.xml", "/sitemap-mechanisms-1.xml"])
def test_nothing_that_is_not_public_is_on_a_page(client, url, records):
    response = client.get(url)

    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert "2nd" not in response.content.decode()


@pytest.mark.parametrize("url", PAGES[4:])
@pytest.mark.parametrize("hidden", ["draft", "in_review"])
def test_a_page_that_was_never_public_is_not_there(client, url, hidden, records):
    for record in records:
        type(record).objects.filter(pk=record.pk).update(state=hidden)
    Identity.objects.update(published_at=None)
    assert client.get(url).status_code == 404


def test_a_place_in_a_country_that_is_not_public_is_shown_without_it(client, records):
    _mechanism, participant, meeting = records
    type(participant).objects.filter(pk=participant.pk).update(state="draft", name=SECRET)
    response = client.get(meeting.get_absolute_url())

    # A place is public through its country, and a meeting through its place.
    assert SECRET not in response.content.decode()

"""A page asks the database as often for three rows as for one, and a page of words hardly."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .small_register import PAGES, fill, three

pytestmark = pytest.mark.django_db


LANGUAGES = ["en", "zh-hans"]


def queries(client, url: str) -> list[str]:
    """The statements that one request for ``url`` makes."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.fixture(scope="module")
def asked_once(kept: None) -> dict[tuple[str, str], list[str]]:
    """What each page asks in each language of one row; by now there are three.

    Pages are read once before they are measured, as what they keep is read only then.
    """
    records = three()
    fill(*records, rows=1)
    asked = {}
    for language in LANGUAGES:
        client = Client()
        client.cookies["django_language"] = language
        for url in PAGES:
            client.get(url)
            asked[url, language] = queries(client, url)
    fill(*records, rows=2)
    return asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", PAGES)
def test_a_page_asks_as_often_for_three_rows_as_for_one(client, url, language, asked_once):
    client.cookies["django_language"] = language
    once = asked_once[url, language]
    thrice = queries(client, url)

    assert len(thrice) == len(once), thrice
    assert len(once) <= 45


@pytest.mark.parametrize(("url", "queries"), [("/about/", 3), ("/data/", 1)])
def test_pages_of_words_ask_for_the_version_and_whose_texts_there_are_at_most(
    client, url, queries, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200

"""What is looked up stands on pages with its mark, and never as a recorded value."""

import pytest

from tests import make
from tests.html import squeezed

pytestmark = pytest.mark.django_db

MARK = '<span class="reference">Reference data: GeoNames 1816670</span>'


@pytest.fixture
def beijing():
    place = make.make_place(name="Beijing", slug="beijing", coordinates_from="GeoNames 1816670")
    make.make_meeting(name="Talks", slug="talks", place=place)
    return place


def page(client, address: str) -> str:
    return squeezed(client.get(address).content.decode())


ADDRESSES = ["/places/", "/places/beijing/", "/meetings/talks/", "/search/?q=beijing"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_country_that_is_looked_up_has_the_registers_name_and_a_mark(client, beijing, address):
    make.make_participant(name="The P.R. of China", slug="prc", iso_alpha3="CHN")

    shown = page(client, address)

    assert '<a href="/participants/prc/"><bdi>The P.R. of China</bdi></a> ' + MARK in shown


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("state", ["draft", None])
def test_a_country_without_a_public_record_is_a_code(client, beijing, address, state):
    if state:
        make.make_participant(name="Secret name", slug="prc", iso_alpha3="CHN", state=state)

    shown = page(client, address)

    assert f'<span class="code">CHN</span> {MARK}' in shown
    assert "Secret name" not in shown
    assert "China" not in shown


def test_a_recorded_country_has_no_mark(client):
    laos = make.make_participant(name="Laos", slug="laos", iso_alpha3="LAO")
    make.make_place(slug="vientiane", country=laos, coordinates_from="GeoNames 1651944")

    shown = page(client, "/places/vientiane/")

    assert '<a href="/participants/laos/"><bdi>Laos</bdi></a>' in shown
    assert "Reference data" not in shown


def test_the_page_of_a_state_shows_what_is_looked_up_apart(client):
    make.make_participant(name="ROK", slug="rok", iso_alpha2="KR", iso_alpha3="KOR")

    shown = page(client, "/participants/rok/")

    assert "Correlates of War country code, 1949–" in shown
    assert "names in reference data" in shown
    assert '<bdi lang="zh-Hans">韩国</bdi>' in shown


def test_a_search_says_by_what_it_found_a_state(client):
    make.make_participant(name="The S.R. of V.", slug="v", iso_alpha3="VNM")

    shown = page(client, "/search/?q=viet+nam")

    assert "looked up in reference data: <bdi>Viet Nam</bdi>" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_looked_up_countries_take_one_query_more(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.make_place(name=f"Beijing {number}", coordinates_from="GeoNames 1816670")

    with django_assert_num_queries(5):  # version, rows, names, countries that are looked up, count
        client.get("/places/")

"""Which records words find, in which order, and how far they are counted."""

import pytest

from mechanisms.models import Mechanism
from records import search
from records.search import Matched, Matches, best_matches, matched_name
from tests.make import make_mechanism

pytestmark = pytest.mark.django_db


def best(query: str, limit: int = 9) -> Matches:
    return best_matches([Mechanism], query, limit)[Mechanism]


def names(query: str, limit: int = 9) -> list[str]:
    return [hit.name for hit in best(query, limit).hits]


def test_the_very_name_comes_first_then_beginnings_then_the_shortest():
    forum = make_mechanism(name="Regional Forum of the Association")
    forum.names.create(text="ASEAN", kind="acronym")
    for name in ("The ASEAN", "ASEAN Plus Three", "ASEAN Way"):
        make_mechanism(name=name)
    assert names(" asean ") == [forum.name, "ASEAN Way", "ASEAN Plus Three", "The ASEAN"]
    assert names("asean", limit=2) == [forum.name, "ASEAN Way"]
    assert matched_name(forum, "asean") == Matched("ASEAN")


def test_counting_stops_but_the_very_name_is_among_those_found(monkeypatch):
    monkeypatch.setattr(search, "COUNTED", 2)
    for number in range(3):
        make_mechanism(name=f"Forum {number}")
    make_mechanism(name="Forum")
    found = best("Forum", 1)
    assert ([hit.name for hit in found.hits], found.total, found.exact) == (["Forum"], 2, False)


def test_what_is_not_public_is_neither_found_nor_counted():
    make_mechanism(name="Forum", state="draft")
    found = best("Forum")
    assert (found.hits, found.total, found.exact) == ([], 0, True)

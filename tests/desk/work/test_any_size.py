"""Working lists of any size: a page looks at a bounded number of rows, and a count stops."""

import pytest
from django.test import Client
from django.urls import reverse

from desk.work import evidence, scans
from desk.work.kept import keeping
from tests import make

from .working_lists import counts


def test_list_looks_at_a_bounded_number_of_rows_and_says_where_to_go_on(
    admin_client: Client, monkeypatch
):
    monkeypatch.setattr(scans, "PAGE", 4)
    monkeypatch.setattr(scans, "STEP", 3)
    monkeypatch.setattr(scans, "BUDGET", 6)
    meetings = [make.make_meeting(name=f"M{number:02}") for number in range(14)]
    lacking = {0, 1, 2, 3, 4, 5, 9, 13}
    for number, meeting in enumerate(meetings):
        if number not in lacking:
            make.make_citation(meeting)
    series = make.make_series(name="A series")

    seen, address, rounds = [], reverse("admin:work", args=["uncited"]), 0
    while address:
        found = admin_client.get(address).context["found"]
        assert len(found.rows) <= 4
        assert found.looked <= 8
        seen += [row.title for row in found.rows]
        further = found.further
        address = further and f"{reverse('admin:work', args=['uncited'])}?from={further}"
        rounds += 1

    assert [name for name in seen if name.startswith("M")] == [
        f"M{number:02}" for number in sorted(lacking, reverse=True)
    ]
    assert seen.count(str(series)) == 1
    assert rounds >= 3


def test_count_says_at_least_where_it_did_not_look_at_all(admin_client: Client, monkeypatch):
    monkeypatch.setattr(scans, "LOOK", 2)
    for _round in range(3):
        make.make_meeting()

    assert str(evidence.uncited_by_kind(keeping())["meeting"]) == "2+"
    assert counts(admin_client)["uncited"] == "2+"


def test_count_stops_at_its_cap(monkeypatch):
    monkeypatch.setattr(scans, "CAP", 2)

    assert str(scans.Tally(2, True) + scans.Tally(1, True)) == "2+"
    assert str(scans.Tally(1, True) + scans.Tally(1, True)) == "2"
    assert str(scans.Tally(0, False)) == "0"


@pytest.mark.parametrize("cursor", ["x", "meeting~x", "~", "meeting~" + "A" * 5000, "\x00"])
def test_forged_position_begins_anew(admin_client: Client, cursor: str):
    make.make_meeting(name="Talks")

    response = admin_client.get(
        reverse("admin:work", args=["uncited"]), {"from": cursor, "show": "meeting"}, follow=True
    )

    assert response.status_code == 200
    assert "Talks" in response.content.decode() or "\x00" in cursor

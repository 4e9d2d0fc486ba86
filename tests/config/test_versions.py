"""Pinned versions that are known to be unsafe are refused."""

import pytest
from packaging.requirements import Requirement

from tools import versions


@pytest.mark.parametrize("pin", [versions.CANARY, "Django==5.2.1", "lxml_html_clean==0.3.1"])
def test_a_version_below_its_floor_is_refused_with_the_reason(pin: str):
    (sentence,) = versions.too_old([Requirement(pin)])

    assert sentence.startswith(f"{Requirement(pin)} is known to be unsafe: take ")


def test_a_version_above_its_floor_and_a_library_without_one_are_taken():
    assert versions.too_old([Requirement("jinja2==3.2"), Requirement("nobody-knows==0.1")]) == []


def test_a_list_of_floors_that_refuses_nothing_fails(monkeypatch, tmp_path, capsys):
    empty = tmp_path / "floors.txt"
    empty.write_text("# nothing\n")
    monkeypatch.setattr(versions, "FLOORS", empty)

    assert versions.main() == 1
    assert "floors.txt is not read" in capsys.readouterr().out


def test_the_pins_are_safe_and_it_says_what_it_did_not_look_at(capsys):
    assert versions.main() == 0
    assert "Not checked, for no floor is written for them: aiofiles, " in capsys.readouterr().out

"""A register of nonsense is refused soon, and in few words."""

import pytest
from django.core.management import CommandError, call_command

from documents.register.entries import MOST, SHOWN, LoadRefused
from documents.register.loading import load_register


def test_problems_of_a_hostile_register_are_bounded(tmp_path):
    lines = "".join(f"- nonsense{number}: x\n" for number in range(50 * MOST))
    (tmp_path / "topics.yaml").write_text(lines)

    with pytest.raises(LoadRefused) as refused:
        load_register(tmp_path)

    assert len(refused.value.problems) == MOST
    assert refused.value.cut_short


@pytest.mark.django_db
def test_command_lists_the_first_problems_and_says_that_there_are_more(tmp_path):
    (tmp_path / "topics.yaml").write_text("- x: y\n" * (MOST + 5))

    with pytest.raises(CommandError) as refused:
        call_command("load_register", str(tmp_path))

    lines = str(refused.value).splitlines()
    assert lines[0].endswith(f"more than {MOST} problems")
    assert len(lines) == 1 + SHOWN + 2
    assert lines[-2:] == [
        f"and {MOST - SHOWN} more",
        "and what was not looked at any more: correct these, then load again",
    ]


@pytest.mark.django_db
def test_references_to_nothing_are_bounded_too(tmp_path):
    records = "".join(
        f"- id: {number:010}\n  slug: place-{number}\n  name: Place\n  country: nowhere-{number}\n"
        for number in range(MOST + 50)
    )
    (tmp_path / "places.yaml").write_text(records)

    with pytest.raises(LoadRefused) as refused:
        load_register(tmp_path)

    assert len(refused.value.problems) == MOST

"""A hostile register is refused, soon and in few words."""

from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from documents.register.entries import MOST, SHOWN, LoadRefused
from documents.register.loading import load_register

from .small_register import problems, write


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("topics.yaml", b"\xff\xfe\x00", "topics.yaml:1: is not UTF-8 here; save"),
        ("topics.yaml", b"- name: \x00", "topics.yaml:1: is not YAML here"),
        ("topics.yaml", b'- name: "a\\0b"', "topics.yaml:1: holds a character that no text may"),
        ("topics.yaml", b"- &a [x]\n- *a\n", "topics.yaml:1: uses an anchor or alias"),
        ("topics.yaml", b"- !!python/object:os.system {}", "topics.yaml:1: uses the tag"),
        ("topics.yaml", b"- name: !!binary aGk=", "topics.yaml:1: uses the tag"),
        ("topics.yaml", b"[" * 50, "topics.yaml:1: is nested too deeply for a register"),
        ("topics.yaml", b"{" * 100_000, "topics.yaml:1: is nested too deeply for a register"),
        ("topics.yaml", b"a: 1\n", "topics.yaml:1: must be a list: each record begins with"),
        ("topics.yaml", b"- a\n", "topics.yaml:1: a topic must be a mapping"),
        ("topics.yaml", b"- ? [a]\n  : b\n", "topics.yaml:1: a key must be a word"),
        ("topics.yaml", b"- name: [a]\n", "topics.yaml:1: name must be one value"),
        ("topics.yaml", b"- names: [a]\n", "topics.yaml:1: each of names must be a mapping"),
        ("topics.yaml", b"- a: b\n---\n- a: b\n", "topics.yaml:2: holds a second YAML document"),
        ("topic.yaml", b"[]", "topic.yaml: is no file of the register, which has topics.yaml"),
        ("topics.yml", b"[]", "topics.yml: is no file of the register, which has topics.yaml"),
        ("documents/a.yaml", b"- a\n", "documents/a.yaml:1: must be one mapping"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(tmp_path, name, data, expected):
    (tmp_path / "documents").mkdir()
    (tmp_path / name).write_bytes(data)

    (message,) = problems(tmp_path)
    assert message.startswith(expected)


@pytest.mark.django_db
def test_a_number_beyond_measure_is_refused(tmp_path):
    place = f"- id: 7ZZZZZZZZ1\n  slug: abc\n  name: Abc\n  latitude: {'9' * 400}\n"

    found = problems(write(tmp_path, **{"places.yaml": place}))

    assert found[0].startswith("places.yaml:4: place abc: latitude:")


@pytest.mark.django_db
def test_an_alias_bomb_is_refused_at_its_first_anchor(tmp_path):
    lines = (f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    bomb = "a: &a [x, x]\n" + "".join(lines)

    assert problems(write(tmp_path, **{"topics.yaml": bomb})) == [
        "topics.yaml:1: uses an anchor or alias (& or *); write the value out"
    ]


@pytest.mark.django_db
def test_a_file_without_measure_is_refused_unread(folder, monkeypatch):
    monkeypatch.setattr("documents.register.parsing.MAX_BYTES", 100)

    assert problems(folder)[0] == ("documents/paper.yaml: is larger than 0 MB; split the register")


@pytest.mark.django_db
def test_a_list_may_be_of_any_length_but_not_its_records(tmp_path, monkeypatch):
    record = "- id: 7ZZZZZZZZ{0}\n  slug: p{0}\n  name: P{0}\n  state: draft\n"
    folder = write(tmp_path, **{"places.yaml": "".join(map(record.format, range(9)))})
    monkeypatch.setattr("documents.register.parsing.MAX_BYTES", 100)
    monkeypatch.setattr("documents.register.strict_yaml.MAX_LENGTH", 100)
    assert load_register(folder).created["place"] == 9

    long = record.format(2) + f"  country: {'x' * 99}\n"
    assert problems(write(tmp_path, **{"places.yaml": record.format(1) + long})) == [
        "places.yaml:9: is larger than 0 MB here; split the record"
    ]


@pytest.mark.django_db
def test_of_a_file_that_ends_in_nonsense_nothing_else_is_told(tmp_path):
    lines = "- id: 7ZZZZZZZZ1\n  nonsense: x\n- {\n"

    (message,) = problems(write(tmp_path, **{"places.yaml": lines}))
    assert message.startswith("places.yaml:4: is not YAML here")


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

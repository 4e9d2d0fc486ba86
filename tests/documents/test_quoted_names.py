"""What a source says of a place, a body or a person stays with the name by which it says it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from documents.lost_names import relations
from documents.models import SUBJECTS, Citation
from documents.resting_on_names import named
from meetings.models import Meeting, Place
from records import workflow
from records.history import changes, proposals
from records.history.batches import batch
from records.history.events import changes_of_batch
from records.merging.merge import merge, unmerge
from records.words import describe, field_name
from tests import make

from .test_lost_names import SAYING

pytestmark = pytest.mark.django_db

SAID = "The ministers came together in Beijing."


def words(text: str) -> Any:
    return make.make_passage(capture=make.make_capture(text))


@pytest.fixture
def beijing() -> Place:
    place = make.make_place(name="Beijing", slug="here")
    make.make_citation(place)
    return place


def make_held(place: Place, text: str = SAID) -> Meeting:
    meeting = make.make_meeting(name="Ministerial", place=place)
    make.make_citation(meeting, "name", "status", "date")
    make.make_citation(meeting, "place", passage=words(text))
    return meeting


def call(record: Any, name: str) -> None:
    """Name a public record otherwise, with a passage that says that name."""
    with batch("request"):
        type(record).objects.filter(pk=record.pk).update(name=name)
        make.make_citation(record, "name", passage=words(f"It is {name}."))
        workflow.publish(record)


def keep(record: Any, name: str) -> None:
    record.names.create(text=name, kind="former")
    make.make_citation(record, "names")


LOST = (
    "place “Hanoi” is called “Beijing” by a source of meeting “Ministerial”, which is public and "
    "would have nothing left to show for place: keep this name, or first cite another passage "
    "there."
)


def refusal(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.messages


def test_a_place_does_not_become_another_where_it_is_cited(beijing):
    meeting = make_held(beijing)

    assert refusal(lambda: call(beijing, "Hanoi")) == [LOST]

    assert Meeting.objects.get(pk=meeting.pk).place.name == "Beijing"


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_nor_while_what_is_cited_is_not_public(beijing, state):
    """Else it would become public, or so again, with words that name another place."""
    meeting = make_held(beijing)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    (line,) = refusal(lambda: call(beijing, "Hanoi"))

    assert line == LOST.replace("which is public and would", "which would")


def test_what_is_cited_no_longer_asks_nothing(beijing):
    meeting = make_held(beijing)
    Citation.objects.filter(meeting=meeting, fields=["place"]).update(state="withdrawn")

    call(beijing, "Hanoi")

    assert Place.objects.get().name == "Hanoi"


def test_it_may_where_the_old_name_is_kept(beijing):
    make_held(beijing)
    keep(beijing, "Beijing")

    call(beijing, "Hanoi")

    assert Place.objects.get().name == "Hanoi"


def test_it_may_where_another_passage_says_the_new_one(beijing):
    meeting = make_held(beijing)
    make.make_citation(meeting, "place", passage=words("They met in Hanoi."))

    call(beijing, "Hanoi")

    assert Place.objects.get().name == "Hanoi"


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("Bejing", SAID, "Beijing"),  # what the source has was misspelled here
        ("Oman", "They met in Romania.", "Muscat"),  # another word
        ("Beijing", "The ministers came together there.", "Hanoi"),  # by no name
        ("Beijing", "They met at the Beijing Hotel in Beijing.", "Beijing Hotel"),
        ("Six-Party Talks", "The Six Party Talks", "The Six-Party Talks"),
    ],
)
def test_words_that_do_not_rest_on_the_old_name_ask_nothing(before, text, after):
    place = make.make_place(name=before)
    make.make_citation(place)
    make_held(place, text)

    call(place, after)

    assert Place.objects.get().name == after


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In BEIJING, they met", "Beijing"),
        ("Côte d’Ivoire was there", "Cote d'Ivoire"),
        ("会议在北京举行", "北京"),
        ("The Six Party Talks", "Six-Party Talks"),
    ],
)
def test_a_name_is_found_in_any_spelling(text, name):
    place = make.make_place(name=name)
    make.make_citation(place)
    make_held(place, text)

    (line,) = refusal(lambda: call(place, "Hanoi"))

    assert f"is called “{name}” by a source" in line


def test_of_a_text_that_is_not_held_the_summary_says_it(beijing):
    meeting = make.make_meeting(name="Ministerial", place=beijing)
    make.make_citation(meeting, "name", "status", "date")
    unheld = make.make_passage(capture=make.make_capture(None), end=20, summary=SAID)
    make.make_citation(meeting, "place", passage=unheld)

    assert refusal(lambda: call(beijing, "Hanoi")) == [LOST]


def test_an_address_is_no_name_that_a_text_says(beijing):
    make_held(beijing)
    Place.objects.filter(pk=beijing.pk).update(slug="beijing")

    with batch("request"):
        Place.objects.filter(pk=beijing.pk).update(slug="the-capital")
    assert refusal(lambda: call(Place.objects.get(), "Hanoi")) == [LOST]


@pytest.mark.parametrize(
    "relation",
    [one for one in relations() if one.name in SUBJECTS[one.kind].EVIDENTIAL],
    ids=lambda one: f"{one.kind}.{one.name}",
)
def test_so_it_is_of_every_relation(relation):
    maker = SAYING.get(relation.kind) or getattr(make, f"make_{relation.kind}")
    record = maker()
    if getattr(record, relation.name) is None:
        setattr(record, relation.name, getattr(make, f"make_{relation.target.kind_name()}")())
        record.save()
    target = getattr(record, relation.name)
    filled = record.filled_evidential_fields()
    make.make_citation(record, *(name for name in filled if name != relation.name))
    make.make_citation(record, relation.name, passage=words(f"It says {target.name} here."))

    def act() -> None:
        with batch("request"):
            type(target).objects.filter(pk=target.pk).update(name="Another")

    lines = refusal(act)

    called = describe(target).replace(target.name, "Another")
    start = f"{called} is called “{target.name}” by a source of {record._meta.verbose_name} "
    missing = f"nothing left to show for {field_name(type(record), relation.name)}: "
    assert [line for line in lines if line.startswith(start) and missing in line]


def test_nobody_proposes_it(beijing):
    make_held(beijing)

    assert refusal(lambda: proposals.rehearse(lambda: call(beijing, "Hanoi"))) == [LOST]


def test_nobody_reverts_to_it(beijing):
    keep(beijing, "Peking")
    with batch("request") as key:
        Place.objects.filter(pk=beijing.pk).update(name="Hanoi")
    make_held(beijing, "They met in Hanoi.")

    def act() -> None:
        with batch("revert"):
            changes.write([one.inverted() for one in changes_of_batch(key)])

    (line,) = refusal(act)

    assert "place “Beijing” is called “Hanoi” by a source of meeting “Ministerial”" in line


def test_a_merge_keeps_names_and_taking_it_apart_asks(beijing):
    peking = make.make_place(name="Peking")
    make.make_citation(peking)
    make_held(peking, "They met in Peking.")
    key = merge(peking, beijing)
    make_held(beijing, "Later they met in Peking.")

    with pytest.raises(ValidationError) as refused:
        unmerge(key)

    assert "is called “Peking” by a source of meeting" in refused.value.messages[0]
    assert Citation.objects.filter(meeting__place=beijing).exists()


def test_the_longest_name_is_told():
    assert named("the people s republic of china met", ["china", "republic of china"]) == (
        "republic of china"
    )
    assert named("they met", ["", "china"]) == ""

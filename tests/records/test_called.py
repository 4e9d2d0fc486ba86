"""A record is found by any of its names, however many others share the words."""

import pytest
from django.core.exceptions import ValidationError

from mechanisms.models import Membership, Participant, Topic
from tests import make

pytestmark = pytest.mark.django_db


def test_the_name_itself_is_found_among_many_that_begin_with_it():
    for number in range(300):
        make.make_participant(name=f"China Society {number}", slug=f"society-{number}")
    china = make.make_participant(name="China", slug="china")

    assert Participant.objects.called("China") == [china]
    assert Participant.objects.called("CHINA") == [china]


def test_every_name_counts_in_any_spelling():
    place = make.make_topic(name="São Tomé", slug="sao-tome")
    place.names.create(text="圣多美", language="zh-Hans")
    place.save()

    for words in ("São Tomé", "SAO TOME", "Sao-Tome", "圣多美"):
        assert Topic.objects.called(words) == [place], words
    assert Topic.objects.called("São") == []
    assert Topic.objects.called("") == []


def test_two_of_one_name_are_both_told():
    first, second, _other = (
        make.make_topic(name=name, slug=f"topic-{number}")
        for number, name in enumerate(["Georgia", "georgia", "Georgia's coast"])
    )

    assert Topic.objects.called("Georgia") == [first, second]


def test_the_one_called_so_is_found_by_id_slug_or_name_unless_it_is_withdrawn():
    make.make_topic(name="Ports", slug="old-ports", state="withdrawn")
    ports = make.make_topic(name="Ports", slug="ports-of-call")
    joined = make.make_membership()

    assert [
        Topic.objects.the_one_called(words) for words in (ports.uid, "ports-of-call", "PORTS")
    ] == [ports] * 3
    assert Membership.objects.the_one_called(joined.uid) == joined


def test_none_or_several_of_a_name_are_refused_in_a_sentence():
    for number in range(2):
        make.make_topic(name="Georgia", slug=f"georgia-{number}")
    make.make_topic(name="Ports", slug="ports", state="withdrawn")

    with pytest.raises(ValidationError, match="More than one topic is called “Georgia”"):
        Topic.objects.the_one_called("Georgia")
    for words in ("Ports", "ports", ""):
        with pytest.raises(ValidationError, match=f"No topic is called “{words}”"):
            Topic.objects.the_one_called(words)
    with pytest.raises(ValidationError, match="No membership is called “Ports”"):
        Membership.objects.the_one_called("Ports")


def test_a_free_slug_counts_up_and_needs_latin_letters_for_a_name():
    make.make_topic(name="One", slug="one")
    make.make_topic(name="One", slug="one-2")
    make.make_topic(name="One more", slug="one-more")

    assert Topic(name="One").free_slug() == "one-3"
    assert Topic(name="One more thing").free_slug() == "one-more-thing"
    chinese = Topic(name="海上安全")
    assert chinese.free_slug() == f"topic-{chinese.uid.lower()}"

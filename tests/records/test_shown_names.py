"""By which of its names a record is shown."""

import pytest
from django.test import Client
from django.utils.translation import override

from mechanisms.models import Mechanism
from tests import make

pytestmark = pytest.mark.django_db


def named(**values) -> Mechanism:
    forum = make.make_mechanism(name="Forum")
    forum.names.create(**values)
    return Mechanism.objects.get(pk=forum.pk)


@pytest.mark.parametrize(("until", "shown"), [("", "论坛"), ("1990", "Forum"), ("2016~", "Forum")])
def test_a_name_in_the_readers_language_is_shown_unless_it_was_given_up(until, shown):
    forum = named(text="论坛", language="zh-Hans", kind="official", until=until)
    make.make_citation(forum)

    with override("zh-hans"):
        assert forum.display_name == shown
    address = forum.get_absolute_url()
    page = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(address).content.decode()
    assert f"<title> {shown} · " in " ".join(page.split())


def test_an_acronym_that_was_given_up_is_not_shown_as_its_own():
    forum = named(text="OLD", kind="acronym", until="1990")
    assert forum.acronym == ""

    forum.names.create(text="NEW", kind="acronym", since="1990")

    assert Mechanism.objects.get(pk=forum.pk).acronym == "NEW"

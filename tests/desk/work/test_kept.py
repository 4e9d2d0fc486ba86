"""What the home counts is kept until a record has changed, and never longer."""

import pytest
from django.db import transaction
from django.test import Client

from desk.work.kept import keeping
from tests import make
from tests.records.test_jobs import beside

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_counted_is_kept_until_a_record_changes(admin_client: Client):
    made = make.make_topic(state="draft")
    counted: list[int] = []

    def count() -> int:
        counted.append(len(counted))
        return counted[-1]

    first = [keeping()("topics", count) for _again in range(2)]
    type(made).objects.filter(pk=made.pk).update(name="Another")
    then = [keeping()("topics", count) for _again in range(2)]
    type(made).objects.get().delete()
    assert [*first, *then, keeping()("topics", count)] == [0, 0, 1, 1, 2]


def test_nothing_is_kept_that_was_counted_while_somebody_wrote(admin_client: Client):
    """Their change may be noted with an earlier moment than the newest that is seen."""
    make.make_topic()
    with transaction.atomic():
        make.make_topic()
        assert beside(lambda: keeping()("topics", lambda: "without theirs")) == "without theirs"

    assert keeping()("topics", lambda: "with theirs") == "with theirs"


def test_the_home_asks_less_the_second_time_and_says_the_same(
    admin_client: Client, django_assert_max_num_queries
):
    make.make_meeting(state="draft")
    first = admin_client.get("/admin/").context
    with django_assert_max_num_queries(25):
        again = admin_client.get("/admin/").context

    for name in ("waiting", "groups"):
        assert str(first[name]) == str(again[name])

"""What the database says of a row while it is written."""

import pytest

from mechanisms.models import Mechanism, Membership, Topic
from meetings.models import Meeting
from tests import make

from .files import as_csv, imported, problems, statuses, tried

pytestmark = pytest.mark.django_db


def test_the_database_says_which_row_breaks_a_rule_and_where():
    series = make.make_series(slug="summit")
    make.make_membership(since="1990", until="2000")
    held = Membership.objects.get()

    plan = tried(
        Membership,
        as_csv(
            ["mechanism", "participant", "role", "since", "until"],
            [held.mechanism.slug, held.participant.slug, "member", "1995", "2005"],
            [held.mechanism.slug, held.participant.slug, "observer", "1995", "1990"],
            [held.mechanism.slug, held.participant.slug, "guest", "1995", ""],
        ),
    )
    assert statuses(plan) == ["error", "error", "create"]
    assert problems(plan)[0].startswith("D2: This participant already has this role here")

    plan = tried(Meeting, as_csv(["name", "series", "ordinal"], ["A", series.slug, "0"]))
    assert problems(plan) == ["C2: Ordinals count from 1."]


def test_rows_may_depend_on_others_of_the_table_but_not_in_a_ring():
    rows = [["Under", "under", "forum", "over"], ["Over", "over", "forum", ""]]
    plan = tried(Mechanism, as_csv(["name", "slug", "kind", "parent"], *rows))
    assert statuses(plan) == ["create", "create"]

    rows[1][3] = "under"
    plan = tried(Mechanism, as_csv(["name", "slug", "kind", "parent"], *rows))
    assert statuses(plan) == ["error", "error"]
    assert "ring" in problems(plan)[0]


def test_new_rows_are_written_in_the_order_of_the_table_each_after_what_it_depends_on():
    rows = [["A", "a", "d"], ["B", "b", ""], ["C", "c", "b"], ["D", "d", ""]]

    imported(Topic, as_csv(["name", "slug", "parent"], *rows))

    assert list(Topic.objects.order_by("pk").values_list("slug", flat=True)) == list("bdac")

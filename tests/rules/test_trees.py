"""Rules of the database on trees: nothing stands above itself, however many write at once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from tests.make import (
    make_document,
    make_mechanism,
    make_outcome,
    make_participant,
    make_position,
    make_topic,
)

from .sql import refused, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("table", "column", "make"),
    [
        ("mechanisms_topic", "parent_id", make_topic),
        ("mechanisms_participant", "parent_id", make_participant),
        ("mechanisms_mechanism", "parent_id", make_mechanism),
        ("mechanisms_mechanism", "predecessor_id", make_mechanism),
        ("meetings_outcome", "follows_up_id", make_outcome),
        ("meetings_position", "continues_id", make_position),
        ("documents_document", "part_of_id", make_document),
        ("documents_document", "version_of_id", make_document),
        ("documents_document", "expression_of_id", make_document),
    ],
)
def test_nothing_stands_above_itself(table, column, make):
    top = make()
    middle = make(**{column: top.pk})
    bottom = make(**{column: middle.pk})

    for below in (top, middle, bottom):
        refused("no_cycle", f"UPDATE {table} SET {column} = %s WHERE id = %s", below.pk, top.pk)


@pytest.mark.parametrize("last", ["predecessor", "parent"])
def test_nothing_stands_above_itself_by_different_ways(last):
    first = {"parent": "predecessor", "predecessor": "parent"}[last]
    top = make_mechanism()
    bottom = make_mechanism(**{first: make_mechanism(**{last: top})})
    refused(
        "no_cycle",
        f"UPDATE mechanisms_mechanism SET {last}_id = %s WHERE id = %s",
        bottom.pk,
        top.pk,
    )
    setattr(top, last, bottom)
    with pytest.raises(ValidationError, match="It would stand above itself"):
        top.clean()


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_ring_written_at_once_do_not_close():
    first, second = make_mechanism(), make_mechanism()
    barrier = threading.Barrier(2)
    refusals = []

    def hang(below: int, above: int) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                barrier.wait()
                cursor.execute(
                    "UPDATE mechanisms_mechanism SET parent_id = %s WHERE id = %s", [above, below]
                )
        except DatabaseError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    for _round in range(25):
        run("UPDATE mechanisms_mechanism SET parent_id = NULL")
        refusals.clear()
        threads = [
            threading.Thread(target=hang, args=pair)
            for pair in [(first.pk, second.pk), (second.pk, first.pk)]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refusals) == 1

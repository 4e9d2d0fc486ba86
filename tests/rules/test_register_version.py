"""Whatever of what the public reads changes, the register has another version."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from documents.coverage import store, survey
from documents.models import SUBJECTS, Capture, Passage
from records.models import HouseRules, RegisterVersion, State
from records.policy import Role
from records.reading import read_with
from tests import make
from tests.hidden import as_if_committed
from tests.rules.test_authorship import account, columns, other_value, owned_rows, row_of

pytestmark = pytest.mark.django_db


def grown() -> bool:
    """Whether the register would have another version if all this were committed; begin anew."""
    before = RegisterVersion.now()
    as_if_committed()
    return RegisterVersion.now() > before


def written(row: models.Model, column: Any, value: Any) -> bool:
    """Write one column past the model; whether its table allows it."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: value})
    except DatabaseError:
        return False
    return True


@pytest.fixture
def ann(db):
    return account("ann", Role.CONTRIBUTOR)


def test_it_grows_with_any_column_that_the_public_reads(ann):
    still, tried = [], 0
    for record, row in list(owned_rows(ann)):
        HouseRules.objects.update(four_eyes=False)
        type(record)._base_manager.filter(pk=record.pk).update(state=State.PUBLISHED)
        row.refresh_from_db()
        for column in columns(row):
            with transaction.atomic():
                grown()
                if written(row, column, other_value(row, column)):
                    tried += 1
                    if not grown():
                        still.append(f"{row._meta.label}.{column.attname}")
                transaction.set_rollback(True)

    assert still == []
    assert tried > 100


def drafts() -> Iterator[tuple[models.Model, str]]:
    """A draft of each kind that was never public, and each row that stands with one.

    With the column that says with which: moved to another record, the public may read the row.
    """
    for kind in SUBJECTS:
        record: Any = getattr(make, f"make_{kind}")(state="draft")
        yield record, ""
        yield make.make_citation(record, passage=make.make_passage(), state="draft"), ""
        for model, key in read_with():
            if key.related_model is type(record):
                row = row_of(model, key, record)
                yield row, key.attname
                if isinstance(row, Capture):
                    passage = make.make_passage(capture=row, summary="They met.", end=5)
                    yield passage, "capture_id"


def test_it_does_not_grow_with_anything_of_a_draft():
    told, tried = [], 0
    for row, owner in list(drafts()):
        for column in columns(row):
            if column.attname == owner:
                continue
            with transaction.atomic():
                value = other_value(row, column)
                grown()
                if written(row, column, value):
                    tried += 1
                    if grown():
                        told.append(f"{row._meta.label}.{column.attname}")
                transaction.set_rollback(True)

    assert told == []
    assert tried > 100


def test_it_grows_with_publishing_and_withdrawing_and_not_with_drafts():
    grown()
    meeting = make.make_meeting(state="draft")
    assert not grown()
    type(meeting).objects.filter(pk=meeting.pk).update(name="Another name")
    assert not grown()
    type(meeting).objects.filter(pk=meeting.pk).update(state="published")
    assert grown()
    type(meeting).objects.filter(pk=meeting.pk).update(state="withdrawn")
    assert grown()


def test_it_grows_with_copies_passages_and_what_was_counted():
    capture = make.make_capture()
    passage = make.make_passage(capture=capture)
    grown()

    other = make.make_passage(capture=capture)
    assert grown()
    Passage.objects.filter(pk=passage.pk).delete()
    assert grown()
    Capture.objects.filter(pk=capture.pk).update(waits=True)
    assert grown()
    Passage.objects.filter(pk=other.pk).delete()
    assert not grown()
    store(survey())
    assert grown()


def test_it_grows_once_however_much_a_transaction_changes():
    before = RegisterVersion.now()
    for _each in range(3):
        make.make_meeting()
    assert grown()
    assert RegisterVersion.now() == before + 1


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_long_change_and_none_is_missed():
    before = RegisterVersion.now()
    begun, ended = threading.Event(), threading.Event()

    def long() -> None:
        with transaction.atomic():
            make.make_topic(name="Long")
            begun.set()
            assert ended.wait(20)
        connection.close()

    thread = threading.Thread(target=long)
    thread.start()
    assert begun.wait(20)
    make.make_topic(name="Short")
    assert RegisterVersion.now() == before + 1
    ended.set()
    thread.join()
    assert RegisterVersion.now() == before + 2


def test_what_is_rolled_back_grows_nothing():
    grown()
    with transaction.atomic():
        make.make_meeting()
        transaction.set_rollback(True)
    assert not grown()

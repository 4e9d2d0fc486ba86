"""Whatever changes while a record is not public is shown before taking that back is accepted."""

from typing import Any

import pytest
from django.db import models, transaction

from documents.models import Capture, Citation, Passage
from records.history.batches import batch
from records.history.becoming_public import look_at_changes
from records.history.events import changes_of_batch
from records.history.rows import RowChange
from records.models import HouseRules, Record, State
from records.reading import Reading, columns_of

from .test_authorship import ann, columns, four_eyes, other_value, owned_rows, rose, set_column

pytestmark = pytest.mark.django_db
__all__ = ["ann", "four_eyes", "rose"]


def taken_back(record: Record, by: Any) -> list[RowChange]:
    """What would make a record public again that ``by`` withdraws."""
    rows: Any = type(record)._base_manager.filter(pk=record.pk)
    HouseRules.objects.update(four_eyes=False)
    rows.update(state=State.PUBLISHED)
    with batch("request", by=by) as key:
        rows.update(state=State.WITHDRAWN)
    HouseRules.objects.update(four_eyes=True)
    return [change.inverted() for change in changes_of_batch(key)]


def said_of(reading: Reading, row: Any) -> Any:
    """What a page shows of a row; of rows too many to list, one digest of them."""
    if isinstance(row, Passage):
        return reading.many.get((Passage, row.capture_id))
    return reading.rows.get((type(row), row.pk))


def test_whatever_changes_while_it_is_withdrawn_is_shown_and_bound(ann, rose):
    unseen, tried = [], 0
    for record, row in owned_rows(ann):
        wanted = taken_back(record, rose)
        before, (shown,) = look_at_changes(wanted)
        for column in columns(row):
            if column.attname not in columns_of(type(row)) or is_subject(row, column):
                continue
            with transaction.atomic():
                value = other_value(row, column)
                with batch("request", by=rose):
                    changed = set_column(row, column, value)
                if changed and is_another(row, column):
                    tried += 1
                    after, (now,) = look_at_changes(wanted)
                    if said_of(now, row) == said_of(shown, row) or digest(after) == digest(before):
                        unseen.append(f"{row._meta.label}.{column.attname}")
                transaction.set_rollback(True)

    assert unseen == []
    assert tried > 100


def test_whatever_is_taken_away_while_it_is_withdrawn_is_bound(ann, rose):
    for record, row in owned_rows(ann):
        if row is record or isinstance(row, Capture):
            continue
        wanted = taken_back(record, rose)
        before, (shown,) = look_at_changes(wanted)
        assert said_of(shown, row), row._meta.label
        with batch("request", by=rose):
            type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")

        after, (now,) = look_at_changes(wanted)

        assert said_of(now, row) is None, row._meta.label
        assert digest(after) != digest(before), row._meta.label


def is_subject(row: models.Model, column: Any) -> bool:
    """Whether it says whose evidence a citation is: another record's, then."""
    return isinstance(row, Citation) and column.attname != "passage_id" and column.is_relation


def is_another(row: models.Model, column: Any) -> bool:
    now = type(row)._base_manager.get(pk=row.pk)
    return getattr(now, column.attname) != getattr(row, column.attname)


def digest(mark: str) -> str:
    return mark.partition(".")[0]

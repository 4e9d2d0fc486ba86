"""What changes of rows would make public, and all that the public would read with it.

Who accepts such changes, or takes something back, looks at it first: a record that was withdrawn
may have been given other topics, copies or passages since, and a text that only editors could
read was looked at by nobody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from records.approval import Approved, approve, look_at
from records.models import Record, State
from records.reading import Reading, above, columns_of, name_called

from .changes import makes_public, opens
from .rows import Row, RowChange, Values, owners_of, pages_of


def make_more_public(changes: Iterable[RowChange]) -> bool:
    """Whether the public would read more than the changes themselves say."""
    return any(makes_public(change) or opens(change) for change in changes)


def look_at_changes(changes: Sequence[RowChange]) -> tuple[str, list[Reading]]:
    """The mark of all that is read where ``changes`` would be written; and what the public would
    read with each record of which they make more public, once all of them are written."""
    mark, readings = look_at(*_pages(changes), also=_rows(changes))
    return mark, _coming(changes, readings)


def approve_changes(changes: Sequence[RowChange], seen: str) -> Approved:
    """Hold what ``look_at_changes`` showed as it is; raises as ``approval.approve`` does."""
    return approve(_pages(changes), seen, also=_rows(changes))


def _pages(changes: Sequence[RowChange]) -> list[Record]:
    """The records on whose pages the changes stand, and those that they make public."""
    coming = [
        change.model(pk=change.key)
        for change in changes
        if change.before is not None and makes_public(change)
    ]
    return [*pages_of(changes), *coming]  # type: ignore[list-item]


def _rows(changes: Sequence[RowChange]) -> list[Row]:
    """The rows that the changes are about, and those that they come to point at and show."""
    found = {change.where: None for change in changes}
    for change in changes:
        found |= dict.fromkeys(_referred(change.where, change.after or {}))
    return list(found)


def _referred(row: Row, said: Values) -> Iterator[Row]:
    model, _key = row
    for name in getattr(model, "READS", ()):
        column = model._meta.get_field(name)
        if (key := said.get(column.attname)) is not None:  # type: ignore[union-attr]
            yield column.related_model, key  # type: ignore[misc]


def _coming(changes: Sequence[RowChange], readings: Sequence[Reading]) -> list[Reading]:
    """What the public would read with each record of which the changes make more public.

    What is new and stands on the page of another record is left out: the change says all of it.
    """
    rows = _after(changes, readings)
    many = {row: digest for reading in readings for row, digest in reading.many.items()}
    known: dict[Row, Record] = {(type(one.record), one.record.pk): one.record for one in readings}
    coming = {one.where: one for one in changes if make_more_public([one])}
    read: dict[Row, dict[Row, Values]] = defaultdict(dict)
    for row in rows:
        top = _read_with(row, rows, coming)
        if top is not None:
            read[top][row] = rows[row]
    found = []
    for row in [row for row in coming if row in read]:
        if coming[row].before is None and owners_of(coming[row]):
            continue
        own = read[row]
        _add_referred(own, rows)
        held = {where: digest for where, digest in many.items() if _owner_of(where) in own}
        record = known.get(row) or row[0](**coming[row].row)
        found.append(Reading(record, rows=own, many=held))  # type: ignore[arg-type]
    name_called(found)
    return found


def _after(changes: Sequence[RowChange], readings: Sequence[Reading]) -> dict[Row, Values]:
    """The rows that are read, as they would be after the changes."""
    rows = {row: said for reading in readings for row, said in reading.rows.items()}
    for change in changes:
        if change.after is None:
            rows.pop(change.where, None)
            continue
        now = rows.get(change.where)
        taken = [name for name in columns_of(change.model) if now is None or name in change.fields]
        rows[change.where] = {**(now or {}), **{name: change.after[name] for name in taken}}
    return rows


def _read_with(row: Row, rows: dict[Row, Values], coming: dict[Row, RowChange]) -> Row | None:
    """The record with which the public would come to read ``row``, the one furthest up."""
    found = None
    at: Row | None = row
    while at is not None:
        if issubclass(at[0], Record) and rows[at]["state"] != State.PUBLISHED:
            break
        if at in coming:
            found = at
        at = above(at, rows)
    return found


def _add_referred(own: dict[Row, Values], rows: dict[Row, Values]) -> None:
    level = list(own)
    while level:
        wanted = [one for row in level for one in _referred(row, own[row])]
        level = [one for one in dict.fromkeys(wanted) if one in rows and one not in own]
        own |= {one: rows[one] for one in level}


def _owner_of(many: Row) -> Row:
    """The row with which rows too many to list stand."""
    model, owner = many
    key = model._meta.get_field(model.READ_WITH[0])  # type: ignore[attr-defined]
    return key.related_model, owner  # type: ignore[return-value]

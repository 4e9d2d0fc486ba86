"""What is approved is what was seen.

A page on which somebody decides what becomes public carries a mark of all that the public would
read (``reading``). The decision brings the mark back, and under the lock of the workflow it must
be the mark of what is there; else it is refused, with what has changed since and by whom.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from records.history.differences import describe_change
from records.history.events import changes_of_events, tracked
from records.history.rows import Row, RowChange
from records.history.timeline import family, said_of
from records.models import Record
from records.parts import by_model, key_of
from records.reading import Reading, read
from records.triggers import told
from records.words import describe, field_names

MOST_TOLD = 12  # changes that a refusal names


@dataclass(frozen=True)
class Approved:
    """Rows that an account has seen as they are, and may make public in this transaction."""

    rows: frozenset[Row]
    many: frozenset[Row] = frozenset()  # too many to list: their table, and the row above them

    def told(self) -> AbstractContextManager[None]:
        """Inside, the triggers know which rows were seen (``fora.approved``)."""
        named = sorted(f"{model._meta.db_table}.{key}" for model, key in self.rows)
        return told("fora.approved", ",".join(named))


class NotAsSeen(ValidationError):
    """Something has changed since the page was made; each message says what."""

    def __init__(self, changes: Iterable[str]) -> None:
        first = _("This has changed while you were looking at it. Look again, then decide.")
        super().__init__([ValidationError(one, code="stale") for one in (first, *changes)])


def mark_of(records: Sequence[Record], *, also: Iterable[Row] = ()) -> str:
    """The mark of all that the public would read with ``records`` and with the rows ``also``."""
    return look_at(*records, also=also)[0]


def look_at(*records: Record, also: Iterable[Row] = ()) -> tuple[str, list[Reading]]:
    """All that the public would read with each of ``records``, and the mark of it all."""
    moment = _moment()
    readings = read(_as_they_are(records), also=also)
    return f"{_together(readings)}.{moment}", readings


def approve(records: Sequence[Record], seen: str, *, also: Iterable[Row] = ()) -> Approved:
    """Hold all that was seen as it is until the transaction ends.

    The caller holds the lock of the workflow. Raises ``NotAsSeen`` where it is another by now, and
    ``ValidationError`` where nothing was seen.
    """
    if not seen:
        sentence = _("Load this page anew, look at what would become public, then decide.")
        raise ValidationError(sentence, code="not_seen")
    rows = list(also)
    readings = read(_as_they_are(records, lock=True), also=rows, lock=True)
    digest, _dot, moment = seen.partition(".")
    if digest != _together(readings):
        raise NotAsSeen(changes_since(readings, moment))
    covered = {where for reading in readings for where in reading.rows}
    many = {where for reading in readings for where in reading.many}
    return Approved(frozenset({*covered, *rows}), frozenset(many))


def _as_they_are(records: Iterable[Record], *, lock: bool = False) -> list[Record]:
    found: list[Record] = []
    for model, keys in by_model(records).items():
        rows = model._base_manager.filter(pk__in=keys).order_by("pk")
        found += rows.select_for_update(of=("self",)) if lock else rows
    return found


def check_covered(approved: Approved | None, records: Iterable[Record]) -> None:
    """Refuse to make public what nobody has approved as it stands."""
    missing = [
        record for record in records if approved is None or key_of(record) not in approved.rows
    ]
    if missing:
        said = [f"{describe(record)}: {_not_seen()}" for record in missing]
        raise ValidationError([ValidationError(line, code="not_seen") for line in said])


def check_read(approved: Approved, published: Sequence[Record]) -> None:
    """Refuse where the public would read more with records, now published, than was approved."""
    unseen = [
        reading.record
        for reading in read(_as_they_are(published))
        if not (reading.rows.keys() <= approved.rows and reading.many.keys() <= approved.many)
    ]
    if unseen:
        said = [f"{describe(record)}: {_not_seen()}" for record in unseen]
        raise ValidationError([ValidationError(line, code="not_seen") for line in said])


def _not_seen() -> str:
    return _("Open its page, look at what would become public, and publish it there.")


def _together(readings: Iterable[Reading]) -> str:
    digests = sorted(reading.digest() for reading in readings)
    return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()[:32]


def _moment() -> int:
    """Before it, everything that is to be read was written; in microseconds.

    What somebody is writing at this moment may be noted with an earlier time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (extract(epoch FROM least(clock_timestamp(), min(xact_start))) * 1e6)::bigint"
            " FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
        )
        return cursor.fetchone()[0]


# What has changed since


def changes_since(readings: Sequence[Reading], moment: str) -> list[str]:
    """A sentence for each row that has changed since ``moment``: which, in what, and by whom."""
    if not (moment.isdecimal() and len(moment) < 18):
        return []
    since = datetime.fromtimestamp(int(moment) / 1e6, tz=UTC)
    wanted: dict[Any, Q] = defaultdict(Q)
    shown: set[Row] = set()
    for reading in readings:
        for model, condition in family(reading.record):
            wanted[model] |= condition
        for model, key in [*reading.rows, *reading.called]:
            wanted[model] |= Q(pgh_obj_id=key)
            shown.add((model, key))
        for model, owner in reading.many:
            wanted[model] |= Q(**{f"{model.READ_WITH[0]}_id": owner})  # type: ignore[attr-defined]
    steps: dict[Row, list[tuple[Any, RowChange]]] = defaultdict(list)
    for model, condition in wanted.items():
        events: Any = tracked()[model].objects.filter(condition, pgh_created_at__gte=since)
        for event, change in changes_of_events(events.order_by("pgh_id")[:500]):
            listed = change.where in shown or getattr(model, "READ_AS_ONE", False)
            if listed or change.after is None or "state" in change.fields:
                steps[change.where].append((event, change))
    said = said_of(event.pgh_context_id for some in steps.values() for event, _change in some)
    return [
        _sentence(
            [change for _event, change in some],
            [said.get(event.pgh_context_id, {}) for event, _change in some],
        )
        for some in list(steps.values())[:MOST_TOLD]
    ]


def _sentence(changes: Sequence[RowChange], said: Sequence[dict[str, Any]]) -> str:
    whole = RowChange(changes[0].model, changes[0].key, changes[0].before, changes[-1].after)
    who = dict.fromkeys(one.get("author_name") or one.get("name") or _("a command") for one in said)
    values = {"row": describe_change(whole), "who": ", ".join(who)}
    if whole.kind == "added":
        return _("%(row)s: added by %(who)s.") % values
    if whole.kind == "removed":
        return _("%(row)s: removed by %(who)s.") % values
    fields = dict.fromkeys(name for change in changes for name in change.fields)
    values["fields"] = field_names(whole.model, fields)
    return _("%(row)s: %(fields)s changed by %(who)s.") % values

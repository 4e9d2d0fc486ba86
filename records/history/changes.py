"""Changes of rows: read from the history, turned round, and written again.

Reverting a change, undoing a batch, accepting what somebody proposed and taking a merge apart
are one thing: a set of row changes is written in one transaction, or refused with the reasons.
A row's history is read from the events that ``records.history.tracking`` keeps.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import pghistory.core
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from records import workflow
from records.history.rows import BOOK_ATTNAMES, RowChange, Values, attnames
from records.models import Identity, NamedRecord, Record, State
from records.refusals import sentence_of
from records.words import describe, field_label, value_in_words

from .batches import check_references
from .differences import describe_change

Table = type[models.Model]
Row = tuple[Table, int]


class Impossible(ValidationError):
    """Changes that cannot be written, with a sentence for each reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__([ValidationError(reason, code="impossible") for reason in reasons])


# Reading the history


@cache
def tracked() -> dict[type[models.Model], type[Any]]:
    """The tables whose history is kept, each with its table of events."""
    return {
        events.pgh_tracked_model._meta.concrete_model: events  # type: ignore[attr-defined]
        for events in pghistory.core.event_models()
    }


def values_of(event: Any) -> Values:
    """The row that an event holds."""
    own = set(attnames(event.pgh_tracked_model._meta.concrete_model))
    return {
        field.attname: field.get_prep_value(getattr(event, field.attname))
        if isinstance(field, models.FileField)
        else getattr(event, field.attname)
        for field in event._meta.concrete_fields
        if field.attname in own
    }


def of_events(events: models.QuerySet) -> list[tuple[Any, RowChange]]:
    """Each event with the change that it stands for: the row before and after it."""
    table: Any = events.model
    earlier = table.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    ).order_by("-pgh_id")
    rows = list(events.annotate(_earlier=Subquery(earlier.values("pgh_id")[:1])))
    ones_before = table.objects.in_bulk([row._earlier for row in rows if row._earlier])
    return [(row, _change(row, ones_before.get(row._earlier))) for row in rows]


def _change(event: Any, earlier: Any) -> RowChange:
    model = event.pgh_tracked_model._meta.concrete_model
    known = earlier is not None and earlier.pgh_label != "delete"
    before = values_of(earlier) if known else None
    if event.pgh_label == "delete":
        return RowChange(model, event.pgh_obj_id, values_of(event), None)
    return RowChange(model, event.pgh_obj_id, before, values_of(event))


def of_batch(batch: Any) -> list[RowChange]:
    """What a batch changed in the end, one entry for each row it touched."""
    found = []
    for events in tracked().values():
        steps: dict[int, list[RowChange]] = defaultdict(list)
        for event, change in of_events(
            events.objects.filter(pgh_context_id=batch).order_by("pgh_id")
        ):
            steps[event.pgh_obj_id].append(change)
        for key, changes in steps.items():
            whole = RowChange(changes[0].model, key, changes[0].before, changes[-1].after)
            if whole.before is None and whole.after is None:
                continue
            if whole.kind != "changed" or whole.fields:
                found.append(whole)
    return found


def field_of(model: Table, attname: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def row_at(model: type[models.Model], key: int, moment: datetime) -> Values | None:
    """A row as it stood at ``moment``, or ``None`` if there was none."""
    event = (
        tracked()[model]
        .objects.filter(pgh_obj_id=key, pgh_created_at__lte=moment)
        .order_by("-pgh_id")
        .first()
    )
    return None if event is None or event.pgh_label == "delete" else values_of(event)


def rows_at(model: type[models.Model], relation: str, key: int, moment: datetime) -> list[Values]:
    """The rows of ``model`` that belonged to row ``key`` by ``relation`` at ``moment``."""
    events = tracked()[model]
    column = model._meta.get_field(relation).attname  # type: ignore[union-attr]
    ever = events.objects.filter(**{column: key}).values("pgh_obj_id")
    latest = (
        events.objects.filter(pgh_obj_id__in=ever, pgh_created_at__lte=moment)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    rows = [values_of(event) for event in latest if event.pgh_label != "delete"]
    return [row for row in rows if row[column] == key]


# Writing


@transaction.atomic
def write(changes: Sequence[RowChange], *, by: Any = None) -> list[Record]:
    """Write ``changes`` into the register, all or none; the records they touched.

    A change is written where the row still says what it said ``before`` in the fields that the
    change is about: other fields may have moved on. Rows that were ever public are withdrawn
    instead of deleted. What is public afterwards passes the gates of publishing.

    Raises ``Impossible`` with a sentence for each thing that stands in the way.
    """
    workflow.lock()
    if reasons := obstacles(changes):
        raise Impossible(reasons)
    states: list[tuple[Record, State]] = []
    try:
        with transaction.atomic():
            states += _remove(changes)
            states += _update([change for change in changes if change.kind == "changed"])
            for change in _owners_first(one for one in changes if one.before is None):
                states += _insert(change)
            touched = _touched(changes)
            _index(touched, changes)
            check_references()
    except IntegrityError as error:
        raise Impossible([sentence_of(error)]) from error
    _take_states(states, changes, by)
    return touched


def obstacles(changes: Sequence[RowChange]) -> list[str]:
    """Why ``changes`` cannot be written as things stand: later work, or rows that came or went."""
    reasons: list[str] = []
    going = _keys(change for change in changes if change.after is None)
    leaving = _leaving(changes, going)
    for model, some in _by_model(changes).items():
        rows = model._base_manager.select_for_update(of=("self",)).in_bulk(
            [change.key for change in some]
        )
        for change in some:
            row = rows.get(change.key)
            if change.before is None:
                if row is not None:
                    reasons.append(
                        _("%(row)s is there already.") % {"row": describe_change(change)}
                    )
            elif row is None:
                reasons.append(_("%(row)s is there no longer.") % {"row": describe_change(change)})
            else:
                reasons += _moved_on(change, row)
        if going.get(model):
            reasons += _leaning_on(model, going, leaving)
    return list(dict.fromkeys(reasons))


def _moved_on(change: RowChange, row: models.Model) -> list[str]:
    """Fields in which a row no longer says what the change started from."""
    fields = change.fields if change.after is not None else _content(change)
    return [
        _("%(row)s: %(field)s has since become %(now)s.")
        % {
            "row": describe_change(change),
            "field": field_label(change.model, name),
            "now": value_in_words(change.model, name, getattr(row, name)),
        }
        for name in fields
        if getattr(row, name) != (change.before or {}).get(name)
    ]


def _content(change: RowChange) -> list[str]:
    return [name for name in change.row if name not in BOOK_ATTNAMES and name != "state"]


REMOVING: "list[Callable[[models.QuerySet[Any]], None]]" = []
"""Asked about rows that go for good: a higher floor may keep something beside them."""

NAMED_AT_MOST = 5  # of the rows that stand in the way


def _leaving(
    changes: Sequence[RowChange], going: dict[Table, set[int]]
) -> dict[tuple[Table, str], set[int]]:
    """By table and foreign key: the rows that the changes lead to another row that stays."""
    found: dict[tuple[Table, str], set[int]] = defaultdict(set)
    for change in changes:
        if change.kind == "changed":
            for name in change.fields:
                key: Any = field_of(change.model, name)
                after = (change.after or {}).get(name)
                if isinstance(key, models.ForeignKey) and after not in going.get(
                    key.related_model,
                    (),  # type: ignore[arg-type]
                ):
                    found[change.model, name].add(change.key)
    return found


def _leaning_on(
    model: type[models.Model],
    going: dict[Table, set[int]],
    leaving: dict[tuple[Table, str], set[int]],
) -> list[str]:
    """Rows that would lose the rows of ``model`` they hang on, and do not go or leave with them."""
    reasons = []
    for other, field in keys_to(model):
        rows = other._base_manager.filter(**{f"{field.name}__in": going[model]})
        moving = going.get(other, set()) | leaving.get((other, field.attname), set())
        rows = rows.exclude(pk__in=moving).select_related(field.name)
        for row in rows[:NAMED_AT_MOST]:
            owner = describe(getattr(row, field.name))
            reasons.append(
                _("%(other)s hangs on %(row)s.") % {"other": describe(row), "row": owner}
            )
    return reasons


@cache
def keys_to(model: Table) -> list[tuple[Any, Any]]:
    """The foreign keys to ``model``, each with its table."""
    return [
        (other, field)
        for other in tracked()
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]


def _remove(changes: Sequence[RowChange]) -> list[tuple[Record, State]]:
    """Take rows away; what was ever public is kept to be withdrawn, with all that it needs."""
    going = {(change.model, change.key): change for change in changes if change.after is None}
    kept = _kept(going)
    staying: list[tuple[Record, State]] = []
    for model, some in _by_model(going.values()).items():  # first, for rows go with their owners
        keys = {change.key for change in some} - {key for table, key in kept if table is model}
        for let_go in REMOVING:
            let_go(model._base_manager.filter(pk__in=keys))
    for model, some in _by_model(going.values()).items():
        keys = {change.key for change in some}
        stay = {key for key in keys if (model, key) in kept}
        rows: Any = model._base_manager
        drop_derived(model, keys - stay)
        rows.filter(pk__in=keys - stay)._raw_delete(connection.alias)
        if issubclass(model, Record):
            public = rows.filter(pk__in=stay, state=State.PUBLISHED)
            staying += [(row, State.WITHDRAWN) for row in public]
    return staying


def drop_derived(model: Table, keys: Collection[int]) -> None:
    """Drop what is only noted about rows that go, in tables without a history; it is made anew."""
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other not in tracked() and relation.on_delete is models.CASCADE:
            other._base_manager.filter(**{f"{relation.field.name}__in": keys}).delete()


def _kept(going: dict[Row, RowChange]) -> set[Row]:
    """The rows that have to stay: ever public, hung on by such, or there only for such."""
    uids = {change.row["uid"]: where for where, change in going.items() if "uid" in change.row}
    public = Identity.objects.filter(uid__in=uids, published_at__isnull=False)
    kept = {uids[uid] for uid in public.values_list("uid", flat=True)}
    if not kept:
        return kept
    hanging = [(where, _hangs_on(change) & going.keys()) for where, change in going.items()]
    before = -1
    while before != len(kept):
        before = len(kept)
        for where, above in hanging:
            if where in kept:
                kept |= above
            elif not issubclass(where[0], Record) and above & kept:
                kept.add(where)
    return kept


def _hangs_on(change: RowChange) -> set[Row]:
    return {
        (field.related_model, change.row[field.attname])  # type: ignore[misc]
        for field in change.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and change.row.get(field.attname) is not None
    }


def _update(changes: Sequence[RowChange]) -> list[tuple[Record, State]]:
    states: list[tuple[Record, State]] = []
    for model, some in _by_model(changes).items():
        for change in some:
            after = change.after or {}
            written = {name: after[name] for name in change.fields if name != "state"}
            if written:
                model._base_manager.filter(pk=change.key).update(**written)
        moved = {change.key: change for change in some if "state" in change.fields}
        for row in model._base_manager.filter(pk__in=moved):
            states.append((row, State((moved[row.pk].after or {})["state"])))  # type: ignore[arg-type]
    return states


def _insert(change: RowChange) -> list[tuple[Record, State]]:
    after = change.after or {}
    row: Any = change.model(**after)
    if isinstance(row, Record):
        row.state, row.version = State.DRAFT, row.version + 1
        _restoring(row.uid)
    elif hasattr(row, "recall_text"):
        row.recall_text()
    row.save_base(raw=True, force_insert=True)
    if not isinstance(row, Record):
        return []
    _restoring("")
    return [(row, State(after["state"]))]


def _restoring(uid: str) -> None:
    """Let the list of permanent ids take back the one of a record that comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fora.restoring', %s, true)", [uid])


def _owners_first(changes: Iterable[RowChange]) -> list[RowChange]:
    order = {model: place for place, model in enumerate(tracked())}
    return sorted(changes, key=lambda change: (order[change.model], change.key))


def _index(touched: list[Record], changes: Sequence[RowChange]) -> None:
    """Make the words anew under which the records are found whose names changed."""
    renamed = {
        where
        for change in changes
        if change.after is not None or not issubclass(change.model, Record)
        for where in [(change.model, change.key), *owners_of(change)]
    }
    for record in touched:
        if isinstance(record, NamedRecord) and (type(record), record.pk) in renamed:
            text = record.make_search_text()
            if text != record.search_text:
                type(record)._base_manager.filter(pk=record.pk).update(search_text=text)


def _touched(changes: Sequence[RowChange]) -> list[Record]:
    """The records that the changes are about, and those that they are parts of."""
    keys: dict[type[Record], set[int]] = defaultdict(set)
    for change in changes:
        for model, key in [(change.model, change.key), *owners_of(change)]:
            if issubclass(model, Record):
                keys[model].add(key)
    return [row for model, some in keys.items() for row in model._base_manager.filter(pk__in=some)]


@cache
def owner_fields(model: type[models.Model]) -> list[Any]:
    """The foreign keys that say on whose pages a row of ``model`` stands.

    A row that is no record may name them itself (``STANDS_WITH``); else they are all it has.
    """
    fields: list[Any] = [
        field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)
    ]
    if issubclass(model, Record):
        return [field for field in fields if field.name in model.PART_OF]
    if stands_with := getattr(model, "STANDS_WITH", ()):
        return [field for field in fields if field.name in stands_with]
    if model._meta.auto_created:  # of the two sides of a relation, the one that declares it
        return [field for field in fields if field.related_model is model._meta.auto_created]
    return fields


def owners_of(change: RowChange) -> list[Row]:
    """On whose pages a row stands: a name's record, a citation's subject, a meeting …"""
    owners = []
    for field in owner_fields(change.model):
        for values in (change.before, change.after):
            key = (values or {}).get(field.attname)
            if key is not None and (field.related_model, key) not in owners:
                owners.append((field.related_model, key))
    return owners


def pages_of(rows: Iterable[RowChange | models.Model]) -> list[Record]:
    """The records on whose pages rows or their changes stand, as they are now.

    One that is not there is made of its values.
    """
    found: dict[Row, Record] = {}
    seen: set[Row] = set()
    changes = [row if isinstance(row, RowChange) else _unchanged(row) for row in rows]
    level = [(change, owners_of(change)) for change in changes]
    while level:
        above: set[Row] = set()
        for change, owners in level:
            above |= set(owners)
            if not owners and issubclass(change.model, Record):
                found.setdefault((change.model, change.key), change.model(**change.row))
        above -= seen
        seen |= above
        level = []
        for model, keys in _grouped(above).items():
            for row in model._base_manager.filter(pk__in=keys):
                change = _unchanged(row)
                level.append((change, owners_of(change)))
    for model, keys in _grouped(found).items():
        for row in model._base_manager.filter(pk__in=keys):
            found[model, row.pk] = row  # type: ignore[assignment]
    return list(found.values())


def _unchanged(row: models.Model) -> RowChange:
    values = {name: getattr(row, name) for name in attnames(type(row))}
    return RowChange(type(row), row.pk, values, values)


def _grouped(rows: Iterable[Row]) -> dict[Table, set[int]]:
    keys: dict[Table, set[int]] = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return keys


def _take_states(states: list[tuple[Record, State]], changes: Sequence[RowChange], by: Any) -> None:
    """Move records to the states that belong to the change, and ask the gates of what is public."""
    to_publish: list[Record] = []
    leaving: list[Record] = []
    elsewhere: dict[State, list[Record]] = defaultdict(list)
    for record, state in states:
        record.refresh_from_db(fields=["state"])
        if state == State.PUBLISHED:
            to_publish.append(record)
        elif record.state == State.PUBLISHED:
            # What was public and is no longer leaves its tombstone.
            leaving.append(record)
        elif record.state != state:
            elsewhere[state].append(record)
    workflow.withdraw_all(leaving, by=by)
    for state, records in elsewhere.items():
        workflow.restore_state(records, state, by=by)
    to_publish += [record for record in _touched(changes) if record.state == State.PUBLISHED]
    if to_publish:
        workflow.publish_all(to_publish, by=by, parts=False)


def _keys(changes: Iterable[RowChange]) -> dict[Table, set[int]]:
    return {model: {one.key for one in some} for model, some in _by_model(changes).items()}


def _by_model(changes: Iterable[RowChange]) -> dict[type[models.Model], list[RowChange]]:
    found: dict[type[models.Model], list[RowChange]] = defaultdict(list)
    for change in changes:
        found[change.model].append(change)
    return found

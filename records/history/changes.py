"""Changes of rows, written into the register: all of them, or none with the reasons.

Reverting a change, undoing a batch, accepting what somebody proposed and taking a merge apart
are one thing: a set of row changes is written in one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from records import workflow
from records.approval import Approved
from records.choices import choice_refused
from records.models import Identity, NamedRecord, Record, State
from records.refusals import sentence_of
from records.triggers import told
from records.words import describe, field_label

from .batches import check_references
from .differences import describe_change, told_in_words
from .events import field_of, keys_to, tracked
from .rows import BOOK_ATTNAMES, Row, RowChange, Table, by_table, owners_of


class Impossible(ValidationError):
    """Changes that cannot be written, with a sentence for each reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__([ValidationError(reason, code="impossible") for reason in reasons])


@transaction.atomic
def write(
    changes: Sequence[RowChange], *, by: Any = None, approved: Approved | None = None
) -> list[Record]:
    """Write ``changes`` into the register, all or none; the records they touched.

    A change is written where the row still says what it said ``before`` in the fields that the
    change is about: other fields may have moved on. Rows that were ever public are withdrawn
    instead of deleted. What is public afterwards passes the gates of publishing; what becomes so
    was ``approved``, as ``workflow.publish_all`` asks.

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
    _take_states(states, changes, by, approved)
    return touched


def obstacles(changes: Sequence[RowChange]) -> list[str]:
    """Why ``changes`` cannot be written as things stand: later work, or rows that came or went."""
    reasons = [line for change in changes for line in _unfit(change)]
    going = by_table(change.where for change in changes if change.after is None)
    led_elsewhere = _led_elsewhere(changes, going)
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
                reasons += _changed_since(change, row)
        if going.get(model):
            reasons += _rows_depending_on(model, going, led_elsewhere)
    return list(dict.fromkeys(reasons))


def _changed_since(change: RowChange, row: models.Model) -> list[str]:
    """Fields in which a row no longer says what the change started from.

    Of a row that goes, or that becomes public as it stands, all that it says counts.
    """
    whole = change.after is None or makes_public(change)
    fields = [*change.fields, *_content(change)] if whole else change.fields
    return [
        _("%(row)s: %(field)s has since become %(now)s.")
        % {
            "row": describe_change(change),
            "field": field_label(change.model, name),
            "now": told_in_words(change.model, name, vars(row), change.before or {}),
        }
        for name in dict.fromkeys(fields)
        if name in (change.before or {}) and getattr(row, name) != (change.before or {}).get(name)
    ]


def makes_public(change: RowChange) -> bool:
    """Whether a record is public after the change and was not before it."""
    before, after = change.before or {}, change.after or {}
    return after.get("state") == State.PUBLISHED and before.get("state") != State.PUBLISHED


def opens(change: RowChange) -> bool:
    """Whether anyone reads words after the change that stood there and were not public."""
    before, after = change.before or {}, change.after or {}
    return after.get("state") == State.PUBLISHED and any(
        after.get(name) == value and before.get(name) != value
        for name, value in getattr(change.model, "OPENED_BY", {}).items()
    )


def _unfit(change: RowChange) -> list[str]:
    """Values that a change would write and that the model takes no longer."""
    found = []
    for name in change.fields if change.after is not None else ():
        value = (change.after or {}).get(name)
        refusal = choice_refused(change.model, name, value) or _refused(change.model, name, value)
        if refusal:
            found.append(f"{describe_change(change)}: {refusal}")
    return found


def _refused(model: Table, name: str, value: Any) -> str:
    """What the validators of a field say of ``value``; ``""`` where it is fine."""
    field: Any = field_of(model, name)
    if value in field.empty_values or isinstance(field, models.ForeignKey):
        return ""
    try:
        field.run_validators(field.to_python(value))
    except ValidationError as refusal:
        return f"{field.verbose_name}: {' '.join(refusal.messages)}"
    return ""


def _content(change: RowChange) -> list[str]:
    return [name for name in change.row if name not in BOOK_ATTNAMES and name != "state"]


REMOVING: "list[Callable[[models.QuerySet[Any]], None]]" = []
"""Asked about rows that go for good: a higher floor may keep something beside them."""

NAMED_AT_MOST = 5  # of the rows that stand in the way


def _led_elsewhere(
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


def _rows_depending_on(
    model: type[models.Model],
    going: dict[Table, set[int]],
    led_elsewhere: dict[tuple[Table, str], set[int]],
) -> list[str]:
    """Rows that depend on those of ``model`` that go, and do not go or leave with them."""
    reasons = []
    for other, field in keys_to(model):
        rows = other._base_manager.filter(**{f"{field.name}__in": going[model]})
        moving = going.get(other, set()) | led_elsewhere.get((other, field.attname), set())
        rows = rows.exclude(pk__in=moving).select_related(field.name)
        for row in rows[:NAMED_AT_MOST]:
            owner = describe(getattr(row, field.name))
            reasons.append(
                _("%(other)s depends on %(row)s.") % {"other": describe(row), "row": owner}
            )
    return reasons


def _remove(changes: Sequence[RowChange]) -> list[tuple[Record, State]]:
    """Take rows away; what was ever public is kept to be withdrawn, with all that it needs."""
    going = {change.where: change for change in changes if change.after is None}
    kept = _must_stay(going)
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


def _must_stay(going: dict[Row, RowChange]) -> set[Row]:
    """The rows that have to stay: ever public, needed by such, or there only for such."""
    uids = {change.row["uid"]: where for where, change in going.items() if "uid" in change.row}
    public = Identity.objects.filter(uid__in=uids, published_at__isnull=False)
    kept = {uids[uid] for uid in public.values_list("uid", flat=True)}
    if not kept:
        return kept
    dependent = [(where, _depends_on(change) & going.keys()) for where, change in going.items()]
    before = -1
    while before != len(kept):
        before = len(kept)
        for where, above in dependent:
            if where in kept:
                kept |= above
            elif not issubclass(where[0], Record) and above & kept:
                kept.add(where)
    return kept


def _depends_on(change: RowChange) -> set[Row]:
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
        wrote = _authors_of(row.uid)
        with told("fora.restoring", row.uid):
            row.save_base(raw=True, force_insert=True)
        if further := [one for one in wrote if one not in _authors_of(row.uid)]:
            authors = [*_authors_of(row.uid), *further]
            Identity.objects.filter(uid=row.uid).update(authors=authors)
        return [(row, State(after["state"]))]
    if hasattr(row, "recall_text"):
        row.recall_text()
    row.save_base(raw=True, force_insert=True)
    return []


def _authors_of(uid: str) -> list[int]:
    """Whose words in a record nobody else has agreed to; bringing it back agrees to none."""
    found = Identity.objects.filter(uid=uid).values_list("authors", flat=True).first()
    return found or []


def _owners_first(changes: Iterable[RowChange]) -> list[RowChange]:
    order = {model: place for place, model in enumerate(tracked())}
    return sorted(changes, key=lambda change: (order[change.model], change.key))


def _index(touched: list[Record], changes: Sequence[RowChange]) -> None:
    """Make the words anew under which the records are found whose names changed."""
    renamed = {
        where
        for change in changes
        if change.after is not None or not issubclass(change.model, Record)
        for where in [change.where, *owners_of(change)]
    }
    for record in touched:
        if isinstance(record, NamedRecord) and (type(record), record.pk) in renamed:
            text = record.make_search_text()
            if text != record.search_text:
                type(record)._base_manager.filter(pk=record.pk).update(search_text=text)


def _touched(changes: Sequence[RowChange]) -> list[Record]:
    """The records that the changes are about, and those that they are parts of."""
    rows = [row for change in changes for row in [change.where, *owners_of(change)]]
    return [
        record
        for model, keys in by_table(rows).items()
        if issubclass(model, Record)
        for record in model._base_manager.filter(pk__in=keys)
    ]


def _take_states(
    states: list[tuple[Record, State]],
    changes: Sequence[RowChange],
    by: Any,
    approved: Approved | None,
) -> None:
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
        workflow.publish_all(to_publish, by=by, parts=False, approved=approved)


def _by_model(changes: Iterable[RowChange]) -> dict[type[models.Model], list[RowChange]]:
    found: dict[type[models.Model], list[RowChange]] = defaultdict(list)
    for change in changes:
        found[change.model].append(change)
    return found

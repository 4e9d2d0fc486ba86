"""Rows into the database: what is new is made, what differs is changed, unless it was edited."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.db.models import F

from documents.models import Capture, Document
from documents.quoting import quote_from
from records.copying import copy_in
from records.keys import chunks
from records.models import Identity, NamedRecord, Record, State

from .formatting import KEYS
from .judged import judged_with
from .rows import MODELS, Row, Rows, column_of, key_of


class Writer:
    """Writes the rows of one kind after another; ``texts`` are those of the captures cited."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.problems = rows.problems
        self.texts: dict[str, str | None] = {}
        self._to_tie: list[Row] = []

    def write(self, kind: str, rows: list[Row]) -> None:
        """Write all rows of a kind; raises ``LoadRefused`` where one cannot be written."""
        new = [row for row in rows if row.is_new]
        here = [row for row in rows if not row.is_new]
        for row in here:
            self._compare(row)
        self.problems.stop_if_any()
        self._to_tie += filter(_points_ahead, here)
        trees = [name for name in MODELS[kind].TREES if name in KEYS[kind]]
        for level in self._levels(new, trees):
            self._create(kind, level)
        changed = [row for row in here if row.changes]
        for row in changed:
            self._change(row)
        self._to_tie += filter(_points_ahead, new)
        self.rows.done.created[kind] += len(new)
        self.rows.done.changed[kind] += len(changed)
        self.rows.done.unchanged[kind] += len(here) - len(changed)

    def tie(self) -> None:
        """Write the relations to records that were made after those that point at them."""
        for row in self._to_tie:
            if row.is_new:
                columns = _columns(row).items()
                row.changes = {
                    name: value for name, value in columns if getattr(row.instance, name) != value
                }
                self._change(row)
                continue
            changed_before = bool(row.changes)
            self._compare(row)
            if row.changes:
                self._change(row)
                self.rows.done.changed[row.kind] += not changed_before
                self.rows.done.unchanged[row.kind] -= not changed_before
        self.problems.stop_if_any()

    def _levels(self, rows: list[Row], trees: list[str]) -> Iterator[list[Row]]:
        """Rows so that none comes before one that it points at."""
        waiting = rows
        while waiting:
            pending = {id(row) for row in waiting}
            ready = [
                row for row in waiting if not any(id(row.values[tree]) in pending for tree in trees)
            ]
            if not ready:
                for row in waiting:
                    self.problems.of(
                        row.entry,
                        f"stands above itself along {' or '.join(trees)}; break the ring",
                        trees[0],
                    )
                self.problems.stop_if_any()
            yield ready
            chosen = {id(row) for row in ready}
            waiting = [row for row in waiting if id(row) not in chosen]

    # What is new

    def _create(self, kind: str, rows: list[Row]) -> None:
        model = MODELS[kind]
        for row in rows:
            row.instance = model(uid=row.uid, **_columns(row))
            if row.state == State.WITHDRAWN:  # it never was a draft, whose rules it may break
                row.instance.state = State.WITHDRAWN
            if row.judged:
                row.instance.holds_for = judged_with(row, None)
            if kind == "citation" and (text := self.texts[row.values["passage"].capture.sha256]):
                quote_from(text, row.instance)
        back = [row for row in rows if row.uid in self.rows.identities]
        self._insert([row for row in rows if row.uid not in self.rows.identities], copy_in)
        if back:
            with pgtrigger.ignore(f"{model._meta.label}:register_identity"):
                self._insert(back, model._default_manager.bulk_create)
            uids = [row.uid for row in back]
            Identity.objects.filter(uid__in=uids).update(ended_at=None)
        _write_names(rows)
        _write_topics(rows)

    def _insert(self, rows: list[Row], write: Callable[[list[Any]], Any]) -> None:
        """Write new rows, a part of them at a time; of one that is refused, say which it was."""
        for some in chunks(rows):
            try:
                with transaction.atomic():
                    write([row.instance for row in some])
            except IntegrityError as error:
                for row in some:  # again one by one
                    self._guarded(row, partial(row.instance.save_base, force_insert=True))
                if not self.problems:
                    raise error
        self.problems.stop_if_any()

    def _guarded(self, row: Row, write: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                write()
        except IntegrityError as error:
            self.problems.of(row.entry, _rule(row.model, error))

    # What is here

    def _compare(self, row: Row) -> None:
        """Note what the files change of a record that is here, unless an editor was at it."""
        here = row.instance
        for name, value in _columns(row).items():
            if name == "rights" and value == Document.Rights.NOT_HELD and here.pk in self._held:
                continue  # the files never hold a text; this database does
            if name == "stated" and _as_text(here.stated) == value:
                continue  # the files hold numbers as text
            if getattr(here, name) != value:
                row.changes[name] = value
        if row.judged:
            judged = judged_with(row, here.holds_for)
            if judged != here.holds_for:
                row.changes["holds_for"] = judged
        if row.state != here.state:
            row.changes["state"] = row.state
        if issubclass(row.model, NamedRecord):
            names = {tuple(getattr(name, key) for key in KEYS["name"]) for name in here.names.all()}
            if names != {tuple(name[key] for key in KEYS["name"]) for name in row.names}:
                row.changes["names"] = True
        if "topics" in KEYS[row.kind]:
            topics = {topic.instance if isinstance(topic, Row) else topic for topic in row.topics}
            if topics != set(here.topics.all()):
                row.changes["topics"] = True
        loaded = self.rows.identities[row.uid].loaded_version
        if row.changes and loaded != here.version and not self.rows.overwrite:
            changed = ", ".join(sorted(set(row.changes) - {"search_text"}))
            since = "withdrawn" if here.state == State.WITHDRAWN else "edited"
            self.problems.of(
                row.entry,
                f"was {since} here since it was loaded ({changed} would change); take the "
                "edits over with dump_register, or give --overwrite to lose them",
            )

    @cached_property
    def _held(self) -> set[int]:
        """The documents whose text this database holds."""
        return set(Capture.objects.filter(text__isnull=False).values_list("document_id", flat=True))

    def _change(self, row: Row) -> None:
        columns = {
            name: value
            for name, value in row.changes.items()
            if name not in ("state", "names", "topics")
        }
        if issubclass(row.model, NamedRecord) and ("names" in row.changes or not columns):
            columns["search_text"] = _columns(row)["search_text"]
        if row.kind == "citation" and {"start", "end", "passage_id"} & set(columns):
            citation = row.instance
            for name, value in columns.items():
                setattr(citation, name, value)
            quote_from(self.texts[row.values["passage"].capture.sha256] or "", citation)
            columns |= {name: getattr(citation, name) for name in ("quote", "prefix", "suffix")}
        if columns or "topics" in row.changes:
            columns = columns or {"version": F("version")}  # counts as a change of the record
            here = row.model._default_manager.filter(pk=row.instance.pk)
            self._guarded(row, partial(here.update, **columns))
        if "names" in row.changes:
            row.instance.names.all()._raw_delete(using="default")
            _write_names([row])
        row.instance = row.model._base_manager.get(pk=row.instance.pk)  # as it is now
        if "topics" in row.changes:
            links = row.instance.topics.through.objects
            links.filter(**{f"{row.kind}_id": row.instance.pk}).delete()
            _write_topics([row])


def _points_ahead(row: Row) -> bool:
    """Whether a relation of ``row`` points at one that is not written yet (``Writer.tie``)."""
    return any(map(_is_to_come, row.values.values()))


def _is_to_come(value: Any) -> bool:
    return isinstance(value, Row) and value.instance is None


def _columns(row: Row) -> dict[str, Any]:
    """The values as the model takes them: relations as keys."""
    columns: dict[str, Any] = {}
    for name, value in row.values.items():
        if _is_to_come(value):
            continue
        column = column_of(row.model, name)
        if isinstance(column, models.ForeignKey):
            columns[column.attname] = key_of(value)
        else:
            columns[name] = value
    if issubclass(row.model, NamedRecord):
        kept = ("name", *row.model.LOOKED_UP_BY)
        record = row.model(**{name: columns[name] for name in kept if name in columns})
        columns["search_text"] = record.search_text_with(name["text"] for name in row.names)
    return columns


def _write_names(rows: list[Row]) -> None:
    names = []
    for row in rows:
        for values in row.names:
            model: Any = row.model._meta.get_field("names").related_model
            names.append(model(record=row.instance, **values))
    copy_in(names)


def _write_topics(rows: list[Row]) -> None:
    links = []
    for row in rows:
        for topic in row.topics:
            through = row.model._meta.get_field("topics").remote_field.through
            keys = {f"{row.kind}_id": row.instance.pk, "topic_id": key_of(topic)}
            links.append(through(**keys))
    copy_in(links)


def _as_text(stated: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else str(value)
        for name, value in stated.items()
    }


def _rule(model: type[Record], error: IntegrityError) -> str:
    """What the database refused, in the words of the constraint where it has some."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    if name and "slug" in name:
        return f"another {model._meta.verbose_name} here has this slug; choose another one"
    detail = str(error).partition("CONTEXT:")[0]
    return f"the database refuses it: {' '.join(detail.split())}"

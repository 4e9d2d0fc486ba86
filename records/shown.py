"""What the public would read of a record, in an editor's words: what a reviewer looks at."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from records.history.differences import told_in_words
from records.history.rows import Row, Values
from records.models import Record, State
from records.reading import Reading, above, read_with
from records.shown_many import ManyRows, left_the_public, shown_many
from records.words import EMPTY, field_label, noun_of, title_of_values


@dataclass
class ShownRow:
    """One row: what it is, what it is called, what it says, and the rows that stand with it."""

    noun: str
    name: str
    state: str
    lines: list[tuple[str, str]]
    below: list["ShownRow"] = field(default_factory=list)
    many: list[ManyRows] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here, and nothing on further pages."""
        return all(len(one.pages) == 1 for one in self.many) and all(
            one.is_whole for one in self.below
        )


def shown(
    reading: Reading, pages: Mapping[str, str] | None = None, *, opened: bool = False
) -> ShownRow:
    """All that is read with a record, row by row, each under that with which it stands.

    Of rows too many to be listed, the page that ``pages`` asks for (``ManyRows.name``), with their
    words where anyone may read them, or once the record is ``opened``.
    """
    standing: dict[Row, list[Row]] = defaultdict(list)
    for row in reading.rows:
        if (owner := above(row, reading.rows)) is not None:
            standing[owner].append(row)
    many = _many_below(reading, pages or {}, opened)

    def build(row: Row) -> ShownRow:
        built = _shown_row(reading, row)
        built.below = [build(one) for one in sorted(standing[row], key=_order)]
        built.many = many[row]
        return built

    return build((type(reading.record), reading.record.pk))


def _many_below(
    reading: Reading, pages: Mapping[str, str], opened: bool
) -> dict[Row, list[ManyRows]]:
    """The rows too many to be listed, by the row with which they stand."""
    found: dict[Row, list[ManyRows]] = defaultdict(list)
    record = reading.record
    said = reading.rows[type(record), record.pk]
    opens = record.OPENED_BY.items()
    asked: dict[str, Any] = {
        "left": left_the_public(record) if reading.many else None,
        "with_text": any(said[name] == value for name, value in opens),
        "opened": opened
        or any(said[name] == value != getattr(record, name) for name, value in opens),
    }
    for model, owner in sorted(reading.many, key=lambda row: (row[0]._meta.label, row[1])):
        page = pages.get(f"{model._meta.model_name}-{owner}", "")
        table: Any = model._meta.get_field(model.READ_WITH[0]).related_model  # type: ignore[attr-defined]
        found[table, owner].append(shown_many(model, owner, page=page, **asked))
    return found


def _order(row: Row) -> tuple[int, str, int]:
    """Names and topics before parts, citations last."""
    model, key = row
    rank = 0 if not issubclass(model, Record) else 1 + hasattr(model, "READS")
    return rank, model._meta.label, key


def _shown_row(reading: Reading, row: Row) -> ShownRow:
    model, _key = row
    said = reading.rows[row]
    owners = {key.attname for table, key in read_with() if table is model}
    owners |= {model._meta.get_field(name).attname for name in getattr(model, "PART_OF", ())}  # type: ignore[union-attr]
    untold = {"uid", "state", *getattr(model, "UNTOLD", ()), *owners}
    lines = []
    for column in model._meta.concrete_fields:
        name = column.attname
        if name in untold or name not in said or said[name] in EMPTY:
            continue
        if isinstance(column, models.ForeignKey) and not _is_record(column.related_model):
            lines += _referred(reading, (column.related_model, said[name]))
        else:
            lines.append((field_label(model, column.name), _text(reading, column, said)))
    title = _title(reading, row)
    return ShownRow(noun_of(model), title, said.get("state", ""), lines)


def _referred(reading: Reading, row: Row) -> list[tuple[str, str]]:
    """What is shown of a row that another points at: the passage of a citation."""
    model, _key = row
    if row not in reading.rows:
        return []
    kept = ("locator", "speaker", "summary")
    words = [str(reading.rows[row][name]) for name in kept if reading.rows[row].get(name)]
    documents = [
        _called(reading, (key.related_model, value)) for key, value in _keys_above(reading, row)
    ]
    return [(str(model._meta.verbose_name).capitalize(), ", ".join([*documents, *words]))]


def _keys_above(reading: Reading, row: Row) -> list[tuple[Any, Any]]:
    """The records that a row points at, by itself or through rows that are read with it."""
    model, _key = row
    found: list[tuple[Any, Any]] = []
    for column in model._meta.concrete_fields:
        value = reading.rows[row].get(column.attname)
        if not isinstance(column, models.ForeignKey) or value is None:
            continue
        if _is_record(column.related_model):
            found.append((column, value))
        elif (column.related_model, value) in reading.rows:
            found += _keys_above(reading, (column.related_model, value))  # type: ignore[arg-type]
    return found


def _is_record(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, Record)


def _text(reading: Reading, column: Any, said: Values) -> str:
    if isinstance(column, models.ForeignKey):
        return _called(reading, (column.related_model, said[column.attname]))
    return told_in_words(column.model, column.attname, said, {})


def _called(reading: Reading, row: Row) -> str:
    """A record by its name, and its state where it is not public."""
    if row in reading.rows:
        return title_of_values(row[0], reading.rows[row])
    name, state = reading.called.get(row, (_("no. %(key)s, now gone") % {"key": row[1]}, ""))
    if state in ("", State.PUBLISHED):
        return name
    return f"{name} ({State(state).label})"


def _title(reading: Reading, row: Row) -> str:
    """What a row is called; of one that only ties two others, the other."""
    model, _key = row
    said = reading.rows[row]
    for name in ("name", "text", "title", "locator"):
        if said.get(name):
            return str(said[name])
    owner = model._meta.auto_created
    keys: list[Any] = [
        column
        for column in model._meta.concrete_fields
        if _is_record(column.related_model)
        and column.related_model is not owner
        and column.name not in getattr(model, "PART_OF", ())
        and said.get(column.attname) is not None
    ]
    return ", ".join(_called(reading, (key.related_model, said[key.attname])) for key in keys[:3])

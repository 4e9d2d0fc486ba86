"""Captures and passages of the files: compared with those that are here, then written."""

from dataclasses import dataclass, field
from typing import Any

from documents.models import Capture, Passage

from .entries import Entry, Problems
from .formatting import KEYS
from .rows import Row, Rows, chunks, column_of
from .values import value_of

BATCH = 1000
Values = dict[str, Any]


@dataclass
class ReadCapture:
    """A capture of the files and its passages, read but not yet written."""

    document: Row
    entry: Entry
    values: Values
    here: Capture | None
    passages: list[tuple[Entry, Values]] = field(default_factory=list)


def read_captures(rows: Rows) -> list[ReadCapture]:
    """What the files say of captures and passages; what cannot be is a problem."""
    problems = rows.problems
    entries = [
        (row, entry) for row in rows.by_kind["document"] for entry in row.entry.get("captures", ())
    ]
    here = {
        capture.sha256: capture
        for chunk in chunks([entry.get("sha256", "") for _row, entry in entries])
        for capture in Capture.objects.select_related("document").filter(sha256__in=chunk)
    }
    found: list[ReadCapture] = []
    seen: set[str] = set()
    for row, entry in entries:
        values = _values(Capture, entry, [k for k in KEYS["capture"] if k != "passages"], problems)
        if values["sha256"] in seen:
            problems.of(entry, "another capture has this hash; keep one", "sha256")
        seen.add(values["sha256"])
        one = ReadCapture(row, entry, values, here.get(values["sha256"]))
        _refuse_another(one, problems)
        one.passages = _read_passages(entry, values["char_length"], problems)
        found.append(one)
    return found


def _values(model: type[Any], entry: Entry, keys: "list[str]", problems: Problems) -> Values:
    return {key: value_of(entry, key, column_of(model, key), problems) for key in keys}


def _refuse_another(one: ReadCapture, problems: Problems) -> None:
    """A capture never changes, and stays with its document."""
    if one.here is None:
        return
    if one.here.document.uid != one.document.uid:
        problems.of(
            one.entry,
            f"this file was imported here as a capture of “{one.here.document.slug}”; delete "
            f"that document, or give it the id {one.document.uid} in the files",
            "sha256",
        )
    for key in ("byte_length", "char_length", "encoding", "extractor"):
        if one.values[key] != (known := getattr(one.here, key)):
            message = f"{key} is {known or 'empty'} here, and a capture never changes"
            problems.of(one.entry, message, key)


def _read_passages(
    entry: Entry, length: int | None, problems: Problems
) -> list[tuple[Entry, Values]]:
    """The passages of a capture of ``length`` characters: in order, apart, inside the text."""
    read = []
    end, number = 0, 0
    for passage in entry.get("passages", ()):
        values = _values(Passage, passage, list(KEYS["passage"]), problems)
        read.append((passage, values))
        if None in (values["number"], values["start"], values["end"], length):
            continue
        if values["number"] <= number:
            problems.of(passage, "numbers must rise from 1", "number")
        if not end <= values["start"] < values["end"] <= (length or 0):
            problems.of(
                passage,
                f"passage {values['number']} runs from {values['start']} to {values['end']}; "
                f"it must begin at {end} or later, after the one before it, and end at "
                f"{length} or earlier, where the text ends",
                "start",
            )
        number, end = values["number"], values["end"]
    return read


def write_captures(captures: list[ReadCapture], rows: Rows) -> None:
    """Write captures and passages whose documents are written."""
    for one in captures:
        if one.here is None:
            one.here = Capture(document=one.document.instance, **one.values)
            one.here.save(force_insert=True)
            rows.done.created["capture"] += 1
        else:
            _change_capture(one, one.here, rows)
        _write_passages(one, one.here, rows)


def _change_capture(one: ReadCapture, here: Capture, rows: Rows) -> None:
    differing = _differing(here, one.values)
    if not differing:
        rows.done.unchanged["capture"] += 1
    elif _may_change(here, differing, rows):
        Capture.objects.filter(pk=here.pk).update(**{k: one.values[k] for k in differing})
        rows.done.changed["capture"] += 1
    else:
        rows.problems.of(
            one.entry,
            f"has another {', '.join(differing)} here; give --overwrite to take over what "
            "the files say",
        )


def _write_passages(one: ReadCapture, capture: Capture, rows: Rows) -> None:
    here = {passage.number: passage for passage in capture.passages.all()}
    new: list[Passage] = []
    changed: list[Passage] = []
    for entry, values in one.passages:
        passage = here.setdefault(values["number"], Passage(capture=capture, **values))
        if passage.pk is None:
            new.append(passage)
        elif not (differing := _differing(passage, values)):
            rows.done.unchanged["passage"] += 1
        elif _may_change(passage, differing, rows):
            for key in differing:
                setattr(passage, key, values[key])
            changed.append(passage)
        else:
            rows.problems.of(
                entry,
                f"passage {passage.number} has another {', '.join(differing)} here; "
                "give --overwrite to take over what the files say",
            )
            continue
        if capture.text is not None:
            passage.text = capture.text[passage.start : passage.end]
    Passage.objects.bulk_create(new, batch_size=BATCH)
    Passage.objects.bulk_update(changed, [*KEYS["passage"][1:], "text"], batch_size=BATCH)
    rows.done.created["passage"] += len(new)
    rows.done.changed["passage"] += len(changed)


def _differing(here: Any, values: Values) -> list[str]:
    return [key for key in values if getattr(here, key) != values[key]]


def _may_change(here: Any, differing: list[str], rows: Rows) -> bool:
    """What is empty here may be filled in; what is not is lost only where that is asked for."""
    return rows.overwrite or not any(getattr(here, key) for key in differing)

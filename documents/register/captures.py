"""Captures and passages of the files: compared with those that are here, then written.

And the passage that each citation of the files rests on.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from documents.models import Capture, Passage
from records.copying import copy_in
from records.keys import chunks, is_key, rows_by

from .entries import SHOWN, Entry, Problems
from .formatting import KEYS
from .rows import Row, Rows, column_of
from .values import value_of

BATCH = 1000
PASSAGES_AT_ONCE = 10_000
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
    hashes = (entry.get("sha256", "") for _row, entry in entries)
    known = rows_by(Capture.objects.select_related("document"), "sha256", hashes)
    agreed_last = sorted(known, key=lambda capture: not capture.waits)
    here = {capture.sha256: capture for capture in agreed_last}
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
    new = [one for one in captures if one.here is None]
    for one in new:
        one.here = Capture(document=one.document.instance, **one.values)
    for some in chunks(new):
        copy_in([one.here for one in some if one.here is not None])
    rows.done.created["capture"] += len(new)
    made = {one.here.pk for one in new if one.here is not None}
    passages: list[Passage] = []
    for one in captures:
        assert one.here is not None
        if one.here.pk not in made:
            _change_capture(one, one.here, rows)
        here = (
            {} if one.here.pk in made else {each.number: each for each in one.here.passages.all()}
        )
        passages += _passages_to_write(one, one.here, here, rows)
        if len(passages) >= PASSAGES_AT_ONCE:
            copy_in(passages)
            passages = []
    copy_in(passages)


def _change_capture(one: ReadCapture, here: Capture, rows: Rows) -> None:
    if changed := _to_change(here, one.entry, one.values, rows, "has"):
        Capture.objects.filter(pk=here.pk).update(**{key: one.values[key] for key in changed})


def _passages_to_write(
    one: ReadCapture, capture: Capture, here: dict[int, Passage], rows: Rows
) -> list[Passage]:
    """The new passages of a capture; those that are ``here`` are changed where the files differ."""
    new: list[Passage] = []
    changed: list[Passage] = []
    for entry, values in one.passages:
        passage = here.setdefault(values["number"], Passage(capture=capture, **values))
        if passage.pk is None:
            new.append(passage)
        elif names := _to_change(passage, entry, values, rows, f"passage {passage.number} has"):
            for name in names:
                setattr(passage, name, values[name])
            changed.append(passage)
        if capture.text is not None:
            passage.text = capture.text[passage.start : passage.end]
    Passage.objects.bulk_update(changed, [*KEYS["passage"][1:], "text"], batch_size=BATCH)
    rows.done.created["passage"] += len(new)
    return new


def _to_change(here: Any, entry: Entry, values: Values, rows: Rows, what: str) -> list[str]:
    """The columns in which ``here`` is to follow the files.

    What is empty here may be filled in; what is not is lost only where that is asked for.
    """
    differing = [key for key in values if getattr(here, key) != values[key]]
    if not rows.overwrite and any(getattr(here, key) for key in differing):
        rows.problems.of(
            entry,
            f"{what} another {', '.join(differing)} here; give --overwrite to take over what "
            "the files say",
        )
        return []
    counter = rows.done.changed if differing else rows.done.unchanged
    counter[entry.kind] += 1
    return differing


# The passage that each citation names as ``<document slug>#<passage number>``

Passages = dict[str, dict[str, dict[int, Passage]]]
"""Passages by the slug of their document, the hash of their capture, and their number."""


def resolve_passages(rows: Rows) -> dict[str, str | None]:
    """Give each citation its passage; the texts of the captures cited, by hash."""
    citations = rows.by_kind["citation"]
    wanted = {str(row.entry.get("at", "")).rpartition("#")[0] for row in citations}
    slugs = {name.partition("@")[0] for name in wanted}
    passages: Passages = defaultdict(lambda: defaultdict(dict))
    every = Capture.objects.agreed().select_related("document")
    captures = {one.pk: one for one in rows_by(every, "document__slug", slugs)}
    texts = {capture.sha256: capture.text for capture in captures.values()}
    for passage in rows_by(Passage.objects.defer("text"), "capture", captures):
        passage.capture = capture = captures[passage.capture_id]
        passages[capture.document.slug][capture.sha256][passage.number] = passage
    for row in citations:
        if cited := _find(row.entry, passages, rows.problems):
            row.values["passage"] = cited
            start, end = row.values["start"], row.values["end"]
            if not cited.start <= start < end <= cited.end:
                rows.problems.of(
                    row.entry,
                    f"characters {start} to {end} are outside {row.entry['at']}, which runs "
                    f"from {cited.start} to {cited.end}",
                    "start",
                )
    return texts


def _find(entry: Entry, passages: Passages, problems: Problems) -> Passage | None:
    at = entry.get("at", "")
    name, _hash, number = at.rpartition("#")
    slug, _at, digest = name.partition("@")
    if not name or not is_key(number):
        message = f"“{at}” is no place; write <document slug>#<passage number>"
        problems.of(entry, message, "at")
        return None
    captures = [sha for sha in passages.get(slug, ()) if sha.startswith(digest)]
    if not captures:
        known = [one for one in passages if passages[one]] if len(problems) < SHOWN else []
        near = get_close_matches(slug, known, 2)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        problems.of(entry, f"no capture of “{slug}” is recorded with passages{hint}", "at")
    elif len(captures) > 1:
        problems.of(
            entry,
            f"“{slug}” has {len(captures)} captures; write {slug}@<first 12 characters of "
            f"the hash>#{number}",
            "at",
        )
    elif (passage := passages[slug][captures[0]].get(int(number))) is None:
        last = max(passages[slug][captures[0]])
        problems.of(entry, f"{slug} has no passage {number}; its last is {last}", "at")
    else:
        return passage
    return None

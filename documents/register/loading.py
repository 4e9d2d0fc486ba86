"""The register's files into the database: all or nothing, and the second time nothing.

What a load wrote is remembered as the row version it left (``Identity.loaded_version``). Where a
record was edited since and the files say something else, the load is refused with a list, unless
``overwrite`` is asked for. What the files no longer mention is kept and counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import override

from documents.anchoring import quote_from
from documents.importing import BATCH
from documents.models import SUBJECTS, Capture, Citation, Document, Passage, citable_fields
from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Series
from records import workflow
from records.keys import is_key
from records.models import Identity, NamedRecord, Record, State, check_period
from records.text import index_text

from ..evidence import in_words, supports
from .formatting import DEFAULTS, KEYS, NESTED
from .parsing import MOST, Enough, Entry, Files, Problem, Problems, read_folder

MODELS: dict[str, type[Any]] = {  # any record; each kind has fields of its own
    # In the order in which rows can be written: a row comes after what it points at.
    "topic": Topic,
    "mechanism": Mechanism,
    "participant": Participant,
    "person": Person,
    "place": Place,
    "series": Series,
    "meeting": Meeting,
    "office": Office,
    "membership": Membership,
    "participation": Participation,
    "delegate": Delegate,
    "outcome": Outcome,
    "document": Document,
    "citation": Citation,
}
OWNERS = {  # the foreign key from a part to the record whose mapping holds it
    "office": ("person",),
    "membership": ("mechanism",),
    "participation": ("meeting",),
    "delegate": ("meeting",),
    "outcome": ("meeting", "mechanism"),
    "citation": tuple(SUBJECTS),
}
SHOWN = 100  # problems printed before "and more"


class LoadRefused(Exception):
    """The files were not loaded; ``problems`` says why, in the order of files and lines.

    Where ``cut_short``, there may be more: nothing was looked at after the last of them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        problems = list(problems)
        self.cut_short = len(problems) >= MOST
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Loaded:
    """What a load did, by kind."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    not_in_files: Counter[str] = field(default_factory=Counter)


def load_register(folder: Path | str, *, overwrite: bool = False) -> Loaded:
    """Load the register in ``folder``; raises ``LoadRefused`` and then nothing has changed."""
    files = read_folder(Path(folder))
    if files.problems:
        raise LoadRefused(files.problems)
    with override("en"):
        load = _Load(files, overwrite)
        try:
            return load.run()
        except Enough:
            raise LoadRefused(load.problems) from None


@dataclass
class _Row:
    """One record of the files on its way into the database."""

    entry: Entry
    model: type[Any]
    owner: "_Row | None" = None
    values: dict[str, Any] = field(default_factory=dict)  # by field name, relations resolved
    names: list[dict[str, str]] = field(default_factory=list)
    topics: list["_Row | Record"] = field(default_factory=list)
    state: str = State.PUBLISHED
    instance: Any = None  # the row in the database, once there is one
    is_new: bool = True
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def uid(self) -> str:
        return self.entry["id"]

    @property
    def kind(self) -> str:
        return self.entry.kind


@dataclass
class _Capture:
    """A capture of the files and its passages, read but not yet written."""

    row: _Row
    entry: Entry
    values: dict[str, Any]
    passages: list[tuple[Entry, dict[str, Any]]] = field(default_factory=list)


class _Load:
    """One run: reads the files' rows, compares, writes, checks."""

    def __init__(self, files: Files, overwrite: bool) -> None:
        self.files = files
        self.overwrite = overwrite
        self.problems = Problems()
        self.done = Loaded()
        self.rows: dict[str, list[_Row]] = {kind: [] for kind in MODELS}
        self.by_uid: dict[str, _Row] = {}
        self.by_slug: dict[tuple[type[Record], str], _Row] = {}
        self.slugs_here: dict[type[Record], dict[str, int]] = {}
        self.identities: dict[str, Identity] = {}
        self.captures: list[_Capture] = []
        self.captures_here: dict[str, Capture] = {}
        self.texts: dict[str, str | None] = {}  # of the captures cited, by hash

    def run(self) -> Loaded:
        for entry, owner in self.files.walk():
            row = _Row(entry, MODELS[entry.kind], self.by_uid.get(owner["id"]) if owner else None)
            self.rows[entry.kind].append(row)
            self.by_uid[row.uid] = row
            if "slug" in entry:
                self.by_slug[row.model, entry["slug"]] = row
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_register'))")
            workflow.take_turns()
            self._find_existing()
            for kind, rows in self.rows.items():
                if kind == "citation":
                    self._captures()
                for row in rows:
                    self._values(row)
            self._stop_if_wrong()
            for kind, rows in self.rows.items():
                if kind == "citation":
                    self._resolve_passages()
                self._write(kind, rows)
            self._stop_if_wrong()
            self._states()
            self._remember()
        return self.done

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise LoadRefused(self.problems)

    def _wrong(self, row: "_Row | Entry", message: str, key: str = "") -> None:
        entry = row.entry if isinstance(row, _Row) else row
        self.problems.append(entry.problem(f"{entry.kind} {entry.label}: {message}", key))

    # What is here already

    def _find_existing(self) -> None:
        self.identities = {
            identity.uid: identity
            for chunk in _chunks(list(self.by_uid))
            for identity in Identity.objects.filter(uid__in=chunk)
        }
        for kind, rows in self.rows.items():
            model = MODELS[kind]
            queryset = model._default_manager.select_for_update(of=("self",))
            if issubclass(model, NamedRecord):
                queryset = queryset.prefetch_related("names")
            if kind in ("meeting", "mechanism", "outcome"):
                queryset = queryset.prefetch_related("topics")
            here = {
                record.uid: record
                for chunk in _chunks([row.uid for row in rows])
                for record in queryset.filter(uid__in=chunk)
            }
            for row in rows:
                identity = self.identities.get(row.uid)
                if found := here.get(row.uid):
                    row.instance, row.is_new = found, False
                elif identity is None:
                    continue
                elif identity.kind != model.kind_name():
                    self._wrong(
                        row,
                        f"the id {row.uid} is that of a {identity.kind} here; make a new one",
                        "id",
                    )
                elif identity.merged_into_id:
                    self._wrong(
                        row,
                        f"was merged into {identity.merged_into_id} here; take it out of the files",
                    )
                elif not self.overwrite:
                    self._wrong(
                        row,
                        "was deleted here; take it out of the files, or give --overwrite to "
                        "bring it back",
                    )
            self.done.not_in_files[kind] = model._default_manager.count() - len(here)

    def _here(self, model: type[Record]) -> dict[str, int]:
        """The slugs (or ids, where there are none) in the database, with their keys."""
        if model not in self.slugs_here:
            name = "slug" if issubclass(model, NamedRecord) else "uid"
            self.slugs_here[model] = dict(model._default_manager.values_list(name, "pk"))
        return self.slugs_here[model]

    # From text to values

    def _values(self, row: _Row) -> None:
        entry, model = row.entry, row.model
        row.state = entry.get("state") or DEFAULTS["state"]
        if row.state not in State.values:
            self._wrong(row, _choices("state", row.state, State.values), "state")
        for key in KEYS[row.kind]:
            if key in NESTED or key in ("id", "state", "topics", "at", "fields", "stated"):
                continue
            column = _column(model, key)
            text = entry.get(key, "")
            if isinstance(column, models.ForeignKey):
                row.values[key] = self._reference(row, key, column, text) if text else None
            else:
                row.values[key] = self._value(row, key, column, text)
        for name in entry.get("names", ()):
            row.names.append(self._name(name, model))
        self._refuse_twice(entry.get("names", ()))
        for slug in entry.get("topics", ()):
            if found := self._find(Topic, slug):
                row.topics.append(found)
            else:
                self._wrong(row, self._dangling(Topic, slug), "topics")
        if row.owner is not None:
            self._belongs(row)
        if row.kind == "citation":
            self._citation(row)
        for since, until in (("since", "until"), ("founded", "ended")):
            if since in row.values and until in row.values:
                try:
                    check_period(row.values[since], row.values[until], end_field=until)
                except ValidationError as error:
                    self._wrong(row, f"{until}: {' '.join(error.messages)}", until)

    def _belongs(self, row: _Row) -> None:
        owner = row.owner
        assert owner is not None
        name = owner.kind
        if name not in OWNERS[row.kind]:
            self._wrong(row, f"cannot stand under a {owner.kind}")
            return
        if row.kind == "outcome" and name == "mechanism" and row.values.get("mechanism"):
            self._wrong(row, "has its mechanism from where it stands; leave the key out")
        row.values[name] = owner
        if row.kind == "outcome":
            row.values.setdefault("meeting", None)

    def _value(self, row: "_Row | Entry", key: str, column: models.Field, text: str) -> Any:
        """``text`` as ``column`` stores it; a problem where it cannot."""
        if not text:
            if key in ("media_type", "encoding", "language", *DEFAULTS) and column.has_default():
                return column.get_default()
            if isinstance(column, (models.IntegerField, models.DecimalField)):
                if not column.null:
                    self._wrong(row, f"{key} is missing; write a number")
                return None
            if not column.blank:
                choices = [str(value) for value, _label in column.flatchoices]
                hint = f"; choose from {', '.join(choices)}" if choices else ""
                self._wrong(row, f"{key} is missing{hint}")
            return ""
        value: Any = text
        try:
            if isinstance(column, models.DecimalField):
                value = Decimal(text)
            elif isinstance(column, models.IntegerField):
                value = int(text)
        except (ValueError, InvalidOperation):
            self._wrong(row, f"{key}: “{text[:40]}” is not a number", key)
            return None
        if column.flatchoices and text not in {str(one) for one, _label in column.flatchoices}:
            values = [str(one) for one, _label in column.flatchoices]
            self._wrong(row, _choices(key, text, values), key)
            return value
        try:
            column.run_validators(value)
        except ValidationError as error:
            self._wrong(row, f"{key}: {' '.join(error.messages)}", key)
            return value
        if isinstance(column, models.DecimalField) and value.is_finite():
            value = value.quantize(Decimal(1).scaleb(-(column.decimal_places or 0)))
        return value

    def _reference(
        self, row: _Row, key: str, column: "models.ForeignKey[Any, Any]", text: str
    ) -> "_Row | Record | None":
        target = column.related_model
        assert not isinstance(target, str)
        if found := self._find(target, text):
            return found
        self._wrong(row, f"{key}: {self._dangling(target, text)}", key)
        return None

    def _find(self, model: type[Any], text: str) -> "_Row | Record | None":
        """The record called ``text``: of the files, else of the database."""
        if issubclass(model, NamedRecord):
            found = self.by_slug.get((model, text))
        else:
            found = self.by_uid.get(text)
            found = found if found and found.model is model else None
        if found is None and (key := self._here(model).get(text)):
            return model(pk=key)
        return found

    def _dangling(self, model: type[Any], text: str) -> str:
        known = {*self._here(model), *(slug for one, slug in self.by_slug if one is model)}
        # To compare with every slug takes long; beyond what is shown nobody reads the guess.
        near = get_close_matches(text, known, 3, 0.6) if len(self.problems) < SHOWN else []
        kind = model._meta.model_name
        remedy = f"did you mean {' or '.join(near)}?" if near else "record it first"
        return f"there is no {kind} “{text[:80]}”; {remedy}"

    def _name(self, entry: Entry, model: type[Any]) -> dict[str, str]:
        name_model: Any = model._meta.get_field("names").related_model
        return {
            key: self._value(entry, key, _column(name_model, key), entry.get(key, ""))
            for key in KEYS["name"]
        }

    def _refuse_twice(self, names: Iterable[Entry]) -> None:
        seen: dict[tuple, int] = {}
        for name in names:
            key = (name.get("text"), name.get("language", "en"), name.get("kind"))
            if key in seen:
                self._wrong(name, f"{key[0]} stands twice (line {seen[key]} too); keep one")
            seen[key] = name.line

    def _citation(self, row: _Row) -> None:
        entry = row.entry
        assert row.owner is not None
        allowed = citable_fields(row.owner.model)
        for key in ("fields", "stated"):
            for name in entry.get(key, ()):
                if name not in allowed:
                    near = get_close_matches(name, allowed, 1)
                    hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(allowed)}"
                    self._wrong(
                        row, f"a {row.owner.kind} has no value called “{name[:40]}”; {hint}", key
                    )
        row.values["fields"] = entry.get("fields", [])
        row.values["stated"] = entry.get("stated", {})

    # Captures and passages

    def _captures(self) -> None:
        """Compare the captures of the files with those here; passages are made afterwards."""
        entries = [
            (row, entry) for row in self.rows["document"] for entry in row.entry.get("captures", ())
        ]
        self.captures_here = {
            capture.sha256: capture
            for chunk in _chunks([entry.get("sha256", "") for _row, entry in entries])
            for capture in Capture.objects.select_related("document").filter(sha256__in=chunk)
        }
        seen: set[str] = set()
        for row, entry in entries:
            values = {
                key: self._value(entry, key, _column(Capture, key), entry.get(key, ""))
                for key in KEYS["capture"]
                if key != "passages"
            }
            if values["sha256"] in seen:
                self._wrong(entry, "another capture has this hash; keep one", "sha256")
            seen.add(values["sha256"])
            here = self.captures_here.get(values["sha256"])
            if here is not None:
                self._same_capture(row, entry, values, here)
            self.captures.append(_Capture(row, entry, values, self._passages(entry, values)))

    def _same_capture(self, row: _Row, entry: Entry, values: dict[str, Any], here: Capture) -> None:
        if here.document.uid != row.uid:
            self._wrong(
                entry,
                f"this file was imported here as a capture of “{here.document.slug}”; delete "
                f"that document, or give it the id {row.uid} in the files",
                "sha256",
            )
        for key in ("byte_length", "char_length", "encoding", "extractor"):
            if values[key] != getattr(here, key):
                self._wrong(
                    entry,
                    f"{key} is {getattr(here, key) or 'empty'} here, and a capture never changes",
                    key,
                )

    def _passages(
        self, entry: Entry, capture: dict[str, Any]
    ) -> list[tuple[Entry, dict[str, Any]]]:
        read = []
        end, number = 0, 0
        for passage in entry.get("passages", ()):
            values = {
                key: self._value(passage, key, _column(Passage, key), passage.get(key, ""))
                for key in KEYS["passage"]
            }
            read.append((passage, values))
            if None in (values["number"], values["start"], values["end"], capture["char_length"]):
                continue
            if values["number"] <= number:
                self._wrong(passage, "numbers must rise from 1", "number")
            if not end <= values["start"] < values["end"] <= capture["char_length"]:
                self._wrong(
                    passage,
                    f"passage {values['number']} runs from {values['start']} to {values['end']}; "
                    f"it must begin at {end} or later, after the one before it, and end at "
                    f"{capture['char_length']} or earlier, where the text ends",
                    "start",
                )
            number, end = values["number"], values["end"]
        return read

    def _write_captures(self) -> None:
        for one in self.captures:
            entry, values = one.entry, one.values
            capture = self.captures_here.get(values["sha256"])
            if capture is None:
                capture = Capture(document=one.row.instance, **values)
                capture.save(force_insert=True)
                self.done.created["capture"] += 1
            else:
                self._change_capture(entry, capture, values)
            here = {passage.number: passage for passage in capture.passages.all()}
            new: list[Passage] = []
            changed: list[Passage] = []
            for part, read in one.passages:
                passage = here.setdefault(read["number"], Passage(capture=capture, **read))
                if passage.pk is None:
                    new.append(passage)
                elif differing := [k for k in read if getattr(passage, k) != read[k]]:
                    if any(getattr(passage, key) for key in differing) and not self.overwrite:
                        self._wrong(
                            part,
                            f"passage {passage.number} has another {', '.join(differing)} here; "
                            "give --overwrite to take over what the files say",
                        )
                        continue
                    for key in differing:
                        setattr(passage, key, read[key])
                    changed.append(passage)
                else:
                    self.done.unchanged["passage"] += 1
                if capture.text is not None:
                    passage.text = capture.text[passage.start : passage.end]
            Passage.objects.bulk_create(new, batch_size=BATCH)
            Passage.objects.bulk_update(changed, [*KEYS["passage"][1:], "text"], batch_size=BATCH)
            self.done.created["passage"] += len(new)
            self.done.changed["passage"] += len(changed)

    def _change_capture(self, entry: Entry, capture: Capture, values: dict[str, Any]) -> None:
        differing = [k for k in values if getattr(capture, k) != values[k]]
        if not differing:
            self.done.unchanged["capture"] += 1
        elif any(getattr(capture, key) for key in differing) and not self.overwrite:
            self._wrong(
                entry,
                f"has another {', '.join(differing)} here; give --overwrite to take over what "
                "the files say",
            )
        else:
            Capture.objects.filter(pk=capture.pk).update(**{k: values[k] for k in differing})
            self.done.changed["capture"] += 1

    def _resolve_passages(self) -> None:
        """Write captures and passages, then find the passage of each citation."""
        self._write_captures()
        wanted = {str(row.entry.get("at", "")).rpartition("#")[0] for row in self.rows["citation"]}
        slugs = {name.partition("@")[0] for name in wanted}
        found: dict[str, dict[str, dict[int, Passage]]] = defaultdict(lambda: defaultdict(dict))
        for chunk in _chunks(sorted(slugs)):
            for passage in (
                Passage.objects.agreed()
                .filter(capture__document__slug__in=chunk)
                .select_related("capture__document")
                .defer("text", "capture__text")
            ):
                capture = passage.capture
                found[capture.document.slug][capture.sha256][passage.number] = passage
            for capture in Capture.objects.agreed().filter(document__slug__in=chunk):
                self.texts[capture.sha256] = capture.text
        for row in self.rows["citation"]:
            if cited := self._passage(row, found):
                row.values["passage"] = cited
                start, end = row.values["start"], row.values["end"]
                if not cited.start <= start < end <= cited.end:
                    self._wrong(
                        row,
                        f"characters {start} to {end} are outside {row.entry['at']}, which runs "
                        f"from {cited.start} to {cited.end}",
                        "start",
                    )
        self._stop_if_wrong()

    def _passage(
        self, row: _Row, found: dict[str, dict[str, dict[int, Passage]]]
    ) -> Passage | None:
        at = row.entry.get("at", "")
        name, _hash, number = at.rpartition("#")
        slug, _at, digest = name.partition("@")
        if not name or not is_key(number):
            self._wrong(row, f"“{at}” is no place; write <document slug>#<passage number>", "at")
            return None
        captures = [sha for sha in found.get(slug, ()) if sha.startswith(digest)]
        if not captures:
            what = f"of “{slug}” is recorded with passages"
            known = [one for one in found if found[one]] if len(self.problems) < SHOWN else []
            near = get_close_matches(slug, known, 2)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            self._wrong(row, f"no capture {what}{hint}", "at")
        elif len(captures) > 1:
            self._wrong(
                row,
                f"“{slug}” has {len(captures)} captures; write {slug}@<first 12 characters of "
                f"the hash>#{number}",
                "at",
            )
        elif (passage := found[slug][captures[0]].get(int(number))) is None:
            last = max(found[slug][captures[0]])
            self._wrong(row, f"{slug} has no passage {number}; its last is {last}", "at")
        else:
            return passage
        return None

    # Writing

    def _write(self, kind: str, rows: list[_Row]) -> None:
        for row in rows:
            if not row.is_new:
                self._compare(row)
        self._stop_if_wrong()
        trees = [name for name in MODELS[kind].TREES if name in KEYS[kind]]
        for level in self._levels([row for row in rows if row.is_new], trees):
            self._create(kind, level)
        for row in rows:
            if row.changes and not row.is_new:
                self._change(row)
        self.done.created[kind] += sum(row.is_new for row in rows)
        self.done.changed[kind] += sum(bool(row.changes) for row in rows if not row.is_new)
        self.done.unchanged[kind] += sum(not row.changes for row in rows if not row.is_new)

    def _levels(self, rows: list[_Row], trees: list[str]) -> Iterator[list[_Row]]:
        """Rows so that none comes before one that it points at."""
        waiting = rows
        while waiting:
            pending = {id(row) for row in waiting}
            ready = [
                row for row in waiting if not any(id(row.values[tree]) in pending for tree in trees)
            ]
            if not ready:
                for row in waiting:
                    self._wrong(
                        row,
                        f"stands above itself along {' or '.join(trees)}; break the ring",
                        trees[0],
                    )
                self._stop_if_wrong()
            yield ready
            chosen = {id(row) for row in ready}
            waiting = [row for row in waiting if id(row) not in chosen]

    def _columns(self, row: _Row) -> dict[str, Any]:
        """The values as the model takes them: relations as keys."""
        columns: dict[str, Any] = {}
        for name, value in row.values.items():
            column = _column(row.model, name)
            if isinstance(column, models.ForeignKey):
                target = value.instance if isinstance(value, _Row) else value
                columns[column.attname] = None if target is None else target.pk
            else:
                columns[name] = value
        if issubclass(row.model, NamedRecord):
            columns["search_text"] = index_text(
                row.values["name"], *(name["text"] for name in row.names)
            )
        return columns

    def _create(self, kind: str, rows: list[_Row]) -> None:
        model = MODELS[kind]
        for row in rows:
            row.instance = model(uid=row.uid, **self._columns(row))
            if kind == "citation" and (text := self.texts[row.values["passage"].capture.sha256]):
                quote_from(text, row.instance)
        back = [row.uid for row in rows if row.uid in self.identities]
        fresh = [row for row in rows if row.uid not in self.identities]
        self._insert(model, fresh)
        if back:
            uri = f"{model._meta.label}:register_identity"
            with pgtrigger.ignore(uri):
                self._insert(model, [row for row in rows if row.uid in self.identities])
            Identity.objects.filter(uid__in=back).update(ended_at=None)
        self._write_names(rows)
        self._write_topics(rows)

    def _insert(self, model: type[Record], rows: list[_Row]) -> None:
        try:
            with transaction.atomic():
                model._default_manager.bulk_create([row.instance for row in rows], batch_size=BATCH)
        except IntegrityError:
            for row in rows:  # again one by one, to say which it was
                self._guarded(row, partial(row.instance.save_base, force_insert=True))
            self._stop_if_wrong()
            raise

    def _guarded(self, row: _Row, write: Callable[[], Any]) -> None:
        try:
            with transaction.atomic():
                write()
        except IntegrityError as error:
            self._wrong(row, _rule(row.model, error))

    def _compare(self, row: _Row) -> None:
        """Note what the files change of a record that is here, unless an editor was at it."""
        here = row.instance
        for name, value in self._columns(row).items():
            if name == "rights" and value == Document.Rights.NOT_HELD and here.pk in self._held:
                continue  # the files never hold a text; this database does
            if name == "stated" and _as_text(here.stated) == value:
                continue  # the files hold numbers as text
            if getattr(here, name) != value:
                row.changes[name] = value
        if row.state != here.state:
            row.changes["state"] = row.state
        if issubclass(row.model, NamedRecord):
            names = {tuple(getattr(name, key) for key in KEYS["name"]) for name in here.names.all()}
            if names != {tuple(name[key] for key in KEYS["name"]) for name in row.names}:
                row.changes["names"] = True
        if "topics" in KEYS[row.kind]:
            topics = {topic.instance if isinstance(topic, _Row) else topic for topic in row.topics}
            if topics != set(here.topics.all()):
                row.changes["topics"] = True
        loaded = self.identities[row.uid].loaded_version
        if row.changes and loaded != here.version and not self.overwrite:
            changed = ", ".join(sorted(set(row.changes) - {"search_text"}))
            since = "withdrawn" if here.state == State.WITHDRAWN else "edited"
            self._wrong(
                row,
                f"was {since} here since it was loaded ({changed} would change); take the "
                "edits over with dump_register, or give --overwrite to lose them",
            )

    @cached_property
    def _held(self) -> set[int]:
        """The documents whose text this database holds."""
        return set(Capture.objects.filter(text__isnull=False).values_list("document_id", flat=True))

    def _change(self, row: _Row) -> None:
        columns = {
            name: value
            for name, value in row.changes.items()
            if name not in ("state", "names", "topics")
        }
        if issubclass(row.model, NamedRecord) and ("names" in row.changes or not columns):
            columns["search_text"] = self._columns(row)["search_text"]
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
            self._write_names([row])
        if "topics" in row.changes:
            row.instance.topics.through.objects.filter(
                **{f"{row.kind}_id": row.instance.pk}
            ).delete()
            self._write_topics([row])

    def _write_names(self, rows: list[_Row]) -> None:
        names = []
        for row in rows:
            for values in row.names:
                model: Any = row.model._meta.get_field("names").related_model
                names.append(model(record=row.instance, **values))
        if names:
            type(names[0])._default_manager.bulk_create(names, batch_size=BATCH)

    def _write_topics(self, rows: list[_Row]) -> None:
        links = []
        for row in rows:
            for topic in row.topics:
                key = topic.instance.pk if isinstance(topic, _Row) else topic.pk
                through = row.model._meta.get_field("topics").remote_field.through
                links.append(through(**{f"{row.kind}_id": row.instance.pk, "topic_id": key}))
        if links:
            type(links[0])._default_manager.bulk_create(links, batch_size=BATCH)

    # After writing

    def _states(self) -> None:
        """Publish what the files publish; each value must be cited by then."""
        rows = list(self.by_uid.values())
        for state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN):
            chosen = [row.instance for row in rows if row.state == state]
            if chosen:
                workflow.restore_state(chosen, state)
        published = [row for row in rows if row.state == State.PUBLISHED]
        by_key = {(row.model, row.instance.pk): row for row in published}
        shown = Citation.objects.filter(
            Q(state=State.PUBLISHED) | Q(uid__in=[row.uid for row in published])
        )
        for found in supports([row.instance for row in published if row.model.EVIDENTIAL], shown):
            if found.uncited:
                row = by_key[type(found.record), found.record.pk]
                self._wrong(
                    row,
                    f"nothing is cited for {in_words(found.record, found.uncited)} "
                    f"({', '.join(found.uncited)}); add evidence or leave the values out",
                )
        self._stop_if_wrong()
        try:
            workflow.publish_all([row.instance for row in published], parts=False)
        except ValidationError as error:
            raise LoadRefused(
                Problem("the register", 0, message) for message in error.messages
            ) from error

    def _remember(self) -> None:
        """Note the version that this load leaves of each record."""
        for kind, rows in self.rows.items():
            table = connection.ops.quote_name(MODELS[kind]._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE records_identity i SET loaded_version = r.version "  # noqa: S608
                    f"FROM {table} r WHERE r.uid = i.uid AND i.uid = ANY(%s) "
                    "AND i.loaded_version IS DISTINCT FROM r.version",
                    [[row.uid for row in rows]],
                )


def _column(model: type[Any], key: str) -> "models.Field[Any, Any]":
    return model._meta.get_field(key)


def _as_text(stated: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else str(value)
        for name, value in stated.items()
    }


def _choices(key: str, text: str, values: Iterable[str]) -> str:
    return f"{key}: “{text[:40]}” is not a choice; choose from {', '.join(values)}"


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


def _chunks(values: list[str], size: int = 5000) -> Iterator[list[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]

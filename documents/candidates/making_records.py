"""Records made of candidates, and candidates written into records that are there already.

Everything is written inside the batch of one decision (``documents.candidates.decisions``), after
``documents.candidates.record_values`` has agreed to the values.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from documents.models import Capture, citable_fields
from extraction.candidates import Value
from mechanisms.from_reference import values_by_name
from mechanisms.models import Mechanism, Participant
from records.keys import is_key
from records.models import NamedRecord, Record
from records.search_text import fold
from records.words import EMPTY

from .citing import Citing, Span
from .fields import OWNER, TITLED, relation, values_read
from .known_records import NOT_STATED, Comparison, compare, stated_value
from .lookup import known_by_name, not_withdrawn, withdrawn
from .questions import Answer, read_otherwise, typed_otherwise
from .record_values import InvalidValues, RecordValues, clean_values, fill_in

NAMED_BY = {"participation": "participant", "delegate": "person", "outcome": "title"}
"""What names a part: the words for it say, where it was typed, that it is a part of its owner."""

OTHER_KIND = {Mechanism: Mechanism.Kind.OTHER, Participant: Participant.Kind.OTHER}


@dataclass
class RecordWriter:
    """Writes what one candidate says, and cites each value by the words that say it.

    ``answers`` say, by the keys of ``RecordValues.data``, which words those are of values that
    an editor typed; a value that no words say stays without evidence.
    ``before`` is the record that came of it once, was public, and was withdrawn when that was
    undone: it is the one that comes back, under its permanent id, with the parts it had and the
    places, people and series that were made ``with_it``.
    """

    capture: Capture
    before: Record | None = None
    with_it: Collection[str] = ()  # permanent ids
    answers: Mapping[str, Answer] = field(default_factory=dict)
    added: list[Record] = field(default_factory=list)  # places, people … that were not known
    restored: list[Record] = field(default_factory=list)  # parts that come back

    def __post_init__(self) -> None:
        self.citing = Citing(self.capture)
        self._typed: set[str] = set()  # the keys of what an editor changed

    def _note_typed(self, values: Iterable[RecordValues]) -> None:
        """Before the records that are added get keys, which then stand among the values."""
        self._typed = {one.key(name) for one in values for name in typed_otherwise(one)}

    # A new record

    def make(self, values: list[RecordValues]) -> Record:
        """The record of the first values, with the parts of the others, all cited."""
        self._note_typed(values)
        self._add_unknown(values[0])
        record = self._new(values[0], None, self.before)
        self._write_parts(record, values[1:])
        return record

    def _write_parts(self, record: Record, parts: Iterable[RecordValues]) -> None:
        for values in parts:
            if values.is_left_out:
                continue
            self._add_unknown(values)
            part = self._same_part(record, values)
            if part is None:
                self._new(values, record, self._part_before(record, values))
            else:
                self._write_into(part, values)

    def _new(self, values: RecordValues, owner: Record | None, before: Record | None) -> Record:
        record: Any = before or values.model()
        if owner is not None:
            setattr(record, OWNER[values.kind], owner)
        fill_in(record, values)
        if isinstance(record, NamedRecord) and not record.slug:
            record.slug = record.free_slug()
        record.save()
        if before is not None and owner is not None:
            self.restored.append(record)
        named = (*values.names, *([OWNER[values.kind]] if owner is not None else []))
        filled = [name for name in named if getattr(record, _column(record, name)) not in EMPTY]
        self._cite_each(record, values, {name: self._words_of(values, name) for name in filled})
        return record

    def _words_of(self, values: RecordValues, name: str) -> Span | None:
        """The words that say a value; those that it was read from, unless it was changed."""
        if name == OWNER.get(values.kind) and values.prefix:
            named = self.answers.get(values.key(NAMED_BY[values.kind]))
            return named.words if named else (values.found.start, values.found.end)
        if (answer := self.answers.get(values.key(name))) is not None:
            return answer.words
        read = values_read(values.found).get(name)
        if read is None or values.key(name) in self._typed:
            return None
        return read.start, read.end

    def _cite_each(
        self,
        record: Record,
        values: RecordValues,
        spans: Mapping[str, Span | None],
        stated: Mapping[str, str] | None = None,
    ) -> None:
        """Each value by its words, and what the words state that a typed one was read from."""
        citable = citable_fields(type(record))
        said = {name: span for name in citable if (span := spans.get(name)) is not None}
        answers = {name: self.answers.get(values.key(name)) for name in values.names}
        how = {name: answer.how for name, answer in answers.items() if answer and name in said}
        self.citing.cite_each(record, said, stated, how)
        for name, answer in answers.items():
            if answer is None or not answer.otherwise:
                continue
            read = values_read(values.found)[name]
            if says := read_otherwise(values, name, record):
                self.citing.cite(
                    record,
                    [name],
                    (read.start, read.end),
                    stated={name: says},
                    reason=answer.why,
                )

    def _part_before(self, owner: Record, values: RecordValues) -> Record | None:
        """The part that was withdrawn with its owner and comes back with it."""
        if owner != self.before:
            return None
        return self._same_part(owner, values, withdrawn(values.model))

    # What the register does not know yet

    def _add_unknown(self, values: RecordValues) -> None:
        """Make the records that values name and the register does not know."""
        for name in values.names:
            called = " ".join(values.get(f"{name}-new").split())
            model = relation(values.kind, name)
            if not called or values.get(name) or model is None:
                continue
            if not issubclass(model, NamedRecord):
                continue
            known = known_by_name(model, called)
            if known is None:
                span = self._words_of(values, name)
                known = self._add(model, called, span, values.key(f"{name}-new"))
                country = values.found.fields.get("country")
                if name == "place" and country and values.key(name) not in self._typed:
                    self._add_country(known, country)
                if name == "series" and values.get("mechanism"):
                    self._add_mechanism(known, values)
            values.data[values.key(name)] = str(known.pk)

    def _add(self, model: type[NamedRecord], called: str, span: Span | None, key: str) -> Record:
        """A new record; the one that an undone decision made, where that has this name."""
        before = known_by_name(model, called, withdrawn(model).filter(uid__in=self.with_it))
        if before is not None:
            return self._added(before, span)
        if (gone := known_by_name(model, called, withdrawn(model))) is not None:
            sentence = _(
                "“%(record)s” was withdrawn: choose another, or have a reviewer restore it."
            )
            raise InvalidValues({key: [sentence % {"record": gone}]})
        more: dict[str, str] = {"kind": OTHER_KIND[model]} if model in OTHER_KIND else {}  # type: ignore[index]
        if model is Participant:
            more |= values_by_name(called)  # a state is tied to reference data by its letters
        record = model(name=called, **more)
        record.slug = record.free_slug()
        record.full_clean()
        record.save()
        return self._added(record, span)

    def _added(self, record: Record, span: Span | None) -> Record:
        self.added.append(record)
        if span is not None:
            self.citing.cite(record, ["name"], span)
        return record

    def _add_country(self, place: Any, country: Value) -> None:
        state = Participant.objects.filter(uid=country.uid).first() if country.uid else None
        if state is not None:
            place.country = state
            place.save()
            self.citing.cite(place, ["country"], (country.start, country.end))

    def _add_mechanism(self, series: Any, values: RecordValues) -> None:
        """A series that begins with a meeting is of the same body, by the same words."""
        if series.mechanism_id is not None:
            return
        series.mechanism_id = int(values.get("mechanism"))
        series.save()
        if span := self._words_of(values, "mechanism"):
            self.citing.cite(series, ["mechanism"], span)

    # A record that is there already

    def write_into(self, record: Record, values: list[RecordValues]) -> None:
        """Cite ``record`` for what was read, fill what it lacks, and state what differs."""
        self._note_typed(values)
        self._add_unknown(values[0])
        if not self._write_into(record, values[0]):
            self._write_parts(record, values[1:])

    def _write_into(self, record: Any, values: RecordValues) -> bool:
        """Whether the words are of a plan that the record is not, or the other way round.

        What they say of a plan is then left out: who is to come to a meeting that was held.
        """
        read = values_read(values.found)
        given = clean_values(values, [*read, *values.typed()])
        spans: dict[str, Span | None] = {}
        stated: dict[str, str] = {}
        filled = []
        of_other_plan = _is_of_other_plan(record, given)
        for name, value in given.items():
            comparison, span = compare(record, name, value), self._words_of(values, name)
            if span is None and getattr(record, _column(record, name)) not in EMPTY:
                continue  # what is there has its evidence
            if comparison is not Comparison.DIFFERS and _is_said_of_other(record, given, name):
                continue
            if of_other_plan and name in record.AS_PLANNED:
                continue
            if comparison is Comparison.ADDS:
                setattr(record, name, value)
                filled.append(name)
            elif comparison is Comparison.DIFFERS:
                if name in NOT_STATED:
                    continue
                stated[name] = stated_value(record, name, value)
            elif comparison is not Comparison.AGREES:
                continue
            spans[name] = span
        if filled:
            record.full_clean()
            record.save()
        if isinstance(record, NamedRecord) and "name" in read and "name" not in spans:
            spans |= self._other_name(record, read["name"])
        if values.prefix:
            spans[OWNER[values.kind]] = self._words_of(values, OWNER[values.kind])
        self._cite_each(record, values, spans, stated)
        return of_other_plan

    def _other_name(self, record: Any, value: Value) -> dict[str, Span]:
        """A name as printed that is one of the record's other names supports those."""
        others = {fold(name.text) for name in record.names.all()}
        return {"names": (value.start, value.end)} if fold(value.value) in others else {}

    def _same_part(self, record: Record, values: RecordValues, among: Any = None) -> Any:
        """The part of ``record`` that values speak of, if it is there already."""
        rows = not_withdrawn(values.model) if among is None else among
        owned = rows.filter(**{OWNER[values.kind]: record})
        if values.kind in TITLED:
            title = fold(values.get("title"))
            return next((row for row in owned.order_by("pk") if fold(row.title) == title), None)
        who = "participant" if values.kind == "participation" else "person"
        key = values.get(who)
        if not is_key(key):
            return None
        rows = owned.filter(**{f"{who}_id": int(key)})
        exact = rows.filter(role=values.get("role")).first()
        if exact is None and "role" not in values_read(values.found):
            return rows.order_by("pk").first()
        return exact


def _is_of_other_plan(record: Record, given: Mapping[str, Any]) -> bool:
    """Whether the words say that the record is a plan, and it says that it is none; or so."""
    return any(
        name in given and (given[name] in planned) != (getattr(record, name) in planned)
        for name, planned in record.PLANNED.items()
    )


def _is_said_of_other(record: Any, given: Mapping[str, Any], name: str) -> bool:
    """Whether the words say a value of what the record does not say it of.

    Such as the ordinal of another series, or of none, and the first day of another role.
    """
    if name == "ordinal" and not (given.get("series") or record.series):
        return True
    return any(
        one in given and compare(record, one, given[one]) is Comparison.DIFFERS
        for one in record.SAID_WITH.get(name, ())
    )


def _column(record: Record, name: str) -> str:
    """The attribute under which a value is read without asking the database."""
    column: Any = record._meta.get_field(name)
    return column.attname

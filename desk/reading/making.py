"""Records made of candidates, and candidates written into records that are there already.

Everything is written inside the batch of one decision (``desk.reading.deciding``), through the
forms of the desk's sheets, so that what a record's own page would refuse is refused here too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from documents.candidates.citing import Citing, Span
from documents.candidates.fields import OWNER, relation, values_of
from documents.candidates.lookup import alive, known_by_name, withdrawn
from documents.evidence import contradictions, stated_words
from documents.models import Capture, Citation, citable_fields
from mechanisms.models import Mechanism, Participant
from records.dates import bounds
from records.fields import PartialDateField
from records.keys import is_key
from records.models import NamedRecord, Record
from records.text import fold
from records.words import field_label

from .sheets import Sheet

ERRORS = dict[str, list[str]]
OTHER_KIND = {Mechanism: Mechanism.Kind.OTHER, Participant: Participant.Kind.OTHER}
NOT_STATED = ("kind", "instrument", "since_is", "until_is")
"""Fora's own ordering: a source does not contradict it."""


class Unfit(ValidationError):
    """What stands in the sheets cannot be written.

    ``errors``: sentences by the name that the field has in the form, ``""`` for none.
    """

    def __init__(self, errors: ERRORS, labels: Mapping[str, str]) -> None:
        self.errors = errors
        sentences = [
            f"{labels[name]}: {sentence}" if name in labels else sentence
            for name, found in errors.items()
            for sentence in found
        ]
        super().__init__([ValidationError(one, code="unfit") for one in sentences])


@dataclass
class Making:
    """Writes the sheets of one candidate.

    ``before`` is the record that came of it once, was public, and was withdrawn when that was
    undone: it is the one that comes back, under its permanent id, with the parts it had and the
    places, people and series that were ``brought`` with it.
    """

    capture: Capture
    whole: Span
    before: Record | None = None
    brought: Collection[str] = ()  # permanent ids of what came with it then
    added: list[Record] = field(default_factory=list)  # places, people … that were not known
    revived: list[Record] = field(default_factory=list)  # parts that come back

    def __post_init__(self) -> None:
        self.citing = Citing(self.capture)

    # A new record

    def make(self, sheets: list[Sheet]) -> Record:
        """The record of the first sheet, with the parts of the others, all cited."""
        record = self._new(sheets[0], None, self.before)
        self._parts(record, sheets[1:])
        return record

    def _parts(self, record: Record, sheets: Iterable[Sheet]) -> None:
        for sheet in sheets:
            if sheet.is_left_out:
                continue
            self._add_unknown(sheet)
            part = self._same_part(record, sheet)
            if part is None:
                self._new(sheet, record, self._part_before(record, sheet))
            else:
                self._write_into(part, sheet)

    def _new(self, sheet: Sheet, owner: Record | None, before: Record | None) -> Record:
        self._add_unknown(sheet)
        instance: Any = before or sheet.model()
        if owner is not None:
            setattr(instance, OWNER[sheet.kind], owner)
        form = sheet.form(instance)
        if not form.is_valid():
            raise unfit(sheet, form)
        instance = form.save(commit=False)
        if isinstance(instance, NamedRecord) and not instance.slug:
            instance.slug = instance.free_slug()
        instance.save()
        if before is not None and owner is not None:
            self.revived.append(instance)
        self.citing.cite_each(instance, self._spans(instance, sheet))
        return instance

    def _spans(self, record: Record, sheet: Sheet) -> dict[str, Span]:
        """Where each value of a new record was read; by the words of the whole where nowhere."""
        read = values_of(sheet.found)
        spans = {name: (value.start, value.end) for name, value in read.items()}
        spans |= {name: self.whole_of(sheet) for name in sheet.typed() if name not in spans}
        filled = record.filled_evidential_fields()
        named = [name for name in citable_fields(type(record)) if name in spans]
        return {
            name: spans.get(name, self.whole_of(sheet))
            for name in dict.fromkeys([*filled, *named])
            if getattr(record, record._meta.get_field(name).attname) not in (None, "")  # type: ignore[union-attr]
        }

    def whole_of(self, sheet: Sheet) -> Span:
        return (sheet.found.start, sheet.found.end) if sheet.prefix else self.whole

    def _add_unknown(self, sheet: Sheet) -> None:
        """Make the records that a sheet names and the register does not know."""
        read = values_of(sheet.found)
        for name in sheet.names:
            called = " ".join(sheet.get(f"{name}-new").split())
            model = relation(sheet.kind, name)
            if not called or model is None or sheet.get(name) or not issubclass(model, NamedRecord):
                continue
            value = read.get(name)
            span = (value.start, value.end) if value else self.whole_of(sheet)
            known = known_by_name(model, called)
            if known is None:
                known = self._add(model, called, span, sheet.key(f"{name}-new"))
                if name == "place" and (country := sheet.found.fields.get("country")):
                    self._add_country(known, country)
                if name == "series" and sheet.get("mechanism"):
                    self._add_mechanism(known, sheet)
            sheet.data[sheet.key(name)] = str(known.pk)

    def _part_before(self, owner: Record, sheet: Sheet) -> Record | None:
        """The part that was withdrawn with its owner and comes back with it."""
        if owner != self.before:
            return None
        return self._same_part(owner, sheet, withdrawn(sheet.model))

    def _add(self, model: type[Record], called: str, span: Span, field: str) -> Record:
        """A new record; the one that an undone decision brought, where that has this name."""
        before = known_by_name(model, called, withdrawn(model).filter(uid__in=self.brought))
        if before is not None:
            self.added.append(before)
            self.citing.cite(before, ["name"], span)
            return before
        if (retired := known_by_name(model, called, withdrawn(model))) is not None:
            sentence = _(
                "“%(record)s” was withdrawn: choose another, or have a reviewer bring it back."
            )
            raise Unfit({field: [sentence % {"record": retired}]}, {})
        more = {"kind": OTHER_KIND[model]} if model in OTHER_KIND else {}  # type: ignore[index]
        made: Any = model
        record = made(name=called, **more)
        record.slug = record.free_slug()
        record.full_clean()
        record.save()
        self.added.append(record)
        self.citing.cite(record, ["name"], span)
        return record

    def _add_country(self, place: Any, country: Any) -> None:
        state = Participant.objects.filter(uid=country.uid).first() if country.uid else None
        if state is not None:
            place.country = state
            place.save()
            self.citing.cite(place, ["country"], (country.start, country.end))

    def _add_mechanism(self, series: Any, sheet: Sheet) -> None:
        """A series that begins with a meeting is of the same body, by the same words."""
        if series.mechanism_id is not None:
            return
        value = values_of(sheet.found).get("mechanism")
        series.mechanism_id = int(sheet.get("mechanism"))
        series.save()
        span = (value.start, value.end) if value else self.whole_of(sheet)
        self.citing.cite(series, ["mechanism"], span)

    # A record that is there already

    def join(self, record: Record, sheets: list[Sheet]) -> None:
        """Cite ``record`` for what was read, fill what it lacks, and state what differs."""
        self._add_unknown(sheets[0])
        self._write_into(record, sheets[0])
        self._parts(record, sheets[1:])

    def _write_into(self, record: Any, sheet: Sheet) -> None:
        read = values_of(sheet.found)
        given = cleaned(sheet, [*read, *sheet.typed()])
        spans: dict[str, Span] = {}
        stated: dict[str, str] = {}
        filled = []
        for name, value in given.items():
            words = read.get(name)
            span = (words.start, words.end) if words else self.whole_of(sheet)
            how = standing_of(record, name, value)
            if how == "lacks" and not _taken_elsewhere(record, given, name):
                setattr(record, name, value)
                filled.append(name)
            elif how == "differs":
                if name in NOT_STATED:
                    continue
                stated[name] = _stated(record, name, value)
            elif how != "says so":
                continue
            spans[name] = span
        if filled:
            record.full_clean()
            record.save()
        if isinstance(record, NamedRecord) and "name" in read and "name" not in spans:
            spans |= self._other_name(record, read["name"])
        if isinstance(record, Record) and sheet.prefix:
            spans[OWNER[sheet.kind]] = self.whole_of(sheet)
        if not spans:
            self.citing.cite(record, [], self.whole_of(sheet))
        allowed = set(citable_fields(type(record)))
        self.citing.cite_each(
            record, {name: span for name, span in spans.items() if name in allowed}, stated
        )

    def _other_name(self, record: Any, value: Any) -> dict[str, Span]:
        """A name as printed that is one of the record's other names supports those."""
        others = {fold(name.text) for name in record.names.all()}
        return {"names": (value.start, value.end)} if fold(value.value) in others else {}

    def _same_part(self, record: Record, sheet: Sheet, among: Any = None) -> Any:
        """The part of ``record`` that a sheet speaks of, if it is there already."""
        rows = alive(sheet.model) if among is None else among
        owned = rows.filter(**{OWNER[sheet.kind]: record})
        if sheet.kind == "outcome":
            title = fold(sheet.get("title"))
            return next((row for row in owned.order_by("pk") if fold(row.title) == title), None)
        who = "participant" if sheet.kind == "participation" else "person"
        key = sheet.get(who)
        if not is_key(key):
            return None
        rows = owned.filter(**{f"{who}_id": int(key)})
        exact = rows.filter(role=sheet.get("role")).first()
        if exact is None and "role" not in values_of(sheet.found):
            return rows.order_by("pk").first()
        return exact


def _taken_elsewhere(record: Any, given: Mapping[str, Any], name: str) -> bool:
    """Whether a gap cannot be filled, for what it needs differs: an ordinal of another series."""
    if name != "ordinal":
        return False
    series = given.get("series") or record.series
    return series is None or (record.series is not None and record.series != series)


def standing_of(record: Record, name: str, value: Any) -> str:
    """How a value that was read stands to a record: it ``lacks`` it, ``says so``, ``differs``,
    or says it more exactly (``finer``); of a name that is printed otherwise, ``finer`` too."""
    column: Any = record._meta.get_field(name)
    now = getattr(record, column.attname)
    if now in (None, ""):
        return "lacks"
    if isinstance(column, models.ForeignKey):
        return "says so" if value.pk == now else "differs"
    if isinstance(column, PartialDateField):
        return _standing_of_date(now, value)
    if name in ("name", "title", "office") and fold(value) != fold(now):
        return "finer"  # spelled otherwise, which contradicts nothing
    against = contradictions(Citation(stated={name: _stated(record, name, value)}), record)
    return "differs" if name in against else "says so"


def _standing_of_date(now: str, value: str) -> str:
    if now == value:
        return "says so"
    (low, high), (first, last) = bounds(now), bounds(value)
    if None not in (low, high, first, last):
        if low <= first and last <= high:  # type: ignore[operator]
            return "lacks"  # the record knows the year, the source the day
        if first <= low and high <= last:  # type: ignore[operator]
            return "finer"
    return "differs"


def _stated(record: Record, name: str, value: Any) -> str:
    """A value as a citation states it, which ``record`` itself has not."""
    other = type(record)(**{name: value})
    return stated_words(other, other._meta.get_field(name))  # type: ignore[arg-type]


def cleaned(sheet: Sheet, names: Iterable[str]) -> dict[str, Any]:
    """The values of a sheet as the model holds them, of ``names`` alone, empty ones left out."""
    form = sheet.form()
    values: dict[str, Any] = {}
    errors: ERRORS = {}
    for name in dict.fromkeys(names):
        if name not in form.fields:
            continue
        form.fields[name].required = False
        try:
            value = form.fields[name].clean(sheet.get(name))
        except forms.ValidationError as refusal:
            errors[sheet.key(name)] = list(refusal.messages)
            continue
        if value not in (None, ""):
            values[name] = value
    if errors:
        raise Unfit(errors, labels_of(sheet))
    return values


def unfit(sheet: Sheet, form: forms.BaseForm) -> Unfit:
    """What a form refuses, by the names of its fields."""
    errors: ERRORS = {
        "" if name == NON_FIELD_ERRORS else sheet.key(name): [str(one) for one in found]
        for name, found in form.errors.items()
    }
    return Unfit(errors, labels_of(sheet))


def labels_of(sheet: Sheet) -> dict[str, str]:
    """What each value is called, by the name of its field; of a part with the part's name."""
    before = f"{sheet.found.title}: " if sheet.prefix else ""
    return {sheet.key(name): f"{before}{field_label(sheet.model, name)}" for name in sheet.names}

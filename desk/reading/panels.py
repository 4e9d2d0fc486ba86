"""The panel beside the text: the candidate, its form, or words that an editor chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from desk.pages import address_in_desk
from documents.candidates.comparing import NOT_STATED, Comparison, compare
from documents.candidates.fields import FIELDS, OWNER, relation, values_read
from documents.candidates.known_records import known_record
from documents.candidates.lookup import record_of, record_with
from documents.candidates.record_values import LEAVE_OUT, SAME_AS, RecordValues, record_values
from documents.candidates.serialization import from_json
from documents.candidates.validation import InvalidValues, clean_values
from documents.models import SUBJECTS, Candidate, Capture, Passage, citable_fields
from extraction.candidates import Candidate as Found
from extraction.candidates import Value
from records import policy
from records.models import Record
from records.policy import Action
from records.words import field_label, field_names, value_in_words

from .forms import RecordChoice, form_of

RECENT = 6  # records offered for words that are being cited


@dataclass
class ValueRow:
    """One value of the current candidate: what it is, and the words it was read from."""

    label: str
    value: str
    words: str
    because: str
    note: str = ""  # what becomes of a name that the register does not know
    field: Any = None  # of the form, while it is edited
    is_lacking: bool = False
    new_name: str = ""  # the name of the box in which an unknown record is called
    new_value: str = ""
    errors: Sequence[str] = ()


@dataclass
class PartShown:
    """The values of one record as the panel shows them: of the candidate itself, or of a part."""

    kind: str
    title: str
    rows: list[ValueRow]
    leave_out: str = ""  # the name of the box that leaves it out
    is_left_out: bool = False


@dataclass
class CandidateShown:
    """The candidate in the panel."""

    row: Candidate
    number: int
    kind: str
    parts: list[PartShown]
    matches: list[dict[str, Any]]
    because: Sequence[str]
    same: Record | None
    same_url: str
    made: Record | None
    made_url: str
    accepts_as: str
    same_form: Any = None
    record_choice: Any = None
    errors: Sequence[str] = ()
    lacking: str = ""  # what must be added before it can be a record
    unknown: Sequence[str] = ()  # names that the register does not know


@dataclass
class WordsShown:
    """Words that an editor chose, to be cited or to begin a record."""

    start: int
    end: int
    quote: str
    locator: str
    kind: str
    kinds: list[tuple[str, str]]
    begin: list[tuple[str, str]]
    choice: Any
    fields: list[tuple[str, str]]
    recent: list[dict[str, str]]


def kind_label(kind: str) -> str:
    """What an editor calls a kind of record."""
    return str(SUBJECTS[kind]._meta.verbose_name)


# The candidate


def show_candidate(
    row: Candidate,
    number: int,
    passages: Sequence[Any],
    is_edited: bool,
    user: Any,
    publishes: bool,
    sent: Mapping[str, str] | None,
    refused: InvalidValues | None,
) -> CandidateShown:
    """The candidate, as it was read or, ``sent`` given, as a refused form left it."""
    found = from_json(row)
    values = record_values(found, sent)
    own = values[0]
    is_edited = is_edited or sent is not None
    same = known_record(found, own) if row.is_waiting else None
    made = record_with(row.made, row.kind) if row.made else None
    lacking = [] if same is not None else own.lacking
    errors = refused.errors if refused else {}
    shown_parts = [_part(one, is_edited, errors, passages) for one in values]
    if same is not None and not is_edited:
        _note_differences(shown_parts[0], own, same)
    return CandidateShown(
        row,
        number,
        capfirst(kind_label(row.kind)),
        shown_parts,
        _matches(found),
        found.because,
        same,
        address_in_desk(same) if same else "",
        made,
        address_in_desk(made) if made else "",
        _accepts_as(publishes, same, user),
        _same_form(row, same, sent) if is_edited else None,
        errors.get("", ()),
        lacking=field_names(own.model, lacking),
        unknown=[] if same is not None else own.unknown,
    )


def _accepts_as(publishes: bool, same: Record | None, user: Any) -> str:
    if same is not None:
        if policy.may(user, Action.CHANGE, same):
            return _("Cite for the known record")
        return _("Propose for the known record")
    if publishes:
        return _("Accept and publish")
    return _("Accept as a draft")


def _same_form(row: Candidate, same: Record | None, sent: Mapping[str, str] | None) -> Any:
    form = RecordChoice(row.kind, SAME_AS, chosen=same.pk if same else None, sent=sent)
    return form[SAME_AS]


def _matches(found: Found) -> list[dict[str, Any]]:
    """The records that it may be, the likeliest first, each with its page."""
    rows = []
    for match in found.matches[:5]:
        record = record_of(SUBJECTS[found.kind], match.uid)
        if record is not None:
            rows.append(
                {
                    "key": record.pk,
                    "label": str(record),
                    "url": address_in_desk(record),
                    "because": match.because,
                    "percent": round(match.score * 100),
                }
            )
    return rows


def _part(
    values: RecordValues,
    is_edited: bool,
    errors: Mapping[str, Sequence[str]],
    passages: Sequence[Any],
) -> PartShown:
    read = values_read(values.found)
    form = form_of(values.kind, values.names)(
        values.data if is_edited else None, prefix=values.prefix or None
    )
    rows = []
    for name in values.names:
        value = read.get(name)
        if not is_edited and value is None:
            continue
        rows.append(
            ValueRow(
                label=field_label(values.model, name),
                value=_display(values, name, value) if not is_edited else "",
                words=_words_at(passages, value),
                because=value.because if value else "",
                note=_note(values, name, value) if not is_edited else "",
                field=form[name] if is_edited else None,
                is_lacking=is_edited and not values.prefix and name in values.lacking,
                new_name=values.key(f"{name}-new") if relation(values.kind, name) else "",
                new_value=values.get(f"{name}-new"),
                errors=errors.get(values.key(name), ()),
            )
        )
    return PartShown(
        capfirst(kind_label(values.kind)),
        values.found.title,
        rows,
        values.key(LEAVE_OUT) if values.prefix else "",
        values.is_left_out,
    )


def _display(values: RecordValues, name: str, value: Value | None) -> str:
    """A value as a reader says it: the choice's label, else as it was read."""
    if value is None:
        return ""
    column: Any = SUBJECTS[values.kind]._meta.get_field(name)
    return str(dict(column.flatchoices).get(value.value, value.value))


def _note_differences(part: PartShown, values: RecordValues, same: Record) -> None:
    """Say beside each value that the known record has another one."""
    try:
        given = clean_values(values, list(values_read(values.found)))
    except InvalidValues:
        return
    labels = {field_label(values.model, name): name for name in given if name not in NOT_STATED}
    for row in part.rows:
        name = labels.get(row.label)
        if name is not None and compare(same, name, given[name]) is Comparison.DIFFERS:
            column: Any = same._meta.get_field(name)
            says = value_in_words(type(same), name, getattr(same, column.attname))
            row.note = _("the record says: %(value)s") % {"value": says}


def _note(values: RecordValues, name: str, value: Value | None) -> str:
    if value is None or relation(values.kind, name) is None or values.get(name):
        return ""
    if values.get(f"{name}-new"):
        return _("new: it is added")
    return _("not in the register: left empty")


def _words_at(passages: Sequence[Any], value: Value | None) -> str:
    if value is None:
        return ""
    for passage in passages:
        if passage.start <= value.start < passage.end:
            words = passage.text[value.start - passage.start : value.end - passage.start]
            return Truncator(" ".join(words.split())).chars(160)
    return ""


# Chosen words


def show_words(
    capture: Capture, start: int, end: int, asked: Mapping[str, str]
) -> WordsShown | None:
    passage = Passage.objects.filter(capture=capture, start__lte=start).order_by("start").last()
    if passage is None or not start < end or start >= passage.end:
        return None
    end = min(end, passage.end)
    recent = _recent(capture)
    kind = asked.get("kind", "")
    about: Record | None = None
    if kind in SUBJECTS:
        about = record_of(SUBJECTS[kind], asked.get("about", "")) if asked.get("about") else None
    elif recent:
        kind = recent[0]["kind"]
        about = record_of(SUBJECTS[kind], recent[0]["uid"])
    else:
        kind = "meeting"
    choice = RecordChoice(kind, "record", chosen=about.pk if about else None)
    return WordsShown(
        start,
        end,
        passage.text[start - passage.start : end - passage.start],
        passage.locator,
        kind,
        [(name, capfirst(kind_label(name))) for name in SUBJECTS],
        [
            (name, capfirst(kind_label(name)))
            for name in FIELDS
            if name not in OWNER or name == "outcome"
        ],
        choice["record"],
        [(name, field_label(SUBJECTS[kind], name)) for name in _citable(kind)],
        recent,
    )


def _citable(kind: str) -> list[str]:
    return list(dict.fromkeys(citable_fields(SUBJECTS[kind])))


def _recent(capture: Capture) -> list[dict[str, str]]:
    """What was decided last in this copy: what words are likely to speak of."""
    rows = (
        Candidate.objects.filter(capture=capture)
        .exclude(made="")
        .order_by("-decided_at")
        .values_list("kind", "made", "title")[: RECENT * 2]
    )
    found: dict[str, dict[str, str]] = {}
    for kind, uid, title in rows:
        found.setdefault(
            uid, {"kind": kind, "uid": uid, "title": f"{capfirst(kind_label(kind))}: {title}"}
        )
    return list(found.values())[:RECENT]

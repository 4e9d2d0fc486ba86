"""The panel beside the text: the candidate, its form, or words that an editor chose.

Each function gives plain values for its template. Forms only draw fields here:
``documents.candidates`` checks what is sent.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import modelform_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.forms import RecordSelect
from documents.candidates.fields import FIELDS, OWNER, TITLED, relation, values_read
from documents.candidates.known_records import NOT_STATED, Comparison, compare, known_record
from documents.candidates.lookup import not_withdrawn, record_of
from documents.candidates.record_values import (
    LEAVE_OUT,
    SAME_AS,
    InvalidValues,
    RecordValues,
    clean_values,
    record_values,
)
from documents.candidates.serialization import from_json
from documents.models import SUBJECTS, Candidate, Capture, Citation, Passage, citable_fields
from extraction.candidates import Candidate as Found
from records import policy
from records.models import Record
from records.policy import Action
from records.words import field_label, field_names, value_in_words

from .answers import Unanswered
from .asking import Asked, questions_shown, words_at

RECENT = 6  # records offered for words that are being cited


def kind_label(kind: str) -> str:
    """What an editor calls a kind of record."""
    return capfirst(str(SUBJECTS[kind]._meta.verbose_name))


def record_choice(kind: str, name: str, *, chosen: Any = None, sent: Any = None) -> Any:
    """The field ``name``, in which a record of a kind is chosen by typing."""
    form = forms.Form(sent, initial={name: chosen})
    column: Any = Citation._meta.get_field(kind)  # a citation has a relation to every kind
    form.fields[name] = forms.ModelChoiceField(
        not_withdrawn(SUBJECTS[kind]), required=False, widget=RecordSelect(column, admin.site)
    )
    return form[name]


@cache
def form_of(kind: str, names: tuple[str, ...]) -> type[forms.ModelForm]:
    """The form of a kind of record, with relations chosen by typing."""

    def field(column: Any, **kwargs: Any) -> Any:
        if isinstance(column, models.ForeignKey):
            kwargs["widget"] = RecordSelect(column, admin.site)
        return column.formfield(**kwargs)

    return modelform_factory(SUBJECTS[kind], fields=names, formfield_callback=field)


# The candidate


def candidate_panel(
    row: Candidate,
    *,
    passages: Sequence[Any],
    is_edited: bool,
    user: Any,
    publishes: bool,
    sent: Mapping[str, str] | None,
    refused: InvalidValues | None,
) -> dict[str, Any]:
    """The candidate, as it was read or, ``sent`` given, as a refused form left it."""
    found = from_json(row)
    values = record_values(found, sent)
    own = values[0]
    same = known_record(found, own) if row.is_waiting else None
    records = SUBJECTS[row.kind]._default_manager  # whatever their state
    errors = refused.errors if refused else {}
    asking: dict[str, Asked] = {}
    if is_edited:
        of_known = bool(same if sent is None else sent.get(SAME_AS))
        asking = questions_shown(row, values, passages, sent or {}, of_known=of_known)
        parts = [_part(one, _rows_to_edit(one, passages, errors, asking)) for one in values]
    else:
        differing = _differences(own, same) if same is not None else {}
        parts = [_part(own, _rows_read(own, passages, differing))]
        parts += [_part(one, _rows_read(one, passages, {})) for one in values[1:]]
    return {
        "row": row,
        "kind": kind_label(row.kind),
        "parts": parts,
        "matches": _matches(found),
        "because": found.because,
        "same": same,
        "made": records.filter(uid=row.made).first() if row.made else None,
        "accepts_as": _accepts_as(publishes, same, user),
        "same_choice": record_choice(row.kind, SAME_AS, chosen=same, sent=sent),
        "record_choice": record_choice(row.kind, "record"),
        "errors": errors.get("", ()),
        "is_open": isinstance(refused, Unanswered),  # something typed is yet to be answered
        # What must be added before it can be a record; names that the register does not know.
        "lacking": field_names(own.model, own.lacking) if same is None else "",
        "unknown": own.unknown if same is None else [],
    }


def _accepts_as(publishes: bool, same: Record | None, user: Any) -> str:
    if same is not None:
        if policy.may(user, Action.CHANGE, same):
            return _("Cite for the known record")
        return _("Propose for the known record")
    return _("Accept and publish") if publishes else _("Accept as a draft")


def _matches(found: Found) -> list[dict[str, Any]]:
    """The records that it may be, the likeliest first."""
    rows = []
    for match in found.matches[:5]:
        record = record_of(SUBJECTS[found.kind], match.uid)
        if record is not None:
            percent = round(match.score * 100)
            rows.append({"record": record, "because": match.because, "percent": percent})
    return rows


def _part(values: RecordValues, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The values of one record: of the candidate itself, or of a part, which can be left out."""
    return {
        "kind": kind_label(values.kind),
        "title": values.found.title,
        "rows": rows,
        "leave_out": values.key(LEAVE_OUT) if values.prefix else "",
        "is_left_out": values.is_left_out,
    }


def _rows_read(
    values: RecordValues, passages: Sequence[Any], differing: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each value that was read, with its words and what becomes of it."""
    read = values_read(values.found)
    rows = []
    for name in values.names:
        if (value := read.get(name)) is not None:
            column: Any = values.model._meta.get_field(name)
            rows.append(
                {
                    "label": field_label(values.model, name),
                    "value": dict(column.flatchoices).get(value.value, value.value),
                    "words": words_at(passages, value),
                    "because": value.because,
                    "note": differing.get(name) or _note(values, name),
                }
            )
    return rows


def _rows_to_edit(
    values: RecordValues,
    passages: Sequence[Any],
    errors: Mapping[str, Sequence[str]],
    asking: Mapping[str, Asked],
) -> list[dict[str, Any]]:
    """A field for each value: the words it was read from, what was wrong, what is asked of it."""
    read = values_read(values.found)
    form = form_of(values.kind, values.names)(values.data, prefix=values.prefix or None)
    return [
        {
            "label": field_label(values.model, name),
            "field": form[name],
            "words": words_at(passages, read[name]) if name in read else "",
            "is_lacking": not values.prefix and name in values.lacking,
            # The box in which a record is called that is to be added.
            "new_name": values.key(f"{name}-new") if relation(values.kind, name) else "",
            "new_value": values.get(f"{name}-new"),
            "errors": errors.get(values.key(name), ()),
            "key": values.key(name),
            "question": asking.get(values.key(name)),
        }
        for name in values.names
    ]


def _differences(values: RecordValues, same: Record) -> dict[str, str]:
    """What the known record says where it has another value."""
    try:
        given = clean_values(values, values_read(values.found))
    except InvalidValues:
        return {}
    found = {}
    for name, value in given.items():
        if name not in NOT_STATED and compare(same, name, value) is Comparison.DIFFERS:
            column: Any = same._meta.get_field(name)
            says = value_in_words(type(same), name, getattr(same, column.attname))
            found[name] = _("the record says: %(value)s") % {"value": says}
    return found


def _note(values: RecordValues, name: str) -> str:
    """What becomes of a name that the register does not know."""
    if relation(values.kind, name) is None or values.get(name):
        return ""
    if values.get(f"{name}-new"):
        return _("new: it is added")
    return _("not in the register: left empty")


# Chosen words


def words_panel(
    capture: Capture, start: int, end: int, asked: Mapping[str, str]
) -> dict[str, Any] | None:
    """Words that an editor chose, to be cited or to begin a record; none where there are none."""
    passage = Passage.objects.filter(capture=capture, start__lte=start).order_by("start").last()
    if passage is None or not start < end or start >= passage.end:
        return None
    end = min(end, passage.end)
    recent = _recent(capture)
    kind, about = asked.get("kind", ""), asked.get("about", "")
    if kind not in SUBJECTS:
        last = recent[0] if recent else {"kind": "meeting", "uid": ""}
        kind, about = last["kind"], last["uid"]
    chosen = record_of(SUBJECTS[kind], about) if about else None
    begun = [name for name in FIELDS if name not in OWNER or name in TITLED]
    names = dict.fromkeys(citable_fields(SUBJECTS[kind]))
    return {
        "start": start,
        "end": end,
        "quote": passage.text[start - passage.start : end - passage.start],
        "locator": passage.locator,
        "kind": kind,
        "kinds": [(name, kind_label(name)) for name in SUBJECTS],
        "begin": [(name, kind_label(name)) for name in begun],
        "choice": record_choice(kind, "record", chosen=chosen),
        "fields": [(name, field_label(SUBJECTS[kind], name)) for name in names],
        "recent": recent,
    }


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
        found.setdefault(uid, {"kind": kind, "uid": uid, "title": f"{kind_label(kind)}: {title}"})
    return list(found.values())[:RECENT]

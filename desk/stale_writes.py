"""Two editors of one record: a form knows the version it started from, and a stale one is refused.

What the other saved meanwhile is shown beside what was typed. The same rule for a list's actions,
decisions about candidates and merges stands where those are decided.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils.translation import gettext as _

from records.history.events import tracked, values_of
from records.models import Record
from records.words import value_in_words


@dataclass(frozen=True)
class ClashRow:
    """One value over which two editors met: when the form was made, theirs, and mine."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    only_theirs: bool  # I left it as it was
    only_mine: bool  # they did


def clash_of(form: forms.ModelForm, base: dict[str, Any]) -> list[ClashRow]:
    """The values in which a form, the record as it is, and as it was are not all the same."""
    model = type(form.instance)
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    rows = []
    for name, field in form.fields.items():
        is_of_the_form = name in (
            "row_version",
            "save_over",
            DELETION_FIELD_NAME,
            model._meta.pk.name,
        )
        if is_of_the_form or isinstance(field, InlineForeignKeyField):
            continue
        theirs, mine = form.initial.get(name), form[name].data
        was = base.get(columns.get(name, name), theirs)
        i_changed = field.has_changed(was, mine)
        they_changed = field.has_changed(was, field.prepare_value(theirs))
        if not (i_changed or they_changed) or not field.has_changed(theirs, mine):
            continue
        rows.append(
            ClashRow(
                name,
                str(form[name].label),
                value_in_words(model, columns.get(name, ""), was),
                value_in_words(model, columns.get(name, ""), theirs),
                value_in_words(model, columns.get(name, ""), form.cleaned_data.get(name, mine)),
                only_theirs=they_changed and not i_changed,
                only_mine=i_changed and not they_changed,
            )
        )
    return rows


def has_version(row: Any) -> bool:
    """Whether two may meet over ``row`` by itself; a row in a list stands with its record."""
    is_page = hasattr(type(row), "belongs_to") and type(row) in tracked()
    return isinstance(row, Record) or is_page


def version_of(row: Any) -> int:
    """The version of a record; of another row, how often its history says that it changed."""
    return row.version if isinstance(row, Record) else 1 + _changes(row).count()


def _changes(row: Any) -> Any:
    events: Any = tracked()[type(row)]
    return events.objects.filter(pgh_obj_id=row.pk)


class VersionedForm(forms.ModelForm):
    """A form that carries the version of the row it started from."""

    row_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_version(self.instance):
            self.fields.pop("row_version", None)
        elif self.instance.pk:
            self.initial["row_version"] = version_of(self.instance)

    def refuse_stale(self) -> None:
        """Refuse a form whose record has moved on since the form was made, or that does not say
        from which version of it."""
        started_from = self.cleaned_data.get("row_version")
        is_asked = "row_version" in self.fields and self.instance.pk
        if is_asked and started_from != version_of(self.instance):
            self.say_stale(started_from)

    def say_stale(self, started_from: int | None) -> None:
        theirs = [
            f"{row.label}: {row.theirs}"
            for row in clash_of(self, self.base(started_from))
            if not row.only_mine
        ]
        sentence = _("Someone else changed this row while you were editing.")
        if theirs:
            sentence += " " + _("There it now says: %(theirs)s.") % {"theirs": "; ".join(theirs)}
        sentence += " " + _("Open the page anew, and write yours there if it is still right.")
        self.add_error(None, ValidationError(sentence, code="stale"))

    def base(self, version: int | None) -> dict[str, Any]:
        """The row as it was when the form was made, from its history; empty if unknown."""
        rows, started_from = _changes(self.instance), version or 0
        if isinstance(self.instance, Record):
            found = rows.filter(version__lte=started_from).order_by("-pgh_id").first()
        else:
            place = started_from - 2
            found = rows.order_by("pgh_id")[place : place + 1].first() if place >= 0 else None
        return values_of(found) if found is not None else {}

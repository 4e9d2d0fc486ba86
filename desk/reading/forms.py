"""The forms of the reading desk, which only draw fields: ``documents.candidates`` checks values."""

from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import modelform_factory

from desk.forms import RecordSelect
from documents.candidates.lookup import not_withdrawn
from documents.models import SUBJECTS, Citation
from records.words import choice_label


@cache
def form_of(kind: str, names: tuple[str, ...]) -> type[forms.ModelForm]:
    """The form of a kind of record, with relations chosen by typing."""

    def field(column: Any, **kwargs: Any) -> Any:
        if isinstance(column, models.ForeignKey):
            kwargs["widget"] = RecordSelect(column, admin.site)
        return column.formfield(**kwargs)

    return modelform_factory(SUBJECTS[kind], fields=names, formfield_callback=field)


class RecordChoice(forms.Form):
    """One record of a kind, chosen by typing; the field is called ``name``."""

    def __init__(self, kind: str, name: str, *, chosen: Any = None, sent: Any = None) -> None:
        super().__init__(sent, initial={name: chosen})
        column: Any = Citation._meta.get_field(kind)  # a citation has a relation to every kind
        choice = forms.ModelChoiceField(not_withdrawn(SUBJECTS[kind]), required=False)
        choice.widget = RecordSelect(column, admin.site)
        choice.widget.is_required = False
        choice.widget.choices = choice.choices
        choice.widget.label = choice_label
        self.fields[name] = choice

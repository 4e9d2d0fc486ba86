"""Forms of the editors' desk: what every form there does, whatever it edits.

* The version the form started from goes with it; a stale one is refused, what was typed stays.
* The database's rules answer at the field where the editor can fix it.
* A relation is chosen by typing a few letters of any of its names.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    get_select2_language,
)
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.stale_writes import ClashRow, VersionedForm, clash_of, has_version, version_of
from records.keys import is_key
from records.models import Record
from records.policy import was_published
from records.refusals import Refused, broken_constraints
from records.search_text import clean
from records.words import choice_label, field_label

# Relations


class _Labelled:
    """Draws the chosen records with their labels, without a query for those already at hand."""

    label: Any = staticmethod(choice_label)
    at_hand: "dict[str, models.Model]"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_hand = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """The box of one form; a field that is declared once lives longer than a request."""
        copied = super().__deepcopy__(memo)
        copied.i18n_name = get_select2_language()
        return copied

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        options: list[Any] = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        wanted = [str(key) for key in value if str(key) not in ("", "None")]
        found = {key: self.at_hand[key] for key in wanted if key in self.at_hand}
        missing = [key for key in wanted if key not in found and is_key(key)]
        if missing:
            rows = self.choices.queryset.filter(pk__in=missing)
            found |= {str(row.pk): row for row in rows}
        for key in wanted:
            if key in found:
                label = self.label(found[key])
                options.append(self.create_option(name, key, label, True, len(options)))
        return [(None, options, 0)]


class RecordSelect(_Labelled, AutocompleteSelect):
    """One record, chosen by typing."""


class RecordSelectMultiple(_Labelled, AutocompleteSelectMultiple):
    """Several records, chosen by typing."""


# Forms


class RecordForm(VersionedForm):
    """A form of a record that puts each error at its field."""

    refused: ClassVar[Refused | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        # The widgets of relations draw the records that were selected with the row.
        selected = self.instance._state.fields_cache
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, _Labelled):
                record = selected.get(name)
                widget.at_hand = {str(record.pk): record} if record is not None else {}

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = clean(value)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.refuse_stale()
        if "slug" in self.fields and not self.cleaned_data.get("slug"):
            self.make_slug()
        for name, sentences in self.refused.errors.items() if self.refused else ():
            shown = name if name in self.fields else None
            label = "" if shown or not name else f"{field_label(type(self.instance), name)}: "
            for sentence in sentences:
                self.add_error(shown, f"{label}{sentence}")
        return self.cleaned_data

    def make_slug(self) -> None:
        """A slug from the name, as the page would have suggested."""
        slug = slugify(self.cleaned_data.get("name", ""))[:200].strip("-")
        if slug:
            self.cleaned_data["slug"] = slug
        elif not self.errors.get("slug"):
            self.add_error(
                "slug",
                _("Write a few Latin letters or digits for the page's address, such as arf-2016."),
            )

    def _post_clean(self) -> None:
        """Let the record ask each rule of its table by itself, so that messages find fields."""
        self.instance.validate_constraints = self._validate_constraints
        try:
            super()._post_clean()
        finally:
            del self.instance.validate_constraints

    def _validate_constraints(self, exclude: set[str] | None = None) -> None:
        errors: dict[str, list[str]] = {}
        for field, sentences in broken_constraints(self.instance, exclude):
            place = field if field in self.fields else NON_FIELD_ERRORS
            errors.setdefault(place, []).extend(sentences)
        if errors:
            raise ValidationError(errors)


class PageForm(RecordForm):
    """The form of a record's own page: a stale one can be compared and then saved all the same.

    ``clash`` then holds each value with what it was, what it is, and what was typed.
    """

    save_over = forms.BooleanField(
        required=False,
        label=gettext_lazy("I have compared: save what stands below"),
    )
    clash: "list[ClashRow]"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clash = []
        if self.instance.pk is None or not has_version(self.instance):
            del self.fields["save_over"]
        else:
            # The box stands for the version it was shown beside; a third writer voids it.
            self.fields["save_over"].widget = forms.CheckboxInput(
                attrs={"value": version_of(self.instance)}, check_test=lambda value: False
            )

    @property
    def is_stale(self) -> bool:
        return any(error.code == "stale" for error in self.non_field_errors().as_data())

    def refuse_stale(self) -> None:
        over = self.data.get(self.add_prefix("save_over"), "")
        if over and self.instance.pk and over == str(version_of(self.instance)):
            return
        super().refuse_stale()

    def say_stale(self, started_from: int | None) -> None:
        self.clash = clash_of(self, self.base(started_from))
        for row in self.clash:
            if row.only_theirs:
                self.take_theirs(row.name)
        sentence = _(
            "Someone else saved this record while you were editing it (it is at version "
            "%(now)s, you started from %(then)s). Nothing of yours is saved yet; what you typed "
            "is still below, and values that only they changed stand there as they left them."
        ) % {"now": version_of(self.instance), "then": started_from or "?"}
        self.add_error(None, ValidationError(sentence, code="stale"))

    def take_theirs(self, name: str) -> None:
        """Let the form show the value that the record has now."""
        self.data = self.data.copy()
        value = self[name].field.prepare_value(self.initial.get(name))
        many = isinstance(value, list | tuple)
        self.data.setlist(
            self.add_prefix(name), value if many else ["" if value is None else value]
        )


class RowForm(RecordForm):
    """A form in a row of a table: the labels stand in its head, so each field says its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden and field.label:
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs["aria-label"] = capfirst(str(field.label))


class RecordFormSet(BaseInlineFormSet):
    """The rows of one list inside a form."""

    refused: ClassVar[Refused | None] = None

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        """The row that the page copies to add one: its head, its files and itself ask for it."""
        return super().empty_form

    def delete_existing(self, obj: models.Model, commit: bool = True) -> None:
        """Delete a row; one that was ever public is withdrawn instead, once the rest is saved."""
        if isinstance(obj, Record) and was_published(obj):
            self.to_withdraw = [*getattr(self, "to_withdraw", []), obj]
        else:
            super().delete_existing(obj, commit=commit)

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:  # Django passes over what is wrong with a row that goes
            if self._should_delete_form(form):
                stale = [one for one in form.non_field_errors().as_data() if one.code == "stale"]
                if stale:
                    raise ValidationError(stale)
        if self.refused and self.model in self.refused.rows:
            raise ValidationError(self.refused.rows[self.model])

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("The same row stands here twice: remove one.")

    def get_form_error(self) -> str:
        return _("This row stands here twice.")

"""The form in which an editor says: this passage says so.

The editor chooses the passage by typing, pastes the words, and ticks what they support; the
form finds the characters. What the source states otherwise is written in lines.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.forms import PageForm, RecordForm
from documents.judged_names import NAMES, name_label
from documents.judgements import judged_fields
from documents.models import MOST_QUOTED, TOO_LONG, Capture, Citation, Passage, citable_fields
from documents.quoting import quote_from
from records.models import Record
from records.words import field_label, field_names
from texts.copied_words import find_words

WHOLE = "*"
ONE_NAME = f"{NAMES}="  # before a name that is ticked by itself
MAX_STATED = 4000


# What a source states otherwise


class StatedField(forms.CharField):
    """Lines of “field: value”, kept as a mapping."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return as_lines(value) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = as_lines(initial) if isinstance(initial, dict) else (initial or "")
        return before.strip() != (data or "").replace("\r", "").strip()


def as_lines(stated: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in stated.items())


def read_stated(text: str, model: type[Record]) -> dict[str, str]:
    """The mapping that lines of “field: value” stand for; fields by their name or label."""
    known = {}
    for name in citable_fields(model):
        known[name.casefold()] = known[field_label(model, name).casefold()] = name
    stated: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        label, colon, value = line.partition(":")
        name = known.get(label.strip().casefold())
        if not colon or not value.strip():
            raise ValidationError(
                _("“%(line)s”: write the value's name, a colon and what the source says.")
                % {"line": line[:80]}
            )
        if name is None:
            raise ValidationError(
                _("There is no value called “%(label)s” here. Choose from: %(known)s.")
                % {
                    "label": label.strip()[:80],
                    "known": field_names(model, dict.fromkeys(citable_fields(model))),
                }
            )
        stated[name] = value.strip()
    return stated


# A citation


class CitationForm(RecordForm):
    """One passage, its words, and what they support."""

    subject_model: type[Record] | None = None

    quote = forms.CharField(
        label=gettext_lazy("exact words"),
        required=False,
        max_length=MOST_QUOTED,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Paste them from the passage, or type “first words … last words”. Empty: the whole "
            "passage."
        ),
    )
    which = forms.IntegerField(
        label=gettext_lazy("which one"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "which"}),
        help_text=gettext_lazy("Only where the words occur more than once: 1 for the first."),
    )
    fields = forms.MultipleChoiceField(
        label=gettext_lazy("supports"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also = forms.MultipleChoiceField(
        label=gettext_lazy("and of its parts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stated = StatedField(
        label=gettext_lazy("where the source says otherwise"),
        required=False,
        max_length=MAX_STATED,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "date: 2016-09-08"}),
        help_text=gettext_lazy(
            "One line for each value that the source gives differently, as “date: 2016-09-08”."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("reason for the choice"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why the record says what it says, where sources differ."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked_nothing = self.only_parts = False
        if "passage" in self.fields:
            self.fields["passage"].help_text = _(
                "Type words of the document's title, the locator, or words of the passage."
            )
        model = self.subject_model or (type(self.instance.subject) if self.instance.pk else None)
        self.of_model = model
        if model is not None and "fields" in self.fields:
            names = list(dict.fromkeys(citable_fields(model)))
            self.fields["fields"].choices = [
                *((name, field_label(model, name)) for name in names),
                (WHOLE, _("the whole record: everything said of it here")),
            ]
        self.known_names: list[str] = []
        if self.instance.pk:
            self.initial["fields"] = self.instance.fields or [WHOLE]

    def offer_names(self, known: list[str]) -> None:
        """Let each further name be ticked by itself: ``known``, as ``name_label`` writes them."""
        field = self.fields.get("fields")
        if field is None or not known:
            return
        self.known_names = known
        one_by_one = [(f"{ONE_NAME}{name}", _("other name “%s”") % name) for name in known]
        choices: list[Any] = []
        for value, label in field.choices:
            if value == NAMES:
                choices += one_by_one
                label = _("other names that are added here now")
            choices.append((value, label))
        field.choices = choices
        if NAMES in self.instance.fields and "fields" in self.initial:
            judged = set((self.instance.holds_for or {}).get(NAMES, ()))
            others = [name for name in self.initial["fields"] if name != NAMES]
            ticked = [f"{ONE_NAME}{name}" for name in known if name in judged]
            self.initial["fields"] = [*others, *ticked]

    def supports_in_words(self) -> str:
        """What the saved citation supports, as the page's heading of it says."""
        if self.of_model is None or not self.instance.fields:
            return _("The whole record:")
        names = [field_label(self.of_model, name) for name in self.instance.fields]
        return f"{', '.join(names)}:"

    def clean_fields(self) -> list[str]:
        ticked = self.cleaned_data["fields"]
        self.ticked_nothing = not ticked
        self.ticked_names = {
            one.removeprefix(ONE_NAME) for one in ticked if one.startswith(ONE_NAME)
        }
        self.ticked_new_names = NAMES in ticked
        if WHOLE in ticked:
            return []
        fields = [one for one in ticked if not one.startswith(ONE_NAME)]
        return [*fields, NAMES] if self.ticked_names and NAMES not in fields else fields

    def save(self, commit: bool = True) -> Any:
        """Judge the names that were ticked; those of the page are saved by then."""
        if self.known_names and NAMES in self.instance.fields and "fields" in self.changed_data:
            names = set(self.ticked_names)
            if self.ticked_new_names:
                names |= set(labels_of(self.instance.subject)) - set(self.known_names)
            self.instance.holds_for = {**(self.instance.holds_for or {}), NAMES: sorted(names)}
        return super().save(commit)

    def clean_stated(self) -> dict[str, str]:
        text = self.cleaned_data["stated"]
        return read_stated(text, self.of_model) if text and self.of_model else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        passage, stated = cleaned.get("passage"), cleaned.get("stated") or {}
        if self.ticked_nothing:
            self.only_parts = bool(cleaned.get("also")) and not (self.instance.pk or stated)
            if not self.only_parts:
                self.add_error("fields", _("Tick what the passage says, or the whole record."))
        beside = [
            name for name in stated if cleaned.get("fields") and name not in cleaned["fields"]
        ]
        if beside:
            cleaned["fields"] = [*cleaned["fields"], *beside]
        if passage is not None and "quote" not in self.errors:
            self.place(passage, cleaned.get("quote", ""), cleaned.get("which"))
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of the characters stands at the words, unless more is said there."""
        found = getattr(errors, "error_dict", {})
        where = found.pop("start", None)
        if where and "quote" not in self.errors:
            found["quote"] = [*found.get("quote", ()), *where]
        if found or not where:
            super()._update_errors(errors)

    def place(self, passage: Passage, words: str, which: int | None) -> None:
        """Find the characters that ``words`` are, and keep them on the citation."""
        citation: Citation = self.instance
        unmoved = citation.pk and not {"passage", "quote", "which"} & set(self.changed_data)
        if unmoved:
            self.cleaned_data["quote"] = citation.quote
            return
        if not passage.text:
            if words:
                self.add_error(
                    "quote",
                    _(
                        "The text of this document is not held, so the words cannot be checked. "
                        "Leave this empty: the citation stands for the whole passage."
                    ),
                )
            citation.start, citation.end = passage.start, passage.end
            citation.prefix = citation.suffix = ""
            return
        found = find_words(passage.text, words) if words.strip() else [(0, len(passage.text))]
        if not found:
            self.add_error(
                "quote",
                _("These words are not in %(where)s. It begins: “%(text)s”")
                % {"where": passage.locator, "text": passage.text[:160]},
            )
            return
        if len(found) > 1 and not which:
            self.add_error(
                "which",
                _("The words occur %(number)s times here: say which, from 1 to %(number)s.")
                % {"number": len(found)},
            )
            return
        if which and which > len(found):
            self.add_error(
                "which", _("The words occur %(number)s times here.") % {"number": len(found)}
            )
            return
        start, end = found[(which or 1) - 1]
        if end - start > MOST_QUOTED:
            self.add_error("quote", TOO_LONG)
            return
        citation.start, citation.end = passage.start + start, passage.start + end
        text = Capture.objects.values_list("text", flat=True).get(pk=passage.capture_id)
        quote_from(text, citation)
        self.cleaned_data["quote"] = citation.quote


class CitationPageForm(CitationForm, PageForm):
    """The same, on the citation's own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.offer_names(labels_of(self.instance.subject))


def labels_of(record: Record) -> list[str]:
    """The further names that ``record`` has now, as they are judged."""
    if NAMES not in judged_fields(type(record)):
        return []
    names: Any = type(record)._meta.get_field(NAMES).related_model
    return sorted({name_label(one) for one in names._default_manager.filter(record=record.pk)})

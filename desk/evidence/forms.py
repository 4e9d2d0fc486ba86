"""The form in which an editor says: this passage says so.

The editor chooses the passage by typing, pastes the words, and ticks what they support; the
form finds the characters. On the page of a record with parts, one row may support the record
and any of its parts: a citation of its own is made for each.
"""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.forms import PageForm, RecordForm, RecordFormSet
from documents.models import (
    MOST_QUOTED,
    SUBJECTS,
    TOO_LONG,
    Capture,
    Citation,
    Passage,
    citable_fields,
)
from documents.quoting import quote_from
from mechanisms.models import Mechanism, Membership, Office, Person
from meetings.models import Delegate, Meeting, Outcome, Participation
from records.models import Record, State
from records.words import field_label, field_names
from texts.whitespace import Spaced, one_space

WHOLE = "*"
ADDED = "added"
MAX_STATED = 4000

# Finding the words

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—", "-"),
    }
)
_GAP = re.compile(r"…|\.\.\.|\[…\]")


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``: exactly, else but for spaces, quotes and dashes.

    “First words … last words” stands for the stretch from the first to the last. Texts are
    searched as they are, by no pattern made of them: none can make the search long.
    """
    words = words.strip()
    if not words or len(words) > 2 * len(text) + 20:
        return []
    if exact := list(_stretches(text, words)):
        return exact
    ends = [one for part in _GAP.split(words) if (one := one_space(part.translate(_ALIKE)))]
    if not 0 < len(ends) <= 2:
        return []
    spaced = Spaced(text.translate(_ALIKE))
    return [spaced.stretch(*found) for found in _stretches(spaced.text, *ends)]


def _stretches(text: str, first: str, last: str = "") -> Iterator[tuple[int, int]]:
    """Each stretch from ``first`` to the next ``last``.

    The two are looked for in turns, so that a text is read once.
    """
    position = 0
    while (begun := text.find(first, position)) >= 0:
        position = begun + len(first)
        if last:
            ended = text.find(last, position)
            if ended < 0:
                return
            position = ended + len(last)
        yield begun, position


# What the source states


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


# The form


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
        self.only_parts = False
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
        if self.instance.pk:
            self.initial["fields"] = self.instance.fields or [WHOLE]

    def supports_in_words(self) -> str:
        """What the saved citation supports, as the page's heading of it says."""
        if self.of_model is None or not self.instance.fields:
            return _("The whole record:")
        names = [field_label(self.of_model, name) for name in self.instance.fields]
        return f"{', '.join(names)}:"

    def offer_parts(self, choices: list[tuple[str, Any]]) -> None:
        """Let the row support parts of the record too."""
        self.fields["also"].choices = choices

    def clean_fields(self) -> list[str]:
        names = self.cleaned_data["fields"]
        self.ticked_nothing = not names
        return [] if WHOLE in names else names

    def clean_stated(self) -> dict[str, str]:
        text = self.cleaned_data["stated"]
        return read_stated(text, self.of_model) if text and self.of_model else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        passage = cleaned.get("passage")
        if getattr(self, "ticked_nothing", False) and "fields" not in self.errors:
            if cleaned.get("also"):
                self.only_parts = True
            else:
                self.add_error("fields", _("Tick what the passage says, or the whole record."))
        stated = cleaned.get("stated") or {}
        beside = [
            name for name in stated if cleaned.get("fields") and name not in cleaned["fields"]
        ]
        if beside:
            cleaned["fields"] = [*cleaned["fields"], *beside]
        if self.only_parts and (self.instance.pk or stated):
            self.only_parts = False
            self.add_error("fields", _("Tick what the passage says, or the whole record."))
        if passage is not None and "quote" not in self.errors:
            self.place(passage, cleaned.get("quote", ""), cleaned.get("which"))
        return cleaned

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


# Its rows on the page of a record

PART_LISTS: dict[type[Record], tuple[tuple[str, type[Record], tuple[str, ...]], ...]] = {
    Meeting: (
        ("meeting", Participation, ("participant",)),
        ("meeting", Delegate, ("person", "participant")),
        ("meeting", Outcome, ()),
    ),
    Mechanism: (
        ("mechanism", Membership, ("participant",)),
        ("mechanism", Outcome, ()),
    ),
    Person: (("person", Office, ("participant",)),),
}
"""The parts that stand on a record's page: their key to it, and what their label needs."""


def part_label(part: Record) -> str:
    """A part as its owner's page calls it: without the owner's name."""
    if isinstance(part, Participation | Membership):
        return f"{part.participant}, {part.get_role_display()}"
    if isinstance(part, Delegate):
        return f"{part.person}, {part.get_role_display()}"
    if isinstance(part, Outcome):
        return f"{part.title} ({part.get_action_display()})"
    if isinstance(part, Office):
        return part.title
    return str(part)


def parts_on_page(record: Record) -> list[Record]:
    """The parts that an editor sees on the page of ``record``."""
    parts: list[Record] = []
    for key, model, labels in PART_LISTS.get(type(record), ()):
        rows = model._default_manager.filter(**{key: record}).exclude(state=State.WITHDRAWN)
        if key == "mechanism" and model is Outcome:
            rows = rows.filter(meeting=None)
        parts += rows.select_related(*labels).order_by("pk")[:500]
    return parts


class CitationFormSet(RecordFormSet):
    """The citations of one record; each may be repeated for its parts."""

    def parts(self) -> dict[str, Record]:
        if not hasattr(self, "_parts"):
            self._parts = (
                {f"{part.kind_name()}-{part.pk}": part for part in parts_on_page(self.instance)}
                if self.instance.pk
                else {}
            )
        return self._parts

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if type(self.instance) not in PART_LISTS:
            form.offer_parts([])
            return
        form.offer_parts(
            [
                *(
                    (key, f"{capfirst(part._meta.verbose_name)}: {part_label(part)}")
                    for key, part in self.parts().items()
                ),
                (ADDED, _("all that is being added on this page now")),
            ]
        )

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return None if form.only_parts else super().save_new(form, commit)

    def save_new_objects(self, commit: bool = True) -> list[Any]:
        self.new_objects = [row for row in super().save_new_objects(commit) if row is not None]
        return self.new_objects

    def cite_parts(self, added: list[Record]) -> list[Passage]:
        """Make a citation like the row's for each part that the row supports.

        ``added`` are the parts that are saved with it. Returns the passages that were cited now.
        """
        cited = []
        for form in self.forms:
            if not form.has_changed() or form in self.deleted_forms:
                continue
            wanted = form.cleaned_data.get("also") or []
            parts = [self.parts()[key] for key in wanted if key in self.parts()]
            for part in [*parts, *(added if ADDED in wanted else [])]:
                cite_like(form.instance, part)
            cited.append(form.cleaned_data["passage"])
        return cited


def cite_like(citation: Citation, part: Record) -> None:
    """Cite the same words for every value that ``part`` has now."""
    name = next(name for name, model in SUBJECTS.items() if type(part) is model)
    fields = part.filled_evidential_fields()
    same = (
        Citation.objects.filter(
            **{name: part}, passage=citation.passage, start=citation.start, end=citation.end
        )
        .exclude(state=State.WITHDRAWN)
        .first()
    )
    if same is None:
        Citation.objects.create(
            **{name: part},
            passage=citation.passage,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            prefix=citation.prefix,
            suffix=citation.suffix,
            fields=fields,
        )
    elif same.fields and set(fields) - set(same.fields):
        same.fields = list(dict.fromkeys([*same.fields, *fields]))
        same.save(update_fields=["fields"])

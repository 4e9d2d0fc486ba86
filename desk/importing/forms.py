"""The forms that import documents: what is uploaded or pasted, and what is known of each file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk.forms import RecordSelect
from desk.tables.forms import ENCODINGS
from documents.file_reading import too_large
from documents.models import Capture, Document
from mechanisms.models import Participant
from records import policy
from records.dates import validate_point
from records.models import language_validator
from records.policy import Action
from records.search_text import clean
from texts.formats.limits import MAX_BYTES
from texts.formats.refusals import SENTENCES

MAX_FILES = 20
MAX_PASTED = 2_000_000  # characters


# The first step


class SeveralFiles(forms.ClearableFileInput):
    """A control that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each within the limit."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(files) > MAX_FILES:
            raise ValidationError(
                _("These are %(number)s files: choose up to %(limit)s at once.")
                % {"number": len(files), "limit": MAX_FILES}
            )
        return list(files)


class UploadForm(forms.Form):
    """Files, or a text that is pasted."""

    file = FilesField(
        required=False,
        label=gettext_lazy("files"),
        help_text=gettext_lazy(
            "Web pages (HTML), PDF, DOCX, plain text and Markdown, up to 20 MB each; several at "
            "once if you like."
        ),
    )
    text = forms.CharField(
        required=False,
        label=gettext_lazy("or a text that you paste"),
        max_length=MAX_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Leave a blank line between paragraphs."),
    )
    encoding = forms.ChoiceField(
        required=False,
        choices=ENCODINGS,
        label=gettext_lazy("encoding"),
        help_text=gettext_lazy("Of plain text and web pages, if what is found out is wrong."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste a text."))
        return given

    def uploaded(self) -> Iterator[tuple[str, bytes, str, str]]:
        """What was given, one by one: name, bytes, encoding to read it in, why it is not taken."""
        encoding = self.cleaned_data["encoding"]
        for upload in self.cleaned_data["file"]:
            name = clean(upload.name)[:200]
            if upload.size > MAX_BYTES:
                yield name, b"", "", too_large(upload.size)
            else:
                empty = "" if upload.size else str(SENTENCES["empty"])
                yield name, upload.read(), encoding, empty
        text = self.cleaned_data["text"]
        if text.strip():
            # A form sends line ends as CR LF, whatever was pasted.
            yield "", text.replace("\r\n", "\n").encode("utf-8"), "utf-8", ""


# The second step


class DocumentForm(forms.Form):
    """What is known of one file: as it proposes, until the editor says otherwise."""

    token = forms.CharField(widget=forms.HiddenInput)
    leave_out = forms.BooleanField(required=False, label=gettext_lazy("leave this one out"))
    document = forms.ModelChoiceField(
        Document.objects.all(),
        required=False,
        widget=RecordSelect(Capture._meta.get_field("document"), admin.site),
        label=gettext_lazy("another copy of"),
        help_text=gettext_lazy("Only where the document is already recorded. Else leave empty."),
    )
    title = forms.CharField(max_length=500, required=False, label=gettext_lazy("title"))
    kind = forms.ChoiceField(
        choices=Document.Kind, initial=Document.Kind.OTHER, label=gettext_lazy("kind")
    )
    publisher = forms.ModelChoiceField(
        Participant.objects.all(),
        required=False,
        widget=RecordSelect(Document._meta.get_field("publisher"), admin.site),
        label=gettext_lazy("publisher"),
    )
    published = forms.CharField(
        required=False,
        max_length=64,
        validators=[validate_point],
        label=pgettext_lazy("date", "published"),
        help_text=gettext_lazy("When it was published: 2017, 2017-01 or 2017-01-11."),
    )
    language = forms.CharField(
        max_length=20,
        validators=[language_validator],
        label=gettext_lazy("language"),
        help_text=gettext_lazy("Language tag: en, zh-Hans, ru; und where it is not known."),
    )
    url = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        label=gettext_lazy("address where it was found"),
    )
    retrieved = forms.CharField(
        required=False,
        max_length=64,
        validators=[validate_point],
        label=gettext_lazy("retrieved"),
        help_text=gettext_lazy("When this copy was taken from there, if you know."),
    )
    rights = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("as the document says; of a new one, editors only")),
            *(choice for choice in Document.Rights.choices if choice[0] != "not_held"),
        ],
        required=False,
        label=gettext_lazy("who may read the text"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = given.get("title") or given.get("document") or given.get("leave_out")
        if not named and "title" not in self.errors:
            self.add_error("title", _("Give the document a title."))
        return given

    def shown(self) -> list[Any]:
        """The fields that the page lists, in order."""
        return [self[name] for name in self.fields if name not in ("token", "leave_out")]

    def allowed(self, by: Any, known: Capture | None) -> bool:
        """Whether ``by`` may add to the document that is named, or that has this file already."""
        named = self.cleaned_data["document"]
        rights = self.cleaned_data["rights"]
        home = named or (known.document if known else None)
        if home is None:
            return True
        if not policy.may(by, Action.IMPORT, home):
            self.add_error(
                "document" if named else None,
                _("“%(name)s” is not a draft: a reviewer may import another copy of it.")
                % {"name": home},
            )
        elif rights and rights != home.rights and not policy.may(by, Action.CHANGE, home):
            self.add_error(
                "rights",
                _("“%(name)s” is public, so another has to agree: change this on its own page.")
                % {"name": home},
            )
        return not self.errors

    def put(self, refusal: ValidationError) -> None:
        """Say at its field what an import refused."""
        renamed = {"name": "title", "source_url": "url", "slug": "title"}
        errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, sentences in errors.items():
            field = renamed.get(name, name)
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)

"""What was recognized in a file before it is imported, as the page shows it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from desk import uploads
from documents.file_reading import FileMetadata
from documents.models import Capture, Passage
from texts.formats.blocks import DOCX, HTML, MARKDOWN, PDF, TEXT, Reading
from texts.formats.refusals import notes
from texts.pieces import FURNITURE

from .forms import DocumentForm

SALT = "documents.import"
PREVIEW = 12  # passages of a text that the page shows, and as many of its page furniture
PREVIEW_LENGTH = 240

FORMATS = {
    TEXT: gettext_lazy("plain text"),
    MARKDOWN: "Markdown",
    HTML: gettext_lazy("web page (HTML)"),
    PDF: "PDF",
    DOCX: "Word (DOCX)",
}


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded or a text that was pasted; kept until it is imported."""

    sha256: str
    name: str
    user: int
    encoding: str = ""

    def token(self) -> str:
        """What the page sends back: signed, so that it names what this account uploaded."""
        return signing.dumps([self.sha256, self.name, self.user, self.encoding], salt=SALT)

    @classmethod
    def of(cls, token: str, user: Any) -> "Upload":
        """The upload of a page of ours; ``BadSignature`` where it is not."""
        upload = cls(*signing.loads(token, salt=SALT, max_age=uploads.KEPT))
        if upload.user != user.pk:
            raise signing.BadSignature
        return upload


@dataclass
class Seen:
    """One file at the second step: what was recognized, and the form that goes with it."""

    upload: Upload
    data: bytes
    reading: Reading
    proposed: FileMetadata
    known: Capture | None  # the register knows this very file, by its hash alone
    form: DocumentForm

    @property
    def name(self) -> str:
        return self.upload.name or _("the pasted text")

    @property
    def format(self) -> Any:
        return FORMATS[self.reading.media_type]

    @property
    def language(self) -> str:
        tag = self.proposed.language
        try:
            return f"{get_language_info(tag)['name_translated']} ({tag})"
        except KeyError:
            return tag

    @property
    def kinds(self) -> list[tuple[Any, int]]:
        """How many passages of each kind there are, as words and numbers."""
        counts = Counter(one.kind for one in self.reading.segments)
        return [(capfirst(label), counts[kind]) for kind, label in Passage.Kind.choices
                if counts[kind]]  # fmt: skip

    @property
    def notes(self) -> list[str]:
        return notes(self.reading.notes)

    @property
    def text(self) -> dict[str, Any]:
        return self._beginning(one for one in self.reading.segments if one.kind != FURNITURE)

    @property
    def furniture(self) -> dict[str, Any]:
        return self._beginning(one for one in self.reading.segments if one.kind == FURNITURE)

    def may_be_imported(self, by: Any) -> bool:
        """Whether its form is in order, and ``by`` may do what it says; it says what is wrong."""
        if not self.form.is_valid():
            return False
        return self.form.cleaned_data["leave_out"] or self.form.allowed(by, self.known)

    def _beginning(self, passages: Iterable[Any]) -> dict[str, Any]:
        """The first of some passages as the page shows them, and how many there are beside them."""
        labels = dict(Passage.Kind.choices)
        found = list(passages)
        rows = [
            {
                "kind": labels[one.kind],
                "locator": one.locator,
                "text": Truncator(self.reading.text[one.start : one.end]).chars(PREVIEW_LENGTH),
            }
            for one in found[:PREVIEW]
        ]
        return {"rows": rows, "number": len(found), "more": len(found[PREVIEW:])}

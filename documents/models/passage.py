"""Passages: numbered stretches of a capture that a citation can point at."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from documents.triggers import change_document_of_passage, grow_with_document, keep_waiting
from records.history.tracking import keep_history

from .capture import Capture
from .document import Document

DOCUMENT = "(SELECT document_id FROM documents_capture WHERE id = changed.capture_id AND NOT waits)"


class PassageQuerySet(models.QuerySet):
    """Reads of passages."""

    def agreed(self) -> "PassageQuerySet":
        """Those of copies that stand for their document: what can be cited."""
        return self.filter(capture__waits=False)

    def public(self) -> "PassageQuerySet":
        """Those of agreed copies of public documents."""
        return self.agreed().filter(capture__document__in=Document.objects.public())

    def to_be_shown(self) -> "PassageQuerySet":
        """With their documents, and without the whole texts of their copies."""
        return self.select_related("capture__document").defer("capture__text")


@keep_history(without=("text",))
class Passage(models.Model):
    """A numbered stretch of a capture: heading, paragraph, question, table row, footnote …

    ``start`` and ``end`` count characters of the capture's text; ``text`` is that stretch, or
    ``""`` while the text is not held. ``summary`` says in one sentence of our own what it says.
    """

    READ_WITH = ("capture",)
    READ_AS_ONE = True  # a copy has thousands
    READ_BY = "locator"
    READ_IN_SHORT = ("kind", "speaker", "summary")
    READS = ("capture",)

    class Kind(models.TextChoices):
        HEADING = "heading", _("heading")
        PARAGRAPH = "paragraph", _("paragraph")
        LIST_ITEM = "list_item", _("list item")
        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        TABLE_ROW = "table_row", _("table row")
        CAPTION = "caption", _("caption")
        FOOTNOTE = "footnote", _("footnote")
        FURNITURE = "furniture", _("page furniture")

    capture = models.ForeignKey(
        Capture, models.PROTECT, related_name="passages", verbose_name=_("capture")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PARAGRAPH)
    locator = models.CharField(
        _("locator"), max_length=100, help_text=_("As a scholar writes it: V.2 ¶3, p. 14.")
    )
    speaker = models.CharField(_("speaker"), max_length=200, blank=True, default="")
    start = models.PositiveBigIntegerField(_("start"))
    end = models.PositiveBigIntegerField(_("end"))
    text = models.TextField(_("text"), blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["capture", "number"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "number"], name="passage_number_once"),
            models.CheckConstraint(name="passage_has_length", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="passage_text_has_its_length",
                condition=Q(text="") | Q(end=F("start") + Func(F("text"), function="char_length")),
            ),
        ]
        triggers = [change_document_of_passage(), keep_waiting(), grow_with_document(DOCUMENT)]

    def __str__(self) -> str:
        return f"{self.capture.document}, {self.locator}"

    @property
    def belongs_to(self) -> Capture:
        """What decides who may change this row: a copy that waits, or its document."""
        return self.capture

    @property
    def public_words(self) -> str:
        """Its text where anyone may read the document, else ``""``.

        Who asks has selected ``capture__document``.
        """
        is_open = self.capture.document.rights == Document.Rights.PUBLIC
        return self.text if is_open else ""

    def recall_text(self) -> None:
        """Take the text from the capture again: the history keeps only where it stands."""
        capture = Capture.objects.filter(pk=self.capture_id).first()
        self.text = ((capture and capture.text) or "")[self.start : self.end]

    @property
    def anchor(self) -> str:
        return f"p-{self.number}"

    def get_absolute_url(self) -> str:
        """Its place in the reader: in this very capture, on the page of a long text it is on."""
        page = self.capture.document.get_absolute_url()
        return f"{page}?p={self.number}&capture={self.capture.sha256[:12]}#{self.anchor}"

    def address_of_words(self, stretches: Iterable[tuple[int, int]]) -> str:
        """Its place in the reader, with words lit: where they begin and end in its text."""
        words = ",".join(f"{start}-{end}" for start, end in stretches)
        return self.get_absolute_url().replace(f"#{self.anchor}", f"&words={words}#words")

"""Captures: retrieved copies of documents, immutable."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Func, Q
from django.db.models.functions import MD5, Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from documents.triggers import (
    bring_capture,
    change_document_of_copy,
    grow_with_document,
    keep_capture,
    keep_cited_agreed,
    spread_from_copy,
)
from records.fields import PartialDateField, valid_dates
from records.history.tracking import keep_history

from .document import Document


def day_retrieved(path: str = "") -> Coalesce:
    """The day on which a copy was retrieved; where nobody noted it, the day it came in."""
    noted = Func(F(f"{path}retrieved"), function="edtf_earliest", output_field=models.DateField())
    return Coalesce(noted, TruncDate(f"{path}created_at"))


class CaptureQuerySet(models.QuerySet):
    """Reads of captures."""

    def agreed(self) -> "CaptureQuerySet":
        """Those that stand for their document: all but the copies that wait for a reviewer.

        What pages, API, exports, citations and the reading desk know of copies is these alone.
        """
        return self.filter(waits=False)

    def waiting(self) -> "CaptureQuerySet":
        """The copies of public documents that wait for a reviewer
        (``documents.waiting_copies``)."""
        return self.filter(waits=True)

    def documents_of_several(self) -> "models.QuerySet":
        """The keys of the documents with more than one of these."""
        documents = self.order_by().values_list("document", flat=True)
        return documents.alias(copies=Count("pk")).filter(copies__gt=1)


@keep_history(without=("text",))
class Capture(models.Model):
    """One retrieved copy of a document: which bytes, when, from where. Immutable.

    A capture may be known by its hash alone; ``text`` is then null until someone imports the
    file. Offsets everywhere count characters (code points) of ``text``: the decoded file,
    untouched, or what ``extractor`` read out of one that is no plain text. With four eyes, a copy
    that an account imports for a public document ``waits`` until somebody else agrees to it; the
    text of one known by its hash waits as a copy with the same hash.
    """

    READ_WITH = ("document",)
    UNTOLD = ("file",)
    TRIGGER_ERRORS: ClassVar = {
        "capture_is_immutable": _("A capture never changes: make a new one instead."),
        "copy_waits: citations rest": _(
            "Citations rest on a copy that you imported: let another reviewer agree."
        ),
    }

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="captures", verbose_name=_("document")
    )
    sha256 = models.CharField(
        _("SHA-256 of the file"),
        max_length=64,
        db_index=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )
    byte_length = models.PositiveBigIntegerField(_("byte length"))
    char_length = models.PositiveBigIntegerField(_("char length"))
    media_type = models.CharField(_("media type"), max_length=100, default="text/plain")
    encoding = models.CharField(
        _("encoding"),
        max_length=40,
        default="utf-8",
        help_text=_("Of the file; “binary” where its format has its own, as in a PDF."),
    )
    extractor = models.CharField(
        _("text made by"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("Which program made the text from the file; empty: it is the decoded file."),
    )
    retrieved = PartialDateField(_("retrieved"), single=True)
    source_url = models.URLField(_("retrieved from"), max_length=1000, blank=True, default="")
    file = models.FileField(upload_to="captures/", blank=True, default="", editable=False)
    text = models.TextField(null=True, blank=True, editable=False)  # noqa: DJ001 (null: not held)
    waits = models.BooleanField(
        _("waits for another reviewer"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Whether somebody else has yet to agree to it; until then nobody reads it."),
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("imported by"),
        help_text=_("Nobody where a command imported it."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["document", "id"]
        indexes = [
            models.Index(MD5("text"), name="capture_by_text", condition=Q(text__isnull=False)),
            models.Index(fields=["id"], name="capture_waits", condition=Q(waits=True)),
        ]
        constraints = [
            *valid_dates("retrieved"),
            models.UniqueConstraint(fields=["sha256", "waits"], name="capture_sha256_once"),
            models.CheckConstraint(
                name="capture_text_has_its_length",
                condition=Q(text__isnull=True)
                | Q(char_length=Func(F("text"), function="char_length")),
            ),
        ]
        triggers = [
            bring_capture(),
            keep_capture(),
            keep_cited_agreed(),
            change_document_of_copy(),
            grow_with_document("CASE WHEN NOT changed.waits THEN changed.document_id END"),
            spread_from_copy(),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.sha256[:12]})"

    @property
    def belongs_to(self) -> Document:
        """The record whose state decides who may change this row."""
        return self.document

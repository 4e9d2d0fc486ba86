"""Candidates, when a capture was read for them, and passages that hold nothing."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from records.history.tracking import keep_history
from records.models import UID_LENGTH, Proposal


@keep_history()
class Candidate(models.Model):
    """A proposed record or citation, read from one capture; never a record until somebody agrees.

    ``start`` and ``end`` count characters of the capture's text: the words of the whole
    candidate. ``reading`` holds its fields, parts, matches and reasons, in the form of
    ``extraction.candidates`` (see ``documents.candidates.serialization``). ``fingerprint`` tells
    the same candidate when the text is read again. A candidate without ``reader`` was begun by
    an editor, who chose the words.
    """

    class Decision(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        EDITED = "edited", _("accepted with changes")
        LINKED = "linked", _("cited for a known record")
        REJECTED = "rejected", _("rejected")

    capture = models.ForeignKey(
        "documents.Capture",
        models.CASCADE,
        related_name="candidates",
        verbose_name=_("capture"),
    )
    passage = models.ForeignKey(
        "documents.Passage",
        models.CASCADE,
        related_name="candidates",
        verbose_name=_("passage"),
        help_text=_("The passage in which its words begin."),
    )
    kind = models.CharField(
        _("kind"), max_length=20, help_text=_("The kind of record, as a citation names it.")
    )
    title = models.TextField(_("title"))
    start = models.PositiveBigIntegerField(_("first character"))
    end = models.PositiveBigIntegerField(_("end"))
    reading = models.JSONField(_("what was read"), default=dict)
    score = models.FloatField(_("how sure"), help_text=_("From 0 to 1."))
    match = models.CharField(
        _("known record"),
        max_length=UID_LENGTH,
        blank=True,
        default="",
        help_text=_("Permanent id of the record that it is taken for."),
    )
    fingerprint = models.CharField(max_length=64)
    reader = models.CharField(_("version of the reader"), max_length=40, blank=True, default="")
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    made = models.CharField(
        _("became"),
        max_length=UID_LENGTH,
        blank=True,
        default="",
        help_text=_("Permanent id of the record that was made or cited."),
    )
    batch = models.UUIDField(null=True, help_text=_("The batch of the decision, to be undone."))
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Where the decision waits for a reviewer."),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["capture", "start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "fingerprint"], name="candidate_once"),
            models.CheckConstraint(
                name="candidate_has_length", condition=Q(end__gt=models.F("start"))
            ),
            models.CheckConstraint(
                name="candidate_is_decided_at_a_moment",
                condition=Q(decision="waiting", decided_at__isnull=True)
                | (~Q(decision="waiting") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["capture", "start", "id"]),
            models.Index(
                fields=["capture", "start", "id"],
                name="candidate_waiting",
                condition=Q(decision="waiting"),
            ),
            models.Index(
                fields=["capture", "decided_by", "decided_at"],
                name="candidate_decided",
                condition=~Q(decision="waiting"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(  # each update of a row counts its version up, whoever writes
                name="count_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.version := OLD.version + 1; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def belongs_to(self) -> Any:
        """The record whose state decides who may change this row."""
        return self.capture.document

    @property
    def is_waiting(self) -> bool:
        return self.decision == self.Decision.WAITING


class Reading(models.Model):
    """That a capture was read for candidates: when, by which reader, and what it took it for."""

    capture = models.OneToOneField(
        "documents.Capture", models.CASCADE, related_name="reading", verbose_name=_("capture")
    )
    reader = models.CharField(_("version of the reader"), max_length=40)
    language = models.CharField(_("language"), max_length=20, blank=True, default="")
    date = models.CharField(_("date of the document"), max_length=64, blank=True, default="")
    found = models.PositiveIntegerField(_("candidates found"), default=0)
    read_at = models.DateTimeField(_("read"), db_default=Now())

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.capture_id)


@keep_history()
class ReadPassage(models.Model):
    """That somebody read a passage and found nothing in it to record."""

    passage = models.OneToOneField(
        "documents.Passage", models.CASCADE, related_name="read_mark", verbose_name=_("passage")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by")
    )
    at = models.DateTimeField(_("read"), db_default=Now())
    batch = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("passage read")
        verbose_name_plural = _("passages read")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.passage_id)

    @property
    def title(self) -> str:
        """What is undone with it, as a candidate has a title."""
        return self.passage.locator

    @property
    def belongs_to(self) -> Any:
        """The record whose state decides who may change this row."""
        return self.passage.capture.document

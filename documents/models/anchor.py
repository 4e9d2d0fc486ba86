"""What became of citations when a later capture of their document came in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.history.tracking import keep_history


@keep_history()
class Anchor(models.Model):
    """What became of one citation when a later capture of its document came in.

    ``outcome`` says where its words stand in ``capture``: at the same place, elsewhere, only
    alike, or nowhere. The citation moves there by itself (``taken``) where the words are the
    same; else it stays where it was until an editor decides (``open``), who may also leave it
    there for good (``kept``). ``start`` and ``end`` count characters of the text of ``capture``;
    ``score`` is the likeness of the words from 0 to 1.
    """

    class Outcome(models.TextChoices):
        EXACT = "exact", _("at the same place")
        MOVED = "moved", _("the same words, elsewhere")
        FUZZY = "fuzzy", _("words that are alike")
        ORPHANED = "orphaned", _("no place found")

    class Decision(models.TextChoices):
        OPEN = "open", _("to be decided")
        TAKEN = "taken", _("the citation moved there")
        KEPT = "kept", _("the citation stays on the earlier copy")
        PASSED = "passed", _("not decided before a later copy came in")

    class Why(models.TextChoices):
        SAME_WORDS = "same_words", _("The same few words stand in another context.")
        ALIKE = "alike", _("The words have changed.")
        AROUND = "around", _("The words are the same, but not what is read with them.")
        ACROSS = "across", _("The words now run on from one passage into the next.")
        NOT_FOUND = "not_found", _("No words of the new copy are alike enough.")
        NOT_HELD = (
            "not_held",
            _("The text of the earlier copy is not held."),
        )

    STANDS_WITH = ("citation",)
    UNTOLD = ("start", "end", "score")

    citation = models.ForeignKey(
        "documents.Citation", models.CASCADE, related_name="anchors", verbose_name=_("citation")
    )
    origin = models.ForeignKey(
        "documents.Capture",
        models.PROTECT,
        related_name="departures",
        verbose_name=_("earlier capture"),
    )
    capture = models.ForeignKey(
        "documents.Capture", models.PROTECT, related_name="anchors", verbose_name=_("capture")
    )
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome)
    why = models.CharField(_("why"), max_length=12, choices=Why, blank=True, default="")
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.OPEN
    )
    passage = models.ForeignKey(
        "documents.Passage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="anchors",
        verbose_name=_("passage"),
    )
    start = models.PositiveBigIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveBigIntegerField(_("end"), null=True, blank=True)
    score = models.FloatField(_("likeness"), default=0)

    class Meta:
        verbose_name = _("place of a citation in a later capture")
        verbose_name_plural = _("places of citations in later captures")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="anchor_open", condition=Q(decision="open")),
            models.Index(fields=["capture", "outcome", "decision"], name="anchor_by_capture"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["citation", "capture"], name="anchor_once"),
            models.CheckConstraint(
                name="anchor_has_a_place_or_none",
                condition=Q(passage=None, start=None, end=None)
                | Q(passage__isnull=False, end__gt=F("start")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.citation}"

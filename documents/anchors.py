"""What is noted about citations: where they went in a later capture, and how far they reach."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism
from records.tracking import keep_history


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


class Coverage(models.Model):
    """How far one part of what is published rested on evidence when it was last counted.

    A part is the whole register, a kind of record, one field of a kind, or what hangs on one
    mechanism. Made by ``manage.py check_evidence --store``, which replaces all rows at once.
    """

    class Scope(models.TextChoices):
        REGISTER = "register", _("the whole register")
        KIND = "kind", _("one kind of record")
        FIELD = "field", _("one field of a kind")
        MECHANISM = "mechanism", _("what hangs on one mechanism")

    scope = models.CharField(max_length=10, choices=Scope)
    kind = models.CharField(max_length=40, blank=True, default="")
    field = models.CharField(max_length=60, blank=True, default="")
    mechanism = models.ForeignKey(
        Mechanism, models.CASCADE, null=True, related_name="coverage", verbose_name=_("mechanism")
    )
    records = models.PositiveBigIntegerField(help_text=_("Published records."))
    filled = models.PositiveBigIntegerField(help_text=_("Values of theirs that need evidence."))
    evidenced = models.PositiveBigIntegerField(help_text=_("Values that a citation supports."))
    single = models.PositiveBigIntegerField(
        help_text=_("Values for which only one document speaks.")
    )
    disputed = models.PositiveBigIntegerField(
        help_text=_("Values of which some source states another.")
    )
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("coverage by evidence")
        verbose_name_plural = _("coverage by evidence")
        ordering = ["scope", "-filled", "id"]
        indexes = [models.Index(fields=["scope", "-filled", "-id"], name="coverage_by_scope")]

    @property
    def share_percent(self) -> str:
        """The share that is evidenced, never rounded up to the whole."""
        return _percent(self.evidenced, self.filled)

    @property
    def single_percent(self) -> str:
        """The share that rests on one document alone."""
        return _percent(self.single, self.filled)

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.evidenced} of {self.filled}"


def _percent(part: int, whole: int) -> str:
    tenths = part * 1000 // whole if whole else 1000
    return f"{number_format(tenths / 10, 1)} %"

"""What a review keeps: the house rules, remarks, proposed changes, pairs of likely duplicates."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .identity import Identity


class HouseRules(models.Model):
    """What this institute decided, in the one row where the database's rules can read it.

    Each start writes it from the settings.
    """

    four_eyes = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.CheckConstraint(name="house_has_one_set_of_rules", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "four eyes" if self.four_eyes else "one editor"


class Remark(models.Model):
    """What a reviewer tells the author of a record that goes back to them."""

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("remark"))
    answered = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], name="remark_unanswered", condition=Q(answered=False)),
        ]

    def __str__(self) -> str:
        return self.text


class Proposal(models.Model):
    """A change of what is public, kept beside it until somebody who may agrees.

    ``changes`` are row changes (``records.history.changes``) as JSON: what rows say before and
    after. ``identity`` is the record on whose page they were made; none where they are of many.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for a reviewer")
        RETURNED = "returned", _("returned to its author")
        ACCEPTED = "accepted", _("accepted")
        IN_PART = "in_part", _("accepted in part")
        REJECTED = "rejected", _("rejected")
        TAKEN_BACK = "taken_back", _("taken back")

    OPEN = (Status.WAITING, Status.RETURNED)

    identity = models.ForeignKey(
        Identity, models.PROTECT, null=True, related_name="proposals", verbose_name=_("record")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    what = models.TextField(_("what"), blank=True, default="")
    why = models.TextField(_("why"), blank=True, default="")
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    remark = models.TextField(_("the reviewer's remark"), blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    batch = models.UUIDField(null=True, help_text=_("The batch in which it was accepted."))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                name="proposal_waiting",
                condition=Q(status="waiting"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="proposal_is_decided_by_another_or_open",
                condition=Q(status__in=["waiting", "returned", "taken_back"])
                | Q(decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what or str(self.pk)


class DuplicatePair(models.Model):
    """Two records that may be one, and what somebody judged.

    ``one`` and ``other`` are in the order of their ids, so that a pair stands here once.
    ``reasons`` say why it is asked (``records.merging.duplicates``). What is public changes only
    when two have agreed: ``asked`` then holds what the first of them decided.
    """

    class Verdict(models.TextChoices):
        OPEN = "open", _("not judged yet")
        SAME = "same", _("the same")
        NOT_SAME = "not_same", _("not the same")
        UNSURE = "unsure", _("unsure")

    TO_JUDGE = (Verdict.OPEN, Verdict.UNSURE)

    one = models.ForeignKey(Identity, models.PROTECT, related_name="+")
    other = models.ForeignKey(Identity, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    score = models.FloatField(_("likelihood"), help_text=_("From 0 to 1."))
    reasons = models.JSONField(default=list)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.OPEN)
    asked = models.JSONField(null=True, help_text=_("What waits for a second person to agree."))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(_("why"), blank=True, default="")
    winner = models.ForeignKey(Identity, models.PROTECT, null=True, related_name="+")
    batch = models.UUIDField(null=True, help_text=_("The batch in which they were merged."))
    because_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("The refused pair that this one stands for, after one of it was merged."),
    )
    version = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField(db_default=Now())
    turn = models.GeneratedField(
        expression=models.Case(
            models.When(verdict="unsure", then=models.Value(2.0)), default=models.Value(1.0)
        )
        - F("score"),
        output_field=models.FloatField(),
        db_persist=True,
        verbose_name=_("place in the queue"),
    )

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["turn", "id"]
        indexes = [
            models.Index(
                fields=["turn", "id"],
                name="duplicates_to_judge",
                condition=Q(verdict__in=["open", "unsure"]),
            ),
            models.Index(fields=["batch"], name="duplicates_by_batch"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            models.CheckConstraint(
                name="duplicate_pair_in_order", condition=Q(one_id__lt=F("other_id"))
            ),
            models.CheckConstraint(
                name="duplicate_pair_score_is_a_share", condition=Q(score__gte=0, score__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"

    @property
    def uids(self) -> tuple[str, str]:
        return self.one_id, self.other_id

"""Permanent ids: one for ever, and the slugs that records gave up."""

import secrets
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.growth import grow_with_identity

UID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U


UID_LENGTH = 10


def new_uid() -> str:
    """Fifty random bits as ten characters; the database refuses one that was ever used."""
    return "".join(secrets.choice(UID_ALPHABET) for _position in range(UID_LENGTH))


class Identity(models.Model):
    """One permanent id, for ever: of a living record, a merged one, or one that is gone.

    Rows come from a trigger on each record's table, follow its state, and are never deleted.
    """

    uid = models.CharField(_("permanent id"), primary_key=True, max_length=UID_LENGTH)
    kind = models.CharField(max_length=40)
    label = models.TextField(
        blank=True, default="", db_default="", help_text=_("Its name when it was last public.")
    )
    slug = models.SlugField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        db_index=False,
        help_text=_("Its slug when it was last public."),
    )
    state = models.CharField(max_length=10, default="draft", db_default="draft")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the record itself has one; a second is dear in long transactions
    )
    authors = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text=_("Accounts whose words in it nobody else has agreed to; of the public, none."),
    )
    changed_at = models.DateTimeField(
        db_default=Now(), help_text=_("When the record last changed.")
    )
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When it was first public; null if it never was."),
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    loaded_version = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("The row version a load of the register left behind."),
    )

    class Meta:
        verbose_name_plural = "identities"
        indexes = [
            models.Index(fields=["changed_at", "uid"]),
            models.Index(
                fields=["changed_at", "uid"],
                name="identity_in_review",
                condition=Q(state="in_review", ended_at=None),
            ),
            models.Index(
                fields=["changed_by", "changed_at", "uid"],
                name="identity_drafts_by_author",
                condition=Q(state="draft", ended_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_identity", operation=pgtrigger.Delete),
            grow_with_identity(),
        ]
        constraints = [
            models.CheckConstraint(
                name="identity_not_merged_into_itself",
                condition=~Q(merged_into=models.F("uid")),
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    def get_absolute_url(self) -> str:
        return reverse("identity", args=[self.uid])

    def survivor(self) -> "Identity":
        """Where a chain of merges ends; a ring, which no service makes, where it is noticed."""
        identity, seen = self, {self.uid}
        while identity.merged_into is not None and identity.merged_into_id not in seen:
            identity = identity.merged_into
            seen.add(identity.uid)
        return identity


def merged_into(uids: Iterable[str]) -> dict[str, str]:
    """Into which record each of these permanent ids was merged at last."""
    found: dict[str, str] = {}
    wanted = {*uids}
    while wanted:
        rows = Identity.objects.filter(uid__in=wanted, merged_into__published_at__isnull=False)
        step: dict[str, Any] = dict(rows.values_list("uid", "merged_into_id"))
        found |= step
        wanted = {*step.values()} - {*found}
    return {uid: _end(uid, found) for uid in found}


def _end(uid: str, steps: dict[str, str]) -> str:
    seen = {uid}
    while (uid := steps[uid]) in steps and uid not in seen:
        seen.add(uid)
    return uid


class OldSlug(models.Model):
    """A slug under which a record was public; its address leads to where the record is now.

    Rows come from a trigger when a record is renamed. No other record ever takes such a slug.
    """

    kind = models.CharField(max_length=40)
    slug = models.SlugField(max_length=200)
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="old_slugs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="old_slug_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

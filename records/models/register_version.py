"""The version of the register: it grows with what the public reads."""

from django.db import models
from django.db.models.functions import Now

from records.first_asked import first_row
from records.growth import grow_register

STAMP = """
SELECT concat(number, ' ', extract(epoch FROM grown_at)),
    coalesce(current_setting('fora.growing', true) <> pg_current_xact_id_if_assigned()::text, true)
FROM records_registerversion
"""


class RegisterVersion(models.Model):
    """One row: how often what the public reads has changed.

    It grows when a transaction that changed any of that commits, once, so the row is locked for
    no longer than that takes. What is answered at one version is what is answered at it again.
    ``grown_at`` tells it from one of the same number before a backup was put back.
    """

    number = models.BigIntegerField(default=0, db_default=0)
    grown_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="register_version_is_one", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def now(cls) -> int:
        return cls.objects.values_list("number", flat=True).get()

    @classmethod
    def stamp(cls) -> tuple[str, bool]:
        """What no other version has, and whether the open transaction has changed nothing of it."""
        stamp, settled = first_row(STAMP)
        return stamp, settled


class PublicChange(models.Model):
    """A transaction that changed what the public reads: its number is the version that it made.

    It has none until it commits (``fora_grow``).
    """

    number = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        triggers = [grow_register()]

    def __str__(self) -> str:
        return f"change {self.number}"


class ChangedRecord(models.Model):
    """That a change changed what the public reads of a record, or shows of others with it.

    ``flags`` says what of it changed, ``round`` how far it is from what was written
    (``records.telling``).
    """

    pk = models.CompositePrimaryKey("change_id", "uid")
    change = models.ForeignKey(PublicChange, models.CASCADE, related_name="records", db_index=False)
    uid = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    flags = models.SmallIntegerField()
    round = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["uid", "change"], name="changes_of_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} in {self.change_id}"

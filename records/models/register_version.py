"""The version of the register: it grows with what the public reads."""

from django.db import models

from records.growth import grow_register


class RegisterVersion(models.Model):
    """One row: how often what the public reads has changed.

    It grows when a transaction that changed any of that commits, once, so the row is locked for
    no longer than that takes. What is answered at one version is what is answered at it again.
    """

    number = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="register_version_is_one", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def now(cls) -> int:
        return cls.objects.values_list("number", flat=True).get()


class PublicChange(models.Model):
    """A transaction that changes what the public reads, until it commits (``fora_grow``)."""

    class Meta:
        triggers = [grow_register()]

    def __str__(self) -> str:
        return f"change {self.pk}"

"""Records: what every one shares, its permanent id, state and version."""

from functools import cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from records.trees import ring
from records.triggers import record_triggers

from .identity import UID_LENGTH, new_uid
from .state import State


class RecordQuerySet(models.QuerySet):
    """Reads that every record has."""

    def public(self) -> Self:
        """What the public may see: published, and so is everything it depends on.

        Pages, API and feeds ask nothing else. The column is the database's (``records.public``).
        """
        return self.filter(is_public=True)

    def the_one_called(self, words: str) -> Any:
        """The one record that ``words`` name, by permanent id, slug or any name; none withdrawn.

        Raises ``ValidationError`` where none or several are.
        """
        rows = self.exclude(state=State.WITHDRAWN)
        found = list(rows.filter(uid=words)) or rows.known_as(words)
        if len(found) == 1:
            return found[0]
        sentence = (
            _("More than one %(kind)s is called “%(name)s”: give the permanent id of one.")
            if found
            else _("No %(kind)s is called “%(name)s”: record it first, or give it that name.")
        )
        values = {"kind": self.model._meta.verbose_name, "name": words}
        raise ValidationError(sentence % values, code="several" if found else "unknown")

    def known_as(self, words: str) -> list[Any]:
        """The records that ``words`` name, two at most; those without names have none."""
        return []


class Record(models.Model):
    """Base of everything with a life of its own: an id for good, a state, a version.

    ``PLURAL`` is what a list of the kind is called in addresses, in files and in the API.
    ``EVIDENTIAL`` names the fields whose values must rest on a citation before the record may
    be public. ``PUBLIC_THROUGH`` names relations that must be public for this record to be;
    of those that ``BY_STATE`` names too it is enough that they are published, whatever else hides
    them, so that two records may point at each other.
    ``SAID_WITH`` names, by such a field, those without which its value says nothing: how a date is
    meant, whose role it is; where one of them changes, the value is another.
    ``LISTED`` names, by a field that says how far a list goes, the relation whose rows are the list
    and the relation of a row that is on it.
    ``PLANNED`` names the field, with its values, that says that a record is no more than a plan;
    ``AS_PLANNED``, by a field that is said of such a record, the relations to it, of which the
    first that is filled counts (none: of itself): who is to come to a meeting did not come by that.
    ``EMPTY_SAYS`` names fields that say something where they are empty: a membership without an end
    goes on. Emptied, they need evidence as well.
    ``SEEN_WHOLE`` says whether its page shows all that goes out with it, so that who hands it in
    agrees to what others wrote.
    ``OPENED_BY`` names, by field, the value with which anyone reads words that are stored with it
    and that else are not public.
    ``ERRORS_AT`` names, by constraint, the field beside which a form says that it is broken.
    ``PART_OF`` names the relations to the record with which it is published; the first that is
    filled counts. ``READS`` names relations to rows that are shown with it.
    ``LISTED_IN`` names the relations to records whose answers hold it in a list,
    ``SHOWN_ELSEWHERE`` the fields that answers about other records show of it, beside its name and
    slug. ``FOLLOWS`` names relations to records on whose values its own answer depends,
    ``COMPARED`` the field with what a source calls them, by theirs (``records.telling``).
    """

    PLURAL: ClassVar[str] = ""
    EVIDENTIAL: ClassVar[tuple[str, ...]] = ()
    SAID_WITH: ClassVar[dict[str, tuple[str, ...]]] = {}
    LISTED: ClassVar[dict[str, tuple[str, str]]] = {}
    PLANNED: ClassVar[dict[str, tuple[str, ...]]] = {}
    AS_PLANNED: ClassVar[dict[str, tuple[str, ...]]] = {}
    EMPTY_SAYS: ClassVar[tuple[str, ...]] = ()
    SEEN_WHOLE: ClassVar[bool] = True
    OPENED_BY: ClassVar[dict[str, str]] = {}
    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ()
    BY_STATE: ClassVar[tuple[str, ...]] = ()
    ERRORS_AT: ClassVar[dict[str, str]] = {}
    PART_OF: ClassVar[tuple[str, ...]] = ()
    LISTED_IN: ClassVar[tuple[str, ...]] = ()
    SHOWN_ELSEWHERE: ClassVar[tuple[str, ...]] = ()
    FOLLOWS: ClassVar[tuple[str, ...]] = ()
    COMPARED: ClassVar[str] = ""
    TREES: ClassVar[tuple[str, ...]] = ()  # foreign keys to its own kind

    uid = models.CharField(
        _("permanent id"),
        max_length=UID_LENGTH,
        unique=True,
        default=new_uid,
        editable=False,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State,
        default=State.DRAFT,
        db_default=State.DRAFT,
        editable=False,
    )
    is_public = models.BooleanField(
        _("public"), default=False, db_default=False, editable=False
    )  # with everything it depends on; the triggers of records.public say so
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("author of this version"),
        help_text=_("Who last changed what it says; nobody where a command did."),
    )
    self_published = models.BooleanField(
        _("published by its own author"), default=False, db_default=False, editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = record_triggers()

    def clean(self) -> None:
        super().clean()
        for step in ring(type(self)):
            if isinstance(self, step.model):
                check_no_cycle(self, step.relation)

    @property
    def is_planned(self) -> bool:
        """Whether it is no more than a plan."""
        return any(getattr(self, name) in values for name, values in self.PLANNED.items())

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.__dict__.pop("is_public", None)  # as the database has it now, once somebody asks

    def _get_FIELD_display(self, field: models.Field) -> Any:
        """The label of a choice; Django makes the table of all of them for each row anew."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def filled_evidential_fields(self) -> list[str]:
        """The evidential fields that have a value, in the order the model declares them."""
        columns = {name: self._meta.get_field(name).attname for name in self.EVIDENTIAL}  # type: ignore[union-attr]
        return [name for name, column in columns.items() if getattr(self, column) not in (None, "")]

    @classmethod
    def kind_name(cls) -> str:
        """The record's noun in addresses and tables: ``meeting``, ``participant`` …"""
        return cls._meta.model_name or ""

    def get_absolute_url(self) -> str:
        """Its place on the page of what it is part of; else the address that never changes."""
        owner = next(filter(None, (getattr(self, name) for name in self.PART_OF)), None)
        return f"{owner.get_absolute_url()}#{self.uid}" if owner else self.get_permanent_url()

    def get_permanent_url(self) -> str:
        """The address that never changes."""
        return reverse("identity", args=[self.uid])


@cache
def _labels(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices)


def check_no_cycle(record: Record, relation: str) -> None:
    """Refuse a record that would stand above itself by ``relation`` (the trigger does too)."""
    if record.pk is None:
        return
    itself = type(record), record.pk
    level = [getattr(record, relation)]
    seen: set[tuple[type[Record], int]] = set()
    while level:
        above = {(type(one), one.pk): one for one in level if one is not None}
        if itself in above:
            raise ValidationError(
                {relation: _("It would stand above itself: choose another one.")}, code="cycle"
            )
        further = [above[key] for key in above.keys() - seen]
        seen |= above.keys()
        level = [
            getattr(one, step.relation)
            for one in further
            for step in ring(type(record))
            if step.model is type(one)
        ]

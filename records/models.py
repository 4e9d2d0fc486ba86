"""What every record shares: permanent id, slug, workflow state, row version, names, periods."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length, Now
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .dates import bounds
from .fields import PartialDateField, period_of, valid_date
from .text import fold, index_text, query_terms
from .triggers import record_triggers

UID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
UID_LENGTH = 10

language_validator = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    _("Write a language tag such as en, zh-Hans, lo or pt-BR (BCP 47)."),
)


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


class HouseRules(models.Model):
    """What this institute decided, in the one row where the database's rules can read it.

    ``migrate`` writes it from the settings.
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

    ``changes`` are row changes (``records.changes``) as JSON: what rows say before and after.
    ``identity`` is the record on whose page they were made; none where they are of many.
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
    ``reasons`` say why it is asked (``records.duplicates``). What is public changes only when
    two have agreed: ``asked`` then holds what the first of them decided.
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


class OldSlug(models.Model):
    """A slug that a record gave up; its address redirects to where the record is now."""

    kind = models.CharField(max_length=40)
    slug = models.SlugField(max_length=200)
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="old_slugs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="old_slug_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class State(models.TextChoices):
    """Where a record stands between a first draft and the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RecordQuerySet(models.QuerySet):
    """Reads that every record has."""

    def public(self) -> Self:
        """What the public may see: published, and so is everything it hangs on.

        This is the only definition of "public"; pages, API, feeds and previews use it.
        """
        return self.filter(HangsOnPublic(F("pk")), state=State.PUBLISHED)

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


class HangsOnPublic(Func):
    """Whether everything that a row hangs on is public, all the way up.

    A delegate hangs on a meeting, which hangs on a mechanism. Along a tree (a body and the body
    above it) it goes one step up and no further. Each relation is looked up by a small query of
    its own: a citation hangs on dozens of tables, and joining them takes the planner seconds.
    The SQL is written out once per model; built by querysets, each page would spend a tenth of a
    second on it.
    """

    arity = 1
    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (row,) = self.get_source_expressions()
        table = compiler.quote_name_unless_alias(row.alias)
        return hanging_on_public(row.target.model).replace(THE_ROW, table), []


THE_ROW = "{row}"


@cache
def hanging_on_public(model: type["Record"]) -> str:
    """The SQL of ``HangsOnPublic`` for a row of ``model`` that stands at ``THE_ROW``."""
    return _hanging_on_public(model, THE_ROW, ()) or "TRUE"


def _hanging_on_public(model: type["Record"], row: str, above: tuple[type["Record"], ...]) -> str:
    conditions = []
    for number, relation in enumerate(model.PUBLIC_THROUGH):
        first, *further = relation.split("__")
        other: Any = model
        last = row
        key = f'{row}."{model._meta.get_field(first).column}"'  # type: ignore[union-attr]
        joins = ""
        for step in (first, *further):
            field: Any = other._meta.get_field(step)
            near = f"up{len(above)}_{number}_{step}"
            if joins:
                joins += f' JOIN "{field.related_model._meta.db_table}" {near}'
                joins += f' ON {near}.id = {last}."{field.column}"'
            else:
                joins = f'"{field.related_model._meta.db_table}" {near}'
                found = f"{near}.id = {key}"
            other, last = field.related_model, near
        found += f" AND {last}.state = '{State.PUBLISHED}'"
        if other not in (*above, model):
            beyond = _hanging_on_public(other, last, (*above, model))
            found += f" AND {beyond}" if beyond else ""
        # A scalar query, and not EXISTS, which PostgreSQL may answer by reading the whole table.
        conditions.append(
            f"({key} IS NULL OR (SELECT 1 FROM {joins} WHERE {found} LIMIT 1) IS NOT NULL)"  # noqa: S608
        )
    return " AND ".join(conditions)


class Record(models.Model):
    """Base of everything with a life of its own: an id for good, a state, a version.

    ``EVIDENTIAL`` names the fields whose values must rest on a citation before the record may
    be public. ``PUBLIC_THROUGH`` names relations that must be public for this record to be.
    """

    EVIDENTIAL: ClassVar[tuple[str, ...]] = ()
    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ()
    TREES: ClassVar[tuple[str, ...]] = ()  # foreign keys to itself along which no ring may form

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
        for relation in self.TREES:
            check_no_cycle(self, relation)

    @property
    def is_public(self) -> bool:
        return type(self)._default_manager.filter(pk=self.pk).public().exists()

    def filled_evidential_fields(self) -> list[str]:
        """The evidential fields that have a value, in the order the model declares them."""
        columns = {name: self._meta.get_field(name).attname for name in self.EVIDENTIAL}  # type: ignore[union-attr]
        return [name for name, column in columns.items() if getattr(self, column) not in (None, "")]

    @classmethod
    def kind_name(cls) -> str:
        """The record's noun in addresses and tables: ``meeting``, ``participant`` …"""
        return cls._meta.model_name or ""

    def get_permanent_url(self) -> str:
        """The address that never changes."""
        return reverse("identity", args=[self.uid])


def check_no_cycle(record: Record, relation: str) -> None:
    """Refuse a record that would stand above itself along ``relation`` (the trigger does too)."""
    seen = {record.pk}
    above = getattr(record, relation)
    while above is not None and record.pk is not None:
        if above.pk in seen:
            raise ValidationError(
                {relation: _("It would stand above itself: choose another one.")}, code="cycle"
            )
        seen.add(above.pk)
        above = getattr(above, relation)


ALIKE = 200  # records with the same words that are compared spelling by spelling


class NamedRecordQuerySet(RecordQuerySet):
    """Reads of records that have names."""

    def search(self, query: str) -> Self:
        """Records with every word of ``query`` in one of their names; the last may be begun."""
        terms = query_terms(query)
        if not terms:
            return self.none()
        words = [f"'{term}':*" for term in terms]
        return self.alias(_names=SearchVector("search_text", config="simple")).filter(
            _names=SearchQuery(" & ".join(words), search_type="raw", config="simple")
        )

    def known_as(self, words: str) -> list[Any]:
        """The record with this slug, else those that are so called; two at most."""
        return list(self.filter(slug=words)) or self.called(words)

    def called(self, words: str) -> list[Any]:
        """The records that have ``words`` as one of their names, in any spelling; two at most.

        A caller that wants one record asks whether there is just one: two are ambiguous.
        """
        return self.called_each([words])[words]

    def called_each(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """``called`` for each of several names, in two queries however many they are."""
        wanted = {name: fold(name) for name in dict.fromkeys(names)}
        likely = []
        for name in wanted:
            rows = self.search(name).order_by().values("pk")
            exact = rows.filter(Q(name__iexact=name) | Q(names__text__iexact=name)).distinct()
            # Accents, punctuation, forms of letters: what has few other words is looked at first.
            likely += [exact[:2], rows.order_by(Length("search_text"), "pk")[:ALIKE]]
        if not likely:
            return {}
        keys = likely[0].union(*likely[1:]).values_list("pk", flat=True)
        records: Any = self.filter(pk__in=list(keys)).order_by("pk").prefetch_related("names")
        by_fold: dict[str, list[tuple[Any, set[str]]]] = defaultdict(list)
        for record in records:
            spelled = {record.name, *(other.text for other in record.names.all())}
            for folded in {fold(one) for one in spelled}:
                by_fold[folded].append((record, {one.casefold() for one in spelled}))
        found = {}
        for name, folded in wanted.items():
            same = by_fold[folded] if folded else []
            exactly = [record for record, spelled in same if name.casefold() in spelled]
            found[name] = (exactly or [record for record, _spelled in same])[:2]
        return found


class NamedRecord(Record):
    """A record with a page: a preferred name, a slug, and names in other languages and times."""

    PAGE: ClassVar[str] = ""  # the name of its page's route, such as "meetings:detail"

    name = models.CharField(_("name"), max_length=500)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        help_text=_("The last part of the page's address. The old one goes on working."),
    )
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")
    search_text = models.TextField(blank=True, default="", db_default="", editable=False)

    objects = NamedRecordQuerySet.as_manager()  # type: ignore[misc]

    if TYPE_CHECKING:  # each subclass has a model of names that points at it
        names: Any

    class Meta:
        abstract = True
        triggers = record_triggers(label="name", slug=True)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.make_search_text()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """A slug from its name that no other has; of a name without Latin letters, from its id."""
        slug = slugify(self.name)[:180].strip("-") or f"{self.kind_name()}-{self.uid.lower()}"
        rows = type(self)._default_manager.filter(slug__startswith=slug)
        numbered = rf"^{slug}(-[0-9]+)?$"  # a slug holds no sign that means something here
        taken = set(rows.filter(slug__regex=numbered).values_list("slug", flat=True))
        number, candidate = 1, slug
        while candidate in taken:
            number += 1
            candidate = f"{slug}-{number}"
        return candidate

    def make_search_text(self) -> str:
        """The words under which this record is found: of its name and of every other name."""
        others = list(self.names.values_list("text", flat=True)) if self.pk else []
        return index_text(self.name, *others)

    def get_absolute_url(self) -> str:
        return reverse(self.PAGE, args=[self.slug])

    @property
    def display_name(self) -> str:
        """The name in the reader's language where one is recorded, else the preferred one."""
        language = (get_language() or "en").split("-")[0]
        if language != "en":
            for name in self.names.all():
                if name.language.split("-")[0] == language and name.kind == Name.Kind.OFFICIAL:
                    return name.text
        return self.name

    @property
    def acronym(self) -> str:
        """The first acronym recorded, or ``""``."""
        return next((n.text for n in self.names.all() if n.kind == Name.Kind.ACRONYM), "")


def searchable(table: str) -> list[models.Index]:
    """The index that ``NamedRecordQuerySet.search`` reads."""
    return [GinIndex(SearchVector("search_text", config="simple"), name=f"{table}_names_search")]


def comparable(table: str) -> models.Index:
    """The index by which ``records.duplicates`` finds records with names like another's."""
    return GinIndex(OpClass("search_text", name="gin_trgm_ops"), name=f"{table}_names_trigrams")


class Name(models.Model):
    """One more name of a record: in another language, shorter, former, or as a source prints it.

    Subclasses add the foreign key ``record`` with ``related_name="names"``.
    """

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official")
        SHORT = "short", _("short")
        ACRONYM = "acronym", _("acronym")
        FORMER = "former", _("former")
        ALIAS = "alias", _("also known as")
        AS_PRINTED = "as_printed", _("as printed")

    text = models.CharField(_("name"), max_length=500)
    language = models.CharField(
        _("language"),
        max_length=20,
        default="en",
        validators=[language_validator],
        help_text=_("Language tag: en, zh-Hans, ru, lo …"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ALIAS)
    since = PartialDateField(_("used since"), single=True)
    until = PartialDateField(_("used until"), single=True)

    if TYPE_CHECKING:
        record: models.ForeignKey[NamedRecord, NamedRecord]

    class Meta:
        abstract = True
        ordering = ["kind", "language", "text"]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.record.save(update_fields=["search_text"])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.record.save(update_fields=["search_text"])
        return deleted


def name_constraints(table: str) -> list[models.BaseConstraint]:
    """A name stands once per record, language and kind; its dates are dates."""
    return [
        models.UniqueConstraint(
            fields=["record", "text", "language", "kind"],
            name=f"{table}_once",
            violation_error_message=_("This name is already recorded."),
        ),
        *valid_date(table, "since", "until"),
    ]


class Period(models.Model):
    """A stretch of time whose ends may be known, unknown, or known only by first or last sight."""

    class Began(models.TextChoices):
        BEGAN = "began", _("began then")
        FIRST_SEEN = "first_seen", _("first seen then")

    class Ended(models.TextChoices):
        ENDED = "ended", _("ended then")
        LAST_SEEN = "last_seen", _("last seen then")

    since = PartialDateField(_("since"), single=True)
    since_is = models.CharField(
        _("the beginning"),
        max_length=10,
        choices=Began,
        default=Began.BEGAN,
        help_text=_("Whether the source says that it began then, or only shows it existing then."),
    )
    until = PartialDateField(_("until"), single=True)
    until_is = models.CharField(_("the end"), max_length=10, choices=Ended, default=Ended.ENDED)
    term = period_of("since", "until")

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        check_period(self.since, self.until)


def check_period(since: str, until: str, *, end_field: str = "until") -> None:
    """Refuse a period that ends before it begins, with the message at its end."""
    try:
        first, last = bounds(since)[0], bounds(until)[1]
    except ValidationError:
        return  # the field itself has said so
    if first and last and last < first:
        raise ValidationError(
            {end_field: _("This is before the beginning (%(since)s).") % {"since": since}},
            code="period_backwards",
        )


def period_constraints(table: str) -> list[models.BaseConstraint]:
    """The ends of a period are dates, and the end is not before the start."""
    return [
        *valid_date(table, "since", "until"),
        models.CheckConstraint(
            name=f"{table}_ends_after_start",
            condition=Q(term__isnull=True) | Q(term__isempty=False),
            violation_error_message=_("It ends before it begins."),
        ),
    ]

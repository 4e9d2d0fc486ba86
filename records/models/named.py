"""Records with a page: a preferred name, a slug, names in other languages and times."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import get_script_prefix, reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.fields import PartialDateField, valid_dates
from records.search_text import fold, index_text, query_terms
from records.triggers import change_owner, keep_named, record_triggers

from .identity import OldSlug
from .record import Record, RecordQuerySet

language_validator = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    _("Write a language tag such as en, zh-Hans, lo or pt-BR (BCP 47)."),
)


SEARCHABLE = GinIndex(SearchVector("search_text", config="simple"), name="%(class)s_names_search")
"""The index that ``NamedRecordQuerySet.search`` reads."""

COMPARABLE = GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="%(class)s_names_trigrams")
"""The index by which ``records.merging.duplicates`` finds records with names like another's."""

ALIKE = 200  # records with the same words that are compared spelling by spelling


def words_wanted(query: str) -> str:
    """``query`` as PostgreSQL reads it: every word, and each may be begun."""
    return " & ".join(f"'{term}':*" for term in query_terms(query))


class NamedRecordQuerySet(RecordQuerySet):
    """Reads of records that have names."""

    def search(self, query: str) -> Self:
        """Records with every word of ``query`` in one of their names; the last may be begun."""
        words = words_wanted(query)
        if not words:
            return self.none()
        return self.alias(_names=SearchVector("search_text", config="simple")).filter(
            _names=SearchQuery(words, search_type="raw", config="simple")
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
        """``called`` for each of several names, in two queries however many they are.

        What no record is called is looked up in reference data, by one query more.
        """
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
        unknown = [name for name, some in found.items() if not some]
        return found | {name: some[:2] for name, some in self.looked_up_each(unknown).items()}

    def looked_up_each(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """The records that reference data knows by each of ``names``, where there are any.

        One query, and none where it knows no name. Most kinds of record have no such data.
        """
        return {}


class NamedRecord(Record):
    """A record with a page: a preferred name, a slug, and names in other languages and times."""

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

    LOOKED_UP_BY: ClassVar[tuple[str, ...]] = ()
    """The fields by whose values reference data knows the record (``looked_up_names``)."""

    if TYPE_CHECKING:  # each subclass has a model of names that points at it
        names: Any

    class Meta:
        abstract = True
        ordering = ["name", "id"]
        indexes = [SEARCHABLE, COMPARABLE]
        triggers = record_triggers(label="name", slug=True)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.make_search_text()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        old = OldSlug.objects.filter(kind=self.kind_name(), slug=self.slug)
        holder = old.exclude(identity=self.uid).select_related("identity").first()
        if holder is not None and holder.identity.survivor().uid != self.uid:
            raise ValidationError(
                {
                    "slug": _(
                        "“%(name)s” was public under this slug, and its address leads there for"
                        " good: choose another one."
                    )
                    % {"name": holder.identity.label or holder.identity_id}
                },
                code="slug_was_public",
            )
        if said := self.against_reference():
            raise ValidationError(
                {name: ValidationError(one, code="reference") for name, one in said.items()}
            )

    def free_slug(self) -> str:
        """A slug from its name that no other has; of a name without Latin letters, from its id."""
        slug = slugify(self.name)[:180].strip("-") or f"{self.kind_name()}-{self.uid.lower()}"
        numbered = rf"^{slug}(-[0-9]+)?$"  # a slug holds no sign that means something here
        here = type(self)._default_manager.filter(slug__startswith=slug, slug__regex=numbered)
        old = OldSlug.objects.filter(kind=self.kind_name(), slug__regex=numbered)
        taken = {
            *here.values_list("slug", flat=True),
            *old.exclude(identity=self.uid).values_list("slug", flat=True),
        }
        number, candidate = 1, slug
        while candidate in taken:
            number += 1
            candidate = f"{slug}-{number}"
        return candidate

    def make_search_text(self) -> str:
        """The words under which this record is found: of its names, and of those looked up."""
        return self.search_text_with(self.names.values_list("text", flat=True) if self.pk else [])

    def search_text_with(self, others: Iterable[str]) -> str:
        """The same where its other names are at hand."""
        return index_text(self.name, *others, *self.looked_up_names())

    def looked_up_names(self) -> Sequence[str]:
        """The names that reference data has for it: it is found by them, they are not recorded."""
        return ()

    def against_reference(self) -> dict[str, str]:
        """What is given here as reference data, and is not so there: by field, a sentence."""
        return {}

    def index_names(self) -> None:
        """Make the words anew under which it is found, where its names changed."""
        self.search_text = self.make_search_text()
        rows = type(self)._base_manager.filter(pk=self.pk)
        rows.exclude(search_text=self.search_text).update(search_text=self.search_text)

    def get_absolute_url(self) -> str:
        before, after = address_around(self.PLURAL, get_script_prefix())
        return f"{before}{self.slug}{after}"

    @property
    def display_name(self) -> str:
        """The name in the reader's language where one is recorded, else the preferred one.

        A name that was given up is what the record was called, and not what it is called.
        """
        language = (get_language() or "en").split("-")[0]
        if language != "en":
            for name in self.names.all():
                is_of_reader = name.language.split("-")[0] == language
                if is_of_reader and name.kind == Name.Kind.OFFICIAL and not name.until:
                    return name.text
        return self.name

    @property
    def acronym(self) -> str:
        """The first acronym that is recorded and was not given up, or ``""``."""
        acronyms = (n for n in self.names.all() if n.kind == Name.Kind.ACRONYM and not n.until)
        return next((name.text for name in acronyms), "")


@cache
def address_around(plural: str, _prefix: str) -> tuple[str, str]:
    """What stands before and after the slug in the address of a record: a page has hundreds."""
    before, after = reverse(f"{plural}:detail", args=["-"]).split("-")
    return before, after


class Name(models.Model):
    """One more name of a record: in another language, shorter, former, or as a source prints it.

    Subclasses add the foreign key ``record`` with ``related_name="names"``.
    """

    READ_WITH = ("record",)
    TELLING = ("official", "former")  # kinds that say more than that it is a name

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
        ordering = ["kind", "language", "text", "since", "until"]
        constraints = [
            models.UniqueConstraint(  # a body may go back to a name that it had before
                fields=["record", "text", "language", "kind", "since", "until"],
                name="%(class)s_once",
                violation_error_message=_("This name is already recorded."),
            ),
            *valid_dates("since", "until"),
        ]
        triggers = [change_owner("record_id", "record"), keep_named("record", "text")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.record.index_names()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.record.index_names()
        return deleted

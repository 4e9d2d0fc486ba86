"""Sources and evidence: documents, captures of their text, passages, citations."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import MD5, Coalesce, TruncDate, Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Series
from records.differences import RULES_OF_TRIGGERS
from records.fields import (
    PartialDateField,
    earliest_of,
    latest_of,
    order_of,
    valid_date,
)
from records.models import (
    Name,
    NamedRecord,
    Record,
    RecordQuerySet,
    State,
    comparable,
    language_validator,
    name_constraints,
    searchable,
)
from records.tracking import keep_history
from records.triggers import no_cycle, record_triggers

from .anchors import Anchor
from .shares import Coverage
from .triggers import (
    bring_capture,
    citation_inside_passage,
    keep_capture,
    keep_cited_agreed,
    publish_copies_of_others,
)

__all__ = ["Anchor", "Coverage"]  # made in modules of their own, found here by Django


class BareUrl(Func):
    """An address without what two people may write differently: scheme, ``www.``, fragment."""

    template = (
        "lower(regexp_replace(regexp_replace(%(expressions)s,"
        " '^https?://(www\\.)?', '', 'i'), '(#.*|/+)$', ''))"
    )
    arity = 1
    output_field = models.TextField()


@keep_history()
class Document(NamedRecord):
    """A source or an instrument: white paper, chapter, transcript, news release, treaty …

    A work, one of its versions, one of its language expressions and one of its parts are each a
    document, tied by ``part_of``, ``version_of`` and ``expression_of``.
    """

    class Kind(models.TextChoices):
        WHITE_PAPER = "white_paper", _("white paper")
        CHAPTER = "chapter", _("chapter or section")
        TRANSCRIPT = "transcript", _("transcript")
        NEWS_RELEASE = "news_release", _("news release")
        NEWS_REPORT = "news_report", _("news report")
        TREATY = "treaty", _("treaty or agreement")
        DECLARATION = "declaration", _("declaration")
        STATEMENT = "statement", _("joint statement or communiqué")
        PLAN = "plan", _("plan or programme")
        GUIDELINES = "guidelines", _("guidelines")
        WEB_PAGE = "web_page", _("web page")
        OTHER = "other", _("other")

    class Rights(models.TextChoices):
        PUBLIC = "public", _("anyone may read the text")
        EDITORS = "editors", _("editors only may read the text")
        NOT_HELD = "not_held", _("the text is not held")

    PAGE = "documents:detail"
    EVIDENTIAL = ()  # a document is its own evidence
    PUBLIC_THROUGH = ("part_of", "version_of", "expression_of")
    TREES = ("part_of", "version_of", "expression_of")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    publisher = models.ForeignKey(
        Participant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("publisher"),
    )
    published = PartialDateField(
        pgettext_lazy("date", "published"),
        single=True,
        help_text=_("When it was published, not when things happened."),
    )
    published_earliest = earliest_of("published")
    published_latest = latest_of("published")
    published_order = order_of("published")
    language = models.CharField(
        _("language"), max_length=20, default="en", validators=[language_validator]
    )
    url = models.URLField(_("address"), max_length=1000, blank=True, default="")
    identifier = models.CharField(
        _("symbol or number"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("As the publisher gives it: A/RES/70/1, ISBN, DOI."),
    )
    rights = models.CharField(
        _("who may read the text"),
        max_length=10,
        choices=Rights,
        default=Rights.EDITORS,
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    version_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("version of"),
    )
    version_label = models.CharField(_("version"), max_length=100, blank=True, default="")
    expression_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expressions",
        help_text=_("The document this is a translation of, or the same text in another language."),
        verbose_name=_("expression of"),
    )
    outcome = models.ForeignKey(
        Outcome,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="texts",
        help_text=_("The outcome this is the text of."),
        verbose_name=_("outcome"),
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-published_order", "-id"]
        indexes = [
            *searchable("document"),
            comparable("document"),
            models.Index(fields=["published_order", "id"]),
            models.Index(fields=["name", "id"]),
            # By these the same source is known again (documents.duplicates).
            models.Index(BareUrl("url"), name="document_by_url", condition=~Q(url="")),
            models.Index(
                Upper("identifier"), name="document_by_identifier", condition=~Q(identifier="")
            ),
        ]
        constraints = [*valid_date("document", "published")]
        triggers = [
            *record_triggers(label="name", slug=True),
            no_cycle("part_of_id"),
            no_cycle("version_of_id"),
            no_cycle("expression_of_id"),
            publish_copies_of_others(),
        ]


@keep_history()
class DocumentName(Name):
    """Another title of a document."""

    record = models.ForeignKey(Document, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        constraints = name_constraints("documentname")


class CaptureQuerySet(models.QuerySet):
    """Reads of captures."""

    def agreed(self) -> "CaptureQuerySet":
        """Those that stand for their document: all but the copies that wait for a reviewer.

        What pages, API, exports, citations and the reading desk know of copies is these alone.
        """
        return self.filter(waits=False)

    def waiting(self) -> "CaptureQuerySet":
        """The copies of public documents that wait for a reviewer (``documents.copies``)."""
        return self.filter(waits=True)


@keep_history(without=("text",))
class Capture(models.Model):
    """One retrieved copy of a document: which bytes, when, from where. Immutable.

    A capture may be known by its hash alone; ``text`` is then null until someone imports the
    file. Offsets everywhere count characters (code points) of ``text``: the decoded file,
    untouched, or what ``extractor`` read out of one that is no plain text. With four eyes, a copy
    that an account brings to a public document ``waits`` until somebody else agrees to it.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="captures", verbose_name=_("document")
    )
    sha256 = models.CharField(
        _("SHA-256 of the file"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )
    byte_length = models.PositiveBigIntegerField(_("byte length"))
    char_length = models.PositiveBigIntegerField(_("char length"))
    media_type = models.CharField(_("media type"), max_length=100, default="text/plain")
    encoding = models.CharField(
        _("encoding"),
        max_length=40,
        default="utf-8",
        help_text=_("Of the file; “binary” where its format has its own, as in a PDF."),
    )
    extractor = models.CharField(
        _("text made by"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("Which program made the text from the file; empty: it is the decoded file."),
    )
    retrieved = PartialDateField(_("retrieved"), single=True)
    source_url = models.URLField(_("retrieved from"), max_length=1000, blank=True, default="")
    file = models.FileField(upload_to="captures/", blank=True, default="", editable=False)
    text = models.TextField(null=True, blank=True, editable=False)  # noqa: DJ001 (null: not held)
    waits = models.BooleanField(
        _("waits for another reviewer"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Whether somebody else has yet to agree to it; until then nobody reads it."),
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("brought by"),
        help_text=_("Nobody where a command brought it."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["document", "id"]
        indexes = [
            models.Index(MD5("text"), name="capture_by_text", condition=Q(text__isnull=False)),
            models.Index(fields=["id"], name="capture_waits", condition=Q(waits=True)),
        ]
        constraints = [
            *valid_date("capture", "retrieved"),
            models.CheckConstraint(
                name="capture_text_has_its_length",
                condition=Q(text__isnull=True)
                | Q(char_length=Func(F("text"), function="char_length")),
            ),
        ]
        triggers = [bring_capture(), keep_capture(), keep_cited_agreed()]

    def __str__(self) -> str:
        return f"{self.document} ({self.sha256[:12]})"

    @property
    def belongs_to(self) -> Document:
        """The record whose state decides who may change this row."""
        return self.document

    @property
    def is_held(self) -> bool:
        """Whether the text of the capture is here."""
        return self.text is not None


class PassageQuerySet(models.QuerySet):
    """Reads of passages."""

    def agreed(self) -> "PassageQuerySet":
        """Those of copies that stand for their document: what can be cited."""
        return self.filter(capture__waits=False)

    def public(self) -> "PassageQuerySet":
        """Those of agreed copies of public documents."""
        return self.agreed().filter(capture__document__in=Document.objects.public())


@keep_history(without=("text",))
class Passage(models.Model):
    """A numbered stretch of a capture: heading, paragraph, question, table row, footnote …

    ``start`` and ``end`` count characters of the capture's text; ``text`` is that stretch, or
    ``""`` while the text is not held. ``summary`` says in one sentence of our own what it says.
    """

    class Kind(models.TextChoices):
        HEADING = "heading", _("heading")
        PARAGRAPH = "paragraph", _("paragraph")
        LIST_ITEM = "list_item", _("list item")
        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        TABLE_ROW = "table_row", _("table row")
        CAPTION = "caption", _("caption")
        FOOTNOTE = "footnote", _("footnote")
        FURNITURE = "furniture", _("page furniture")

    capture = models.ForeignKey(
        Capture, models.PROTECT, related_name="passages", verbose_name=_("capture")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PARAGRAPH)
    locator = models.CharField(
        _("locator"), max_length=100, help_text=_("As a scholar writes it: V.2 ¶3, p. 14.")
    )
    speaker = models.CharField(_("speaker"), max_length=200, blank=True, default="")
    start = models.PositiveBigIntegerField(_("start"))
    end = models.PositiveBigIntegerField(_("end"))
    text = models.TextField(_("text"), blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="", db_default="")

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["capture", "number"]
        constraints = [
            models.UniqueConstraint(fields=["capture", "number"], name="passage_number_once"),
            models.CheckConstraint(name="passage_has_length", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="passage_text_has_its_length",
                condition=Q(text="") | Q(end=F("start") + Func(F("text"), function="char_length")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capture.document}, {self.locator}"

    @property
    def belongs_to(self) -> Document:
        """The record whose state decides who may change this row."""
        return self.capture.document

    def recall_text(self) -> None:
        """Take the text from the capture again: the history keeps only where it stands."""
        capture = Capture.objects.filter(pk=self.capture_id).first()
        self.text = ((capture and capture.text) or "")[self.start : self.end]

    @property
    def anchor(self) -> str:
        return f"p-{self.number}"

    def get_absolute_url(self) -> str:
        """Its place in the reader: in this very capture, on the page of a long text it is on."""
        page = self.capture.document.get_absolute_url()
        return f"{page}?p={self.number}&capture={self.capture.sha256[:12]}#{self.anchor}"


SUBJECTS: dict[str, type[Record]] = {
    "mechanism": Mechanism,
    "participant": Participant,
    "person": Person,
    "office": Office,
    "membership": Membership,
    "topic": Topic,
    "place": Place,
    "series": Series,
    "meeting": Meeting,
    "participation": Participation,
    "delegate": Delegate,
    "outcome": Outcome,
    "document": Document,
}
"""What a citation can be about: the name of its foreign key, and the record."""


class CitationQuerySet(RecordQuerySet):
    """Reads of citations."""

    def beside_public(self) -> "CitationQuerySet":
        """The public citations of records that the caller knows to be public.

        ``public()`` looks up everything that a citation can hang on; here only its document.
        """
        documents = Document.objects.public()
        in_public = Exists(documents.filter(pk=OuterRef("passage__capture__document_id")))
        return self.filter(in_public, state=State.PUBLISHED)

    def of_public(self, records: "list[Record] | tuple[Record, ...]") -> "CitationQuerySet":
        """The public citations of ``records``, all of which the caller knows to be public."""
        return self.beside_public().of(records)

    def of(self, records: "list[Record] | tuple[Record, ...]") -> "CitationQuerySet":
        """The citations whose subject is one of ``records`` (any mixture of kinds)."""
        wanted = Q(pk__in=[])
        for name, model in SUBJECTS.items():
            keys = [record.pk for record in records if isinstance(record, model)]
            if keys:
                wanted |= Q(**{f"{name}__in": keys})
        return self.filter(wanted)

    def for_display(self) -> "CitationQuerySet":
        """With passage and document, in reading order; without the texts, which are long."""
        return (
            self.select_related("passage__capture__document")
            .defer("passage__capture__text", "passage__text")
            .order_by("passage__capture_id", "start", "id")
        )

    def marking_earlier_copies(self) -> "CitationQuerySet":
        """With ``on_earlier_copy``: whether its document has a copy that was retrieved later."""
        own = OuterRef("copied_on")
        later = Capture.objects.alias(day=_retrieved()).filter(
            Q(day__gt=own) | Q(day=own, pk__gt=OuterRef("passage__capture")),
            document=OuterRef("passage__capture__document"),
        )
        own_day = _retrieved("passage__capture__")
        return self.alias(copied_on=own_day).annotate(on_earlier_copy=Exists(later))


def _retrieved(path: str = "") -> Coalesce:
    """The day on which a copy was retrieved; where nobody noted it, the day it came in."""
    noted = Func(F(f"{path}retrieved"), function="edtf_earliest", output_field=models.DateField())
    return Coalesce(noted, TruncDate(f"{path}created_at"))


PLACE = ("passage_id", "start", "end", "quote", "prefix", "suffix")
"""The columns of a citation that say where its words stand: ``triggers.placing``."""

MOST_QUOTED = 20_000
TOO_LONG = _("A citation has at most 20,000 characters: choose the words that say it.")


@keep_history()
class Citation(Record):
    """“This passage supports, or contradicts, these fields of this record.”

    ``fields`` names what it speaks of; empty means the record as a whole. ``stated`` holds, by
    field, the value as the source gives it where that differs from the record's: such a
    citation contradicts the record. ``start`` and ``end`` count characters of the capture's
    text; ``quote``, ``prefix`` and ``suffix`` are filled when the text is held.
    """

    PUBLIC_THROUGH = ("passage__capture__document", *SUBJECTS)
    UNTOLD = ("start", "end", "prefix", "suffix")  # the quote says it; histories leave them out

    mechanism = models.ForeignKey(
        Mechanism, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    office = models.ForeignKey(
        Office, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    place = models.ForeignKey(
        Place, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    delegate = models.ForeignKey(
        Delegate, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    outcome = models.ForeignKey(
        Outcome, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    document = models.ForeignKey(
        Document, models.CASCADE, null=True, blank=True, related_name="citations"
    )

    passage = models.ForeignKey(
        Passage, models.PROTECT, related_name="citations", verbose_name=_("passage")
    )
    fields = ArrayField(
        models.CharField(max_length=40),
        blank=True,
        default=list,
        help_text=_("Which values the passage speaks of; none: the record as a whole."),
        verbose_name=_("fields"),
    )
    start = models.PositiveBigIntegerField(_("first character"))
    end = models.PositiveBigIntegerField(_("end"))
    quote = models.TextField(_("quote"), blank=True, default="")
    prefix = models.CharField(max_length=64, blank=True, default="")
    suffix = models.CharField(max_length=64, blank=True, default="")
    stated = models.JSONField(
        _("as the source states it"),
        blank=True,
        default=dict,
        help_text=_("Only where the source differs from the record: the field and its value."),
    )
    counting = models.CharField(
        _("counting rule"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("By which rule the source counts, where that explains another value."),
    )
    reason = models.TextField(
        _("reason for the choice"),
        blank=True,
        default="",
        help_text=_("Where sources differ: why the record says what it says."),
    )

    objects = CitationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["passage", "start", "id"]
        constraints = [
            models.CheckConstraint(
                name="citation_has_one_subject",
                condition=Exact(
                    Func(
                        *(F(name) for name in SUBJECTS),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                violation_error_message=_("A citation is about exactly one record."),
            ),
            models.CheckConstraint(name="citation_has_length", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="citation_is_no_book",
                condition=Q(end__lte=F("start") + MOST_QUOTED),
                violation_error_message=TOO_LONG,
            ),
            models.CheckConstraint(
                name="citation_quote_has_its_length",
                condition=Q(quote="")
                | Q(end=F("start") + Func(F("quote"), function="char_length")),
            ),
        ]
        triggers = [*record_triggers(place=PLACE), citation_inside_passage()]
        indexes = [
            models.Index(fields=["id"], name="citation_states_otherwise", condition=~Q(stated={})),
        ]

    def __str__(self) -> str:
        return f"{self.passage.locator}: {self.subject}"

    @property
    def subject_name(self) -> str:
        """Which foreign key is filled: ``"meeting"``, ``"outcome"`` …"""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def subject(self) -> Record:
        """The record that the passage speaks of."""
        return getattr(self, self.subject_name)

    def get_absolute_url(self) -> str:
        return self.passage.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        check_citation(self)


def check_citation(citation: Citation) -> None:
    """Refuse fields the subject has not, a stretch too long or outside the passage, or of a
    waiting copy."""
    errors: dict[str, Any] = {}
    filled = [name for name in SUBJECTS if getattr(citation, f"{name}_id") is not None]
    if len(filled) == 1:
        allowed = citable_fields(SUBJECTS[filled[0]])
        unknown = sorted({*citation.fields, *citation.stated} - set(allowed))
        if unknown:
            errors["fields"] = _(
                "%(subject)s has no value called %(unknown)s. Choose from: %(allowed)s."
            ) % {
                "subject": filled[0].capitalize(),
                "unknown": ", ".join(unknown),
                "allowed": ", ".join(allowed),
            }
    if citation.passage_id and citation.start is not None and citation.end is not None:
        passage = citation.passage
        if not passage.start <= citation.start < citation.end <= passage.end:
            errors["start"] = _("The passage runs from character %(start)s to %(end)s.") % {
                "start": passage.start,
                "end": passage.end,
            }
        elif citation.end - citation.start > MOST_QUOTED:
            errors["start"] = TOO_LONG
    if Capture.objects.waiting().filter(passages=citation.passage_id).exists():
        errors["passage"] = RULES_OF_TRIGGERS["copy_waits"]
    if errors:
        raise ValidationError(errors)


def citable_fields(model: type[Record]) -> list[str]:
    """The values of ``model`` that a citation can speak of, in the model's order."""
    also = [
        name for name in ("names", "summary", "kind", "instrument", "topics") if _has(model, name)
    ]
    if model is Document:
        also += [
            "name",
            "publisher",
            "published",
            "language",
            "url",
            "identifier",
            "part_of",
        ]
    return [*model.EVIDENTIAL, *also]


def _has(model: type[Record], name: str) -> bool:
    if name == "names":
        return hasattr(model, "names")
    return any(field.name == name for field in model._meta.get_fields())


class LinkCheck(models.Model):
    """What answered when the address of a document was last asked for."""

    class Answer(models.TextChoices):
        ALIVE = "alive", _("answers")
        GUARDED = "guarded", _("answers people, not programs")
        FAILING = "failing", _("does not answer now")
        GONE = "gone", _("is gone")

    DEAD = (Answer.FAILING, Answer.GONE)

    document = models.OneToOneField(Document, models.CASCADE, related_name="link_check")
    url = models.URLField(max_length=1000, help_text=_("The address that was asked for."))
    answer = models.CharField(max_length=10, choices=Answer)
    status = models.PositiveSmallIntegerField(
        null=True, help_text=_("The status of the answer; null where nothing answered.")
    )
    said = models.TextField(blank=True, default="", help_text=_("The answer in words."))
    led_to = models.TextField(
        blank=True, default="", help_text=_("Where it was redirected, if it was.")
    )
    failures = models.PositiveIntegerField(
        default=0, help_text=_("How many times in a row it was not answered.")
    )
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["asked_at"]),
            models.Index(
                fields=["id"],
                name="linkcheck_dead",
                condition=Q(answer__in=["failing", "gone"]),
            ),
        ]

    def __str__(self) -> str:
        return self.url


# The desk's own tables name these models, so they come last.
from .candidates.models import Candidate, Reading, ReadPassage  # noqa: E402, F401

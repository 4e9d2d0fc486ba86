"""Documents: sources and instruments, their titles, versions and parts."""

from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.triggers import publish_copies_of_others
from mechanisms.models import Participant
from meetings.models import Outcome
from records.fields import PartialDateField, earliest_of, latest_of, order_of, valid_dates
from records.history.tracking import keep_history
from records.models import Name, NamedRecord, language_validator
from records.trees import no_cycle


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

    PLURAL = "documents"
    EVIDENTIAL = ()  # a document is its own evidence
    SEEN_WHOLE = False  # the words of its passages stand on pages of their own
    OPENED_BY = {"rights": Rights.PUBLIC}  # the words of its passages
    PUBLIC_THROUGH = ("part_of", "version_of", "expression_of")
    SHOWN_ELSEWHERE = ("rights",)
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

    class Meta(NamedRecord.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-published_order", "-id"]
        indexes = [
            *NamedRecord.Meta.indexes,
            models.Index(fields=["published_order", "id"]),
            models.Index(fields=["name", "id"]),
            # By these the same source is known again (documents.duplicates).
            models.Index(BareUrl("url"), name="document_by_url", condition=~Q(url="")),
            models.Index(
                Upper("identifier"), name="document_by_identifier", condition=~Q(identifier="")
            ),
        ]
        constraints = [*valid_dates("published")]
        triggers = [
            *NamedRecord.Meta.triggers,
            no_cycle("part_of_id"),
            no_cycle("version_of_id"),
            no_cycle("expression_of_id"),
            publish_copies_of_others(),
        ]


@keep_history()
class DocumentName(Name):
    """Another title of a document."""

    record = models.ForeignKey(Document, models.CASCADE, related_name="names")

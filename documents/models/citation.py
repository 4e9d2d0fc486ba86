"""Citations: this passage supports, or contradicts, these fields of this record."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from documents.judgements import judged_in_words
from documents.triggers import citation_inside_passage, judge_values
from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Position, Series
from records.history.tracking import keep_history
from records.models import Record, RecordQuerySet
from records.triggers import record_triggers
from records.words import NOTHING, field_label

from .capture import Capture, day_retrieved
from .document import Document
from .passage import Passage

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
    "position": Position,
    "document": Document,
}
"""What a citation can be about: the name of its foreign key, and the record."""


class CitationQuerySet(RecordQuerySet):
    """Reads of citations."""

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
        later = Capture.objects.alias(day=day_retrieved()).filter(
            Q(day__gt=own) | Q(day=own, pk__gt=OuterRef("passage__capture")),
            document=OuterRef("passage__capture__document"),
        )
        own_day = day_retrieved("passage__capture__")
        return self.alias(copied_on=own_day).annotate(on_earlier_copy=Exists(later))


PLACE = ("passage_id", "start", "end", "quote", "prefix", "suffix")
"""The columns of a citation that say where its words stand: ``triggers.placing``."""

MOST_QUOTED = 20_000
TOO_LONG = _("A citation has at most 20,000 characters: choose the words that say it.")


TITLED = ("meeting", "document")
"""The kinds whose name is their title, where it is told outside of the register."""


def _about(model: type[Record]) -> "models.ForeignKey[Any, Any]":
    """The foreign key to a record that a citation can be about: it goes with the record."""
    return models.ForeignKey(model, models.CASCADE, null=True, blank=True, related_name="citations")


@keep_history()
class Citation(Record):
    """“This passage supports, or contradicts, these fields of this record.”

    ``fields`` names what it speaks of; empty means the record as a whole. ``stated`` holds, by
    field, the value as the source gives it where that differs from the record's: such a
    citation contradicts the record. ``holds_for`` notes, by field, the value that it was judged
    to support (``documents.judgements``). ``start`` and ``end`` count characters of the capture's
    text; ``quote``, ``prefix`` and ``suffix`` are filled when the text is held.
    """

    PLURAL = "citations"
    PUBLIC_THROUGH = ("passage__capture__document", *SUBJECTS)
    PART_OF = tuple(SUBJECTS)
    LISTED_IN = tuple(SUBJECTS)
    FOLLOWS = tuple(SUBJECTS)
    COMPARED = "stated"
    READS = ("passage",)
    UNTOLD = ("start", "end", "prefix", "suffix")  # the quote says it; histories leave them out
    ERRORS_AT: ClassVar = {
        "citation_has_length": "quote",
        "citation_is_no_book": "quote",
        "citation_quote_has_its_length": "quote",
    }
    TOGETHER: ClassVar = (  # taken over from a proposal as one: which words say what
        *("passage_id", "start", "end", "quote", "prefix", "suffix"),
        *("fields", "stated", "holds_for", "reason", "counting"),
    )
    TRIGGER_ERRORS: ClassVar = {
        "citation_inside_passage": _("These characters are outside the passage."),
        "copy_waits": _(
            "This copy waits for another reviewer: agree to it first, then cite its words."
        ),
    }

    mechanism = _about(Mechanism)
    participant = _about(Participant)
    person = _about(Person)
    office = _about(Office)
    membership = _about(Membership)
    topic = _about(Topic)
    place = _about(Place)
    series = _about(Series)
    meeting = _about(Meeting)
    participation = _about(Participation)
    delegate = _about(Delegate)
    outcome = _about(Outcome)
    position = _about(Position)
    document = _about(Document)

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
    holds_for = models.JSONField(
        _("the values that it was judged to support"), null=True, blank=True, editable=False
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
        triggers = [
            *record_triggers(place=PLACE, depended_on=False),
            citation_inside_passage(),
            judge_values(tuple(SUBJECTS)),
        ]
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

    @classmethod
    def told(cls, column: str, row: dict[str, Any], other: dict[str, Any]) -> str | None:
        """What a row says in ``stated`` or ``holds_for``, by field, where ``other`` says else."""
        if column not in ("stated", "holds_for"):
            return None
        kind = next(name for name in SUBJECTS if row.get(f"{name}_id") is not None)
        model, mine, theirs = SUBJECTS[kind], row[column] or {}, other.get(column) or {}
        told = {name: value for name, value in mine.items() if theirs.get(name) != value}
        if column == "holds_for":
            told = {
                name: judged_in_words(model, name, value, _comparable(value, theirs.get(name)))
                for name, value in told.items()
            }
        lines = (f"{field_label(model, name)}: {value}" for name, value in told.items())
        return "; ".join(lines) or NOTHING

    def clean(self) -> None:
        super().clean()
        check_citation(self)

    def judge(self, *fields: str) -> None:
        """Judge once saved: it supports the values that its record has then; of all by default."""
        before = self.holds_for or {}
        others = {name: value for name, value in before.items() if name not in fields}
        self.holds_for = others if fields and others != before else None


def _comparable(value: Any, other: Any) -> Any:
    """What was judged before, where it is of the same shape; else nothing to compare with."""
    alike = isinstance(value, list) and isinstance(other, list) and len(value) == len(other)
    return other if alike else None


KINDS: dict[str, type[Record]] = {**SUBJECTS, "citation": Citation}
"""Every kind of record that has a permanent id, by the name its identity carries."""


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
        errors["passage"] = Citation.TRIGGER_ERRORS["copy_waits"]
    if errors:
        raise ValidationError(errors)


def citable_fields(model: type[Record]) -> list[str]:
    """The values of ``model`` that a citation can speak of, in the model's order."""
    also = ["names", "summary", "kind", "instrument", "topics"]
    fields = [*model.EVIDENTIAL, *(name for name in also if hasattr(model, name))]
    if model is Document:
        fields += ["name", "publisher", "published", "language", "url", "identifier", "part_of"]
    return fields

"""Work on evidence: values without any, sources that differ, citations that lost their words."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.evidence import same_words
from desk.pages import address_in_desk
from documents import anchor_decisions, needs_work
from documents.models import Anchor, Citation
from documents.stated import stating_otherwise
from records.models import Record, State
from records.words import EMPTY, field_name, value_in_words

from .kept import Keep
from .rows import Row, lacking_in_words, row_of, with_labels
from .scans import Scan, Tally, count

COPIES = 20  # later copies whose pages are linked


def uncited(user: Any, show: str) -> list[Scan]:
    """Records with a value that no citation supports; of one kind where ``show`` names it."""
    kinds = [show] if show in needs_work.EVIDENTIAL else list(needs_work.EVIDENTIAL)
    return [_uncited_of(needs_work.EVIDENTIAL[kind]) for kind in kinds]


def _uncited_of(model: type[Record]) -> Scan:
    def described(rows: list[Record]) -> list[Row]:
        return [
            row_of(record, what=lacking_in_words(record, fields), when=record.updated_at)
            for record, fields in needs_work.uncited_of(rows)
        ]

    rows = model._default_manager.exclude(state=State.WITHDRAWN)
    return Scan(
        model.kind_name(),
        rows,
        described,
        lambda rows: with_labels(needs_work.lacking(rows)),
        unsure=lambda: needs_work.with_reserve(model),
    )


def uncited_by_kind(keep: Keep) -> dict[str, Tally]:
    """How many records of each kind have a value without evidence."""

    def counted() -> dict[str, Tally]:
        return {kind: count(_uncited_of(model)) for kind, model in needs_work.EVIDENTIAL.items()}

    return keep("uncited", counted)


def contradictions(user: Any, show: str) -> list[Scan]:
    """Citations that state another value; those explained too where ``show`` is “all”."""

    def described(citations: list[Citation]) -> list[Row]:
        found: dict[tuple[str, str], Row] = {}
        for citation, fields in needs_work.contradicting(citations):
            record = citation.subject
            says = "; ".join(
                _("%(field)s: %(stated)s, here %(value)s")
                % {
                    "field": field_name(type(record), name),
                    "stated": citation.stated[name],
                    "value": _shown(record, name),
                }
                for name in fields
            )
            if citation.reason:
                says += " (" + _("the choice is explained") + ")"
            url = reverse("admin:dispute", args=[citation.subject_name, record.pk, fields[0]])
            row = row_of(record, url=url, what=says, when=citation.updated_at)
            # Sources that give the same value are one thing to decide, on one page.
            found.setdefault((url, says), row)
        return list(found.values())

    rows = stating_otherwise()
    if show != "all":
        rows = rows.filter(reason="")
    return [Scan("citations", rows, described, with_labels, unsure=lambda: models.Value(True))]


def _shown(record: Record, name: str) -> str:
    value = getattr(record, name)
    return _("nothing") if value in EMPTY else value_in_words(type(record), name, value)


def orphans(user: Any, show: str) -> list[Scan]:
    """Citations that lost their place; those without a text where ``show`` is “not-held”."""

    def described(citations: list[Any]) -> list[Row]:
        return [
            row_of(
                citation.subject,
                url=address_in_desk(citation),
                what=_cited_at(citation),
                when=citation.updated_at,
            )
            for citation in citations
        ]

    def narrowed(rows: "models.QuerySet[Citation]") -> "models.QuerySet[Citation]":
        found = (
            rows.filter(needs_work.NOT_HELD) if show == "not-held" else needs_work.orphaned(rows)
        )
        marked = found.annotate(
            is_moved=models.ExpressionWrapper(needs_work.MOVED, models.BooleanField()),
            is_unreadable=models.ExpressionWrapper(needs_work.NOT_HELD, models.BooleanField()),
        )
        return with_labels(marked.for_display())

    return [Scan("citations", Citation.objects.exclude(state=State.WITHDRAWN), described, narrowed)]


def _cited_at(citation: Any) -> str:
    where = {"where": str(citation.passage)}
    if citation.is_moved:
        return _("%(where)s: the words are not there any more") % where
    if citation.passage.capture.document.state == State.WITHDRAWN:
        return _("%(where)s: the document is withdrawn") % where
    if citation.is_unreadable:
        return _("%(where)s: the text is not held") % where
    return _("%(where)s: what the document belongs to is withdrawn") % where


def anchors(user: Any, show: str) -> list[Scan]:
    """Citations whose words a later copy has in another form, or not at all."""

    def described(anchors: list[Anchor]) -> list[Row]:
        return [
            row_of(
                anchor.citation.subject,
                url=reverse("admin:anchor", args=[anchor.pk]),
                what=_found_at(anchor),
            )
            for anchor in anchors
        ]

    def narrowed(rows: "models.QuerySet[Anchor]") -> "models.QuerySet[Anchor]":
        undecided = anchor_decisions.undecided_anchors().order_by().values("pk")
        citations = with_labels(Citation.objects.for_display())
        return rows.filter(pk__in=undecided).prefetch_related(
            models.Prefetch("citation", citations)
        )

    rows = Anchor.objects.filter(decision=Anchor.Decision.OPEN)
    if show:
        rows = rows.filter(outcome=show)
    return [Scan("anchors", rows, described, narrowed)]


def together() -> list[SafeString]:
    """Links to the pages where those with the same words are decided together, by copy."""
    return [
        format_html("{}: {}", capture.document, link)
        for capture, link in same_words.links_of()[:COPIES]
    ]


def _found_at(anchor: Anchor) -> str:
    where = str(anchor.citation.passage)
    return f"{where}: {anchor.get_outcome_display()}. {anchor.get_why_display()}"

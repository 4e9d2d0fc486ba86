"""What speaks for two documents being one; and what a merge means for citations and texts."""

from typing import Any

from django.db import connection, models
from django.db.models import F, Func
from django.db.models.functions import MD5
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.evidence import supports
from documents.judged_names import NAMES, name_label
from documents.judgements import columns_of, judged_fields
from documents.listings import in_order
from documents.models import SUBJECTS, BareUrl, Capture, Citation, Document
from records.merging.duplicates import (
    KINDS,
    SENTENCES,
    Kind,
    Reason,
    about_choice,
    about_relation,
    agrees,
    alike_in_name,
    contradicts,
)
from records.merging.likeness import numbers_in
from records.merging.moving import AFTER_MOVING, BEFORE_MOVING, OBSTACLES, RowMerge
from records.models import NamedRecord, Record
from records.words import describe, value_as_stated

SENTENCES |= {
    "same_url": gettext_lazy("Both have the address %(what)s."),
    "same_identifier": gettext_lazy("Both have the symbol %(what)s."),
    "same_text": gettext_lazy("Both hold the very same text."),
    "same_publisher": gettext_lazy("Both were published by “%(what)s”."),
    "other_publisher": gettext_lazy(
        "They were published by different ones: “%(one)s” and “%(other)s”."
    ),
    "same_published": gettext_lazy("Both were published: %(what)s."),
    "other_published": gettext_lazy("They were published at different times: %(one)s, %(other)s."),
    "other_language": gettext_lazy("They are in different languages: %(one)s, %(other)s."),
    "other_document_kind": gettext_lazy("They are of different kinds: %(one)s, %(other)s."),
    "one_is_a_part": gettext_lazy("One of them is a part of another document."),
}

TIES = ("part_of_id", "version_of_id", "expression_of_id")


def tied(one: Document, other: Document) -> bool:
    """Whether the two are recorded as a work and its part, version or translation, or siblings."""
    return any(
        other.pk == getattr(one, tie)
        or one.pk == getattr(other, tie)
        or (getattr(one, tie) is not None and getattr(one, tie) == getattr(other, tie))
        for tie in TIES
    )


def judge_documents(one: Document, other: Document) -> list[Reason] | None:
    if tied(one, other):
        return None
    reasons = alike_in_name(one, other, share=0.65)
    if one.url and bare(one.url) == bare(other.url):
        reasons.append(Reason("same_url", 0.75, {"what": one.url}))
    if one.identifier and one.identifier.upper() == other.identifier.upper():
        reasons.append(Reason("same_identifier", 0.7, {"what": one.identifier}))
    if texts_of(one) & texts_of(other):
        reasons.append(Reason("same_text", 0.9))
    if not reasons:
        return None
    reasons += about_relation("publisher", one, other, same=0.1, different=-0.4)
    if agrees(one.published, other.published):
        reasons.append(Reason("same_published", 0.25, {"what": one.published}))
    elif contradicts(one.published, other.published):
        said = {"one": one.published, "other": other.published}
        reasons.append(Reason("other_published", -0.4, said))
    if contradicts(one.language, other.language):
        said = {"one": one.language, "other": other.language}
        reasons.append(Reason("other_language", -0.5, said))
    reasons += about_choice("kind", one, other, rule="other_document_kind", weight=-0.15)
    if (one.part_of_id is None) != (other.part_of_id is None):
        reasons.append(Reason("one_is_a_part", -0.35))
    mine, theirs = numbers_in(one.name), numbers_in(other.name)
    if mine and theirs and not mine & theirs:
        reasons.append(Reason("other_numbers", -0.5))
    return reasons


def texts_of(document: Any) -> set[str]:
    """The hashes of the texts that are held of a document, as the finder asked for them."""
    return {capture.text_hash for capture in document.captures.all() if capture.text_hash}


def bare(url: str) -> str:
    """As ``BareUrl`` writes it in the database."""
    address = url.partition("://")[2] or url
    return address.lower().removeprefix("www.").partition("#")[0].rstrip("/")


def _same(column: str, compared: str) -> str:
    """The query for those with the same in ``column``, made comparable by the SQL ``compared``."""
    found, wanted = (compared % {"expressions": f"{row}.{column}"} for row in ("found", "wanted"))
    return f"""
        SELECT wanted.id, near.id
        FROM {{table}} wanted,
        LATERAL (
            SELECT found.id FROM {{table}} found
            WHERE {found} = {wanted} AND found.{column} <> ''
            AND {{newer}} AND found.state <> 'withdrawn'
            ORDER BY found.id DESC LIMIT {{most}}
        ) near
        WHERE wanted.id = ANY(%(keys)s) AND wanted.{column} <> ''
    """  # noqa: S608 (no value of anybody's)


DOCUMENTS = (
    _same("url", BareUrl.template),
    _same("identifier", "upper(%(expressions)s)"),
    """
    SELECT DISTINCT mine.document_id, theirs.document_id
    FROM documents_capture mine
    JOIN documents_capture theirs ON md5(theirs.text) = md5(mine.text)
    WHERE mine.document_id = ANY(%(keys)s) AND mine.text IS NOT NULL AND theirs.text IS NOT NULL
    AND theirs.document_id <> mine.document_id
    """,
)


# What a merge means for the evidence


def keep_what_was_said(merging: RowMerge) -> None:
    """Let each citation go on saying what it said of the record it was made for.

    A citation speaks of values. Where the record that stays has another value, the citation
    keeps the one it was made for as what its source states, so that it contradicts instead of
    seeming to support. Where that record has values that the other had not, a citation of the
    record as a whole names those it did speak of.
    """
    if merging.model not in SUBJECTS.values():
        return
    for record in (merging.loser, merging.winner):
        for citation in Citation.objects.of([record]):
            _restate(citation, record, merging)


def _restate(citation: Citation, record: Record, merging: RowMerge) -> None:
    filled = record.filled_evidential_fields()
    now_filled = [
        name
        for name in record.EVIDENTIAL
        if merging.after.get(merging.attname(name)) not in (None, "")
    ]
    stated = dict(citation.stated)
    for name in citation.fields or filled:
        column: Any = next((f for f in record._meta.concrete_fields if f.name == name), None)
        if column is None or name in stated or name == "summary":
            continue
        if name == "name" and isinstance(record, NamedRecord):
            continue  # it stays one of its names, and the citation holds for it
        before = getattr(record, column.attname)
        if before not in (None, "") and not merging.same_value(column, before):
            stated[name] = value_as_stated(record, column.name)
    fields = citation.fields
    if not fields and set(now_filled) - set(filled):
        fields = filled
    if (fields, stated) != (citation.fields, citation.stated):
        Citation.objects.filter(pk=citation.pk).update(fields=fields, stated=stated)


def judged_of_either(merging: RowMerge) -> None:
    """What was judged to be the record that goes is the one that stays: they are one."""
    gone, stays = merging.loser.pk, merging.winner.pk
    for kind, model in SUBJECTS.items():
        for name in model.EVIDENTIAL:
            for position, column in enumerate(columns_of(model, name)):
                if column.related_model is not merging.model:
                    continue
                path = [name, str(position)] if name in model.SAID_WITH else [name]
                judged = Citation.objects.filter(
                    **{f"{kind}__{column.name}": stays, f"holds_for__{'__'.join(path)}": gone}
                )
                template = f"jsonb_set(%(expressions)s, '{{{','.join(path)}}}', '{stays}')"
                judged.update(holds_for=Func(F("holds_for"), template=template))
        for name, (relation, member) in model.LISTED.items():
            rows: Any = model._meta.get_field(relation)
            if rows.related_model._meta.get_field(member).related_model is merging.model:
                _judged_on_list(kind, name, f"{relation}__{member}", gone, stays)


def _judged_on_list(kind: str, name: str, path: str, gone: int, stays: int) -> None:
    """The same of those who were judged to be on a list."""
    judged = Citation.objects.filter(
        **{f"{kind}__{path}": stays, f"holds_for__{name}__1__contains": [[gone]]}
    ).distinct()
    for citation in judged:
        value, on_it, *planned = (citation.holds_for or {})[name]
        now = {(stays if key == gone else key, *how) for key, *how in on_it}
        noted = [value, in_order(now), *planned]
        citation.holds_for = {**(citation.holds_for or {}), name: noted}
        citation.save(update_fields=["holds_for"])


def names_without_evidence_go(merging: RowMerge) -> None:
    """A public record takes over no name for which no public document is cited."""
    if NAMES not in judged_fields(merging.model):
        return
    winner: Any = merging.model._base_manager.get(pk=merging.winner.pk)
    if not winner.is_public:
        return
    (found,) = supports([winner], Citation.objects.public())
    bare = set(found.uncited_names)
    taken = winner.names.exclude(pk__in=merging.names)
    gone = [name.pk for name in taken if name_label(name) in bare]
    if gone:
        winner.names.filter(pk__in=gone)._raw_delete(connection.alias)
        rows: Any = merging.model._base_manager.filter(pk=winner.pk)
        rows.update(search_text=rows.get().make_search_text())


def rights_stay(merging: RowMerge) -> list[str]:
    """A text that not everyone may read does not go to a document that everyone may."""
    loser, winner = merging.loser, merging.winner
    if not isinstance(loser, Document) or not isinstance(winner, Document):
        return []
    open_to_all = Document.Rights.PUBLIC
    if winner.rights == open_to_all and loser.rights != open_to_all and loser.captures.exists():
        return [
            _(
                "Anyone may read the text of %(winner)s, but not that of %(loser)s: give both the"
                " same rights first."
            )
            % {"winner": describe(winner), "loser": describe(loser)}
        ]
    return []


def register() -> None:
    """Enter the kind of this floor, and its rules of merging."""
    hashed = Capture.objects.defer("text").annotate(text_hash=MD5("text"))
    KINDS[Document] = Kind(
        Document,
        judge_documents,
        DOCUMENTS,
        related=("publisher",),
        prefetch=(models.Prefetch("captures", queryset=hashed),),
    )
    BEFORE_MOVING.append(keep_what_was_said)
    AFTER_MOVING.extend([judged_of_either, names_without_evidence_go])
    OBSTACLES.append(rights_stay)

"""Documents, their passages, and what the passages support."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from documents import filters
from documents.models import SUBJECTS, Capture, Citation, Document, Passage
from documents.rights import public_text

from .addresses import SHA_LENGTH, list_path, passage_id
from .serializers import (
    KEYS,
    STAMPS,
    CitationPart,
    Fetched,
    RecordSerializer,
    Reference,
    TitledReference,
)
from .sql import SITE, Row, Written, address_sql, passage_address_sql, passage_id_sql
from .viewsets import BY_ID, BY_NAME, RecordViewSet, by_date

LABELS = {"outcome": "title", "position": "title", "office": "title"}
NAMELESS = ("membership", "participation", "delegate")


class CaptureSerializer(Fetched, serializers.ModelSerializer):
    """One retrieved copy of a document."""

    held = serializers.BooleanField(help_text="Whether its text is here.")
    retrieved = serializers.CharField(allow_null=True, help_text="When it was retrieved.")
    source_url = serializers.URLField(allow_null=True, help_text="Where it was retrieved.")
    extractor = serializers.CharField(
        allow_null=True,
        help_text="Which program made the text from the file; null: it is the decoded file.",
    )

    class Meta:
        model = Capture
        fields = [
            "sha256",
            "byte_length",
            "char_length",
            "media_type",
            "encoding",
            "extractor",
            "retrieved",
            "source_url",
            "held",
        ]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        held = ExpressionWrapper(Q(text__isnull=False), output_field=BooleanField())
        return Capture.objects.agreed().annotate(held=held).defer("text").order_by("id")

    SQL: ClassVar[dict[str, Written]] = {
        "held": lambda row, _open: f"({row.name}.text IS NOT NULL)",
    }


class DocumentSerializer(RecordSerializer):
    """A source or an instrument: white paper, chapter, transcript, news release, treaty."""

    title = serializers.CharField(source="name", help_text="Preferred title.")
    published_earliest = serializers.DateField(allow_null=True)
    published_latest = serializers.DateField(allow_null=True)
    source_url = serializers.URLField(
        source="url", allow_null=True, help_text="Where it was published."
    )
    expression_of = Reference(allow_null=True, help_text="The text it is a translation of.")
    outcome = TitledReference(allow_null=True, help_text="The outcome it is the text of.")
    captures = CaptureSerializer(many=True)

    expandable = ["captures", "citations"]

    class Meta:
        model = Document
        fields = [
            *KEYS,
            "slug",
            "title",
            "names",
            "kind",
            "publisher",
            "published",
            "published_earliest",
            "published_latest",
            "language",
            "source_url",
            "identifier",
            "rights",
            "part_of",
            "version_of",
            "version_label",
            "expression_of",
            "outcome",
            "summary",
            *STAMPS,
            "captures",
            "citations",
        ]


class SubjectSerializer(serializers.Serializer):
    """The record that a citation speaks of."""

    kind = serializers.CharField(help_text="What it is: meeting, outcome …")
    id = serializers.CharField(help_text="Permanent id.")
    name = serializers.CharField(allow_null=True, help_text="Its name or title, if it has one.")
    url = serializers.URLField(help_text="Its address in the API.")

    def to_representation(self, citation: Any) -> dict[str, Any]:
        path = f"{list_path(SUBJECTS[citation.subject_name])}{citation.subject_uid}/"
        return {
            "kind": citation.subject_name,
            "id": citation.subject_uid,
            "name": citation.subject_label or None,
            "url": self.context.get("site", "") + path,
        }


def with_subjects(citations: models.QuerySet) -> models.QuerySet:
    """Citations with id and name of what they speak of, without loading the records."""
    labels = [f"{name}__{LABELS.get(name, 'name')}" for name in SUBJECTS if name not in NAMELESS]
    return citations.annotate(
        subject_uid=Coalesce(*[f"{name}__uid" for name in SUBJECTS]),
        subject_label=Coalesce(*labels),
    )


class CitationSerializer(CitationPart):
    """A passage that supports, or contradicts, values of a record."""

    subject = SubjectSerializer(source="*", help_text="The record it speaks of.")
    SQL: ClassVar[dict[str, Written]] = {
        **CitationPart.SQL,
        "subject": lambda row, _open: subject_sql(row),
    }

    class Meta(CitationPart.Meta):
        fields = [*KEYS, "subject", *CitationPart.Meta.fields[2:], *STAMPS]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        return with_subjects(Citation.objects.public().for_display())


def subject_sql(citation: Row) -> str:
    told = []
    for name in citation.about:
        model = SUBJECTS[name]
        url = address_sql(Row(model, "s"))
        label = "NULL" if name in NAMELESS else f"nullif(s.{LABELS.get(name, 'name')}, '')"
        told.append(
            f"WHEN {citation.column(name)} IS NOT NULL THEN (SELECT json_build_object("
            f"'kind', '{name}', 'id', s.uid, 'name', {label}, 'url', {url})"
            f' FROM "{model._meta.db_table}" s WHERE s.id = {citation.column(name)})'
        )
    return f"CASE {' '.join(told)} END"


class PassageSerializer(RecordSerializer):
    """A numbered stretch of a document that a citation can point at."""

    SQL: ClassVar[dict[str, Written]] = {
        "id": lambda row, _open: passage_id_sql(row),
        "url": lambda row, _open: passage_address_sql(row),
        "permalink": lambda row, _open: reader_sql(row),
        "text": lambda row, _open: text_sql(row),
    }

    id = serializers.SerializerMethodField(
        help_text="The beginning of the copy's SHA-256, and the passage's number in it."
    )
    permalink = serializers.SerializerMethodField(help_text="Address on the document's page.")
    document = Reference(source="capture.document")
    capture = serializers.CharField(source="capture.sha256", help_text="SHA-256 of the copy.")
    text = serializers.SerializerMethodField(
        help_text="The words; null where the public may not read them or they are not held."
    )
    citations = CitationSerializer(many=True)

    class Meta:
        model = Passage
        fields = [
            *KEYS,
            "document",
            "capture",
            "number",
            "kind",
            "locator",
            "speaker",
            "summary",
            "text",
            "start",
            "end",
            "citations",
        ]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        rows = super().rows(model).select_related("capture__document")
        return rows.defer("capture__text", "capture__document__search_text")

    def get_id(self, passage: Passage) -> str:
        return passage_id(passage.capture, passage.number)

    def get_permalink(self, passage: Any) -> str:
        return f"{self.context.get('site', '')}{passage.get_absolute_url()}"

    def get_text(self, passage: Passage) -> str | None:
        return public_text(passage)


def reader_sql(passage: Row) -> str:
    """SQL: the address of a passage on its document's page (``Passage.get_absolute_url``)."""
    capture = passage.led_to("capture")
    document = capture.led_to("document")
    before, after = reverse(f"{document.model.PLURAL}:detail", args=["-"]).split("-")
    return (
        f"{SITE} || '{before}' || {document.name}.slug || '{after}?p=' || {passage.name}.number"
        f" || '&capture=' || left({capture.name}.sha256, 12) || '#p-' || {passage.name}.number"
    )


def text_sql(passage: Row) -> str:
    """SQL: the words of a passage where anyone may read them."""
    document = passage.led_to("capture", "document")
    is_open = f"{document.name}.rights = '{Document.Rights.PUBLIC}'"
    return f"CASE WHEN {is_open} THEN nullif({passage.name}.text, '') END"


class DocumentViewSet(RecordViewSet):
    """Sources and instruments, newest first."""

    serializer_class = DocumentSerializer
    filterset_class = filters.DocumentFilter
    orderings = {**by_date("published_order", "published"), **BY_NAME}


class PassageViewSet(RecordViewSet):
    """Numbered stretches of documents; their text only where the public may read it."""

    serializer_class = PassageSerializer
    filterset_class = filters.PassageFilter
    orderings = BY_ID

    def one(self, key: str) -> Sequence[bytes]:
        match = re.fullmatch(rf"([0-9a-f]{{{SHA_LENGTH}}})-([0-9]{{1,9}})", key, re.ASCII)
        if match is None:
            return []
        rows = self.public().filter(capture__sha256__startswith=match[1], number=int(match[2]))
        return self.written([*rows.values_list("pk", flat=True)[:1]])

    def elsewhere(self, request: Request, key: str) -> HttpResponseBase:
        raise Http404


class CitationViewSet(RecordViewSet):
    """Which passage supports, or contradicts, which values of which record."""

    serializer_class = CitationSerializer
    filterset_class = filters.CitationFilter
    orderings = BY_ID

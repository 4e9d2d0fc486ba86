"""Answers of the API as the serializers describe them, made in Python."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from api.dumps import dumps
from api.params import Shape
from api.serializers import CitationPart, Fetched, RecordSerializer, Reference, shown
from documents.evidence import supported_values
from documents.models import SUBJECTS, Citation
from records.models import NamedRecord, Record
from records.tables.formulas import neutralize

SITE = "https://register.example"


def described(viewset: Any, shape: Shape, keys: list[int]) -> list[Any]:
    """The records with ``keys``, in that order, by the serializer of a resource."""
    context = {"site": SITE, "shape": shape}
    shown = viewset.serializer_class(context=context)
    found = shown.rows(viewset.model()).in_bulk(keys)
    records = [found[key] for key in keys]
    serializer = viewset.serializer_class(records, many=True, context=context)
    note_support(serializer.child, records)
    return list(json.loads(dumps(serializer.data)))


Cited = list[tuple[Record, list[Citation]]]


def note_support(serializer: Fetched, rows: Iterable[Any]) -> None:
    """Give each citation that ``serializer`` shows of ``rows`` the values it supports.

    The number of queries follows the kinds of records that are cited, never their number.
    """
    cited, alone = _citations(serializer, list(rows))
    cited += _with_their_records(alone)
    supported = supported_values(cited)
    for _record, citations in cited:
        for citation in citations:
            citation.supported = supported[citation.pk]  # type: ignore[attr-defined]


def _citations(serializer: Any, rows: list[Any]) -> tuple[Cited, list[Citation]]:
    """The citations that stand in the record which they are about, and those that do not."""
    fields: dict[str, Any] = serializer.fields
    if isinstance(serializer, CitationPart):
        return [], rows if "supports" in fields else []
    cited: Cited = []
    alone: list[Citation] = []
    for field in fields.values():
        if not isinstance(field, serializers.ListSerializer) or "." in str(field.source):
            continue
        if type(field.child) is CitationPart:
            cited += [(row, getattr(row, shown(field.source))) for row in rows]
        elif isinstance(field.child, serializers.ModelSerializer):
            inner = [part for row in rows for part in getattr(row, shown(field.source))]
            more, others = _citations(field.child, inner)
            cited += more
            alone += others
    return cited, alone


def _with_their_records(citations: list[Citation]) -> Cited:
    by_kind: dict[str, dict[int, list[Citation]]] = defaultdict(lambda: defaultdict(list))
    for citation in citations:
        name = citation.subject_name
        by_kind[name][getattr(citation, f"{name}_id")].append(citation)
    found: Cited = []
    for name, of_record in by_kind.items():
        rows: Any = SUBJECTS[name]._default_manager.filter(pk__in=of_record)
        if issubclass(SUBJECTS[name], NamedRecord):
            rows = rows.defer("search_text")
        found += [(record, of_record[record.pk]) for record in rows]
    return found


def in_columns(serializer: Any, record: dict[str, Any]) -> dict[str, str]:
    """A record as the row of a table, by column: small objects as columns, lists as one cell."""
    row: dict[str, str] = {}
    for name, field in serializer.fields.items():
        value = record[name]
        if isinstance(field, serializers.Serializer):
            for inner, cell in in_columns(field, value or dict.fromkeys(field.fields)).items():
                is_own = not isinstance(field, Reference | RecordSerializer) or inner != "url"
                row |= {f"{name}.{inner}": cell} if is_own else {}
            continue
        if isinstance(value, list):
            words = [
                one if isinstance(one, str) else one.get("slug") or one["text"] for one in value
            ]
            value = "; ".join(words)
        elif isinstance(value, dict):
            value = json.dumps(value, ensure_ascii=False) if value else ""
        row[name] = "" if value is None else neutralize(str(value))
    return row

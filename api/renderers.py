"""JSON, and for lists CSV and NDJSON; which of them a request wants."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import orjson
from rest_framework import renderers, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from records.tables.formulas import neutralize

from .dumps import dumps
from .serializers import RecordSerializer, Reference


class JSONRenderer(renderers.BaseRenderer):
    """``application/json``."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *args: Any) -> bytes:
        return b"" if data is None else dumps(data)


class NDJSONRenderer(renderers.BaseRenderer):
    """``application/x-ndjson``: one record a line; the header ``Link`` leads to the next page."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = "utf-8"

    def render(self, data: Any, *args: Any) -> bytes:
        return b"".join(dumps(row) + b"\n" for row in data["results"])


class CSVRenderer(renderers.BaseRenderer):
    """``text/csv``: one record a row; the header ``Link`` leads to the next page.

    Small objects become columns (``mechanism.slug``); lists of names and topics one cell. No
    cell is a formula, by the guard that tables of the desk have as well.
    """

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, media_type: Any = None, renderer_context: Any = None) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        columns = renderer_context["view"].csv_columns()
        writer.writerow(".".join(path) for path in columns)
        for written in data["results"]:
            row = orjson.loads(written)
            writer.writerow(cell(row, path) for path in columns)
        return text.getvalue().encode()


def columns_of(serializer: serializers.BaseSerializer) -> Iterable[tuple[str, ...]]:
    """The columns of a table of what ``serializer`` shows, the same for every page of it."""
    for name, field in serializer.fields.items():  # type: ignore[attr-defined]
        if isinstance(field, Reference):
            yield from ((name, str(part)) for part in field.fields if part != "url")
        elif isinstance(field, RecordSerializer):
            yield from ((name, *path) for path in columns_of(field) if path != ("url",))
        elif isinstance(field, serializers.Serializer):
            yield from ((name, *path) for path in columns_of(field))
        else:
            yield (name,)


def cell(row: dict[str, Any], path: tuple[str, ...]) -> Any:
    """The value at ``path`` as a cell: plain, joined, or JSON, and never a formula."""
    value: Any = row
    for name in path:
        value = value.get(name) if value is not None else None
    if isinstance(value, list):
        value = "; ".join(_word(item) for item in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, str):
        return neutralize(value)
    return "" if value is None else value


def _word(item: Any) -> str:
    """A list's item in a cell: a topic by its slug, a name by its text."""
    if isinstance(item, dict):
        return str(item.get("slug") or item.get("text") or item.get("id"))
    return str(item)


class Negotiation(DefaultContentNegotiation):
    """``format=`` first, then the header ``Accept``.

    Of a format that the resource has not, the first is taken: the request is refused then,
    together with all else that is wrong with it.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: Any = None
    ) -> tuple[Any, str]:
        given = request.query_params.get(self.settings.URL_FORMAT_OVERRIDE)
        if given is None:
            return super().select_renderer(request, renderers, format_suffix)
        known = list(renderers)
        chosen = next((one for one in known if one.format == given), known[0])
        return chosen, chosen.media_type

"""JSON, and for lists CSV and NDJSON; which of them a request wants."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework import renderers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from .addresses import site
from .cells import cells
from .dumps import dumps


class JSONRenderer(renderers.BaseRenderer):
    """``application/json``."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *args: Any) -> bytes:
        return b"" if data is None else dumps(data)


class ListRenderer(renderers.BaseRenderer):
    """Base of the forms in which a whole list is downloaded: what comes first, and each part.

    A page of a list is the first and one part; the header ``Link`` leads to the next page.
    """

    charset = "utf-8"

    def head(self, view: Any) -> bytes:
        """What stands before the records."""
        return b""

    def part(self, view: Any, keys: Sequence[int]) -> bytes:
        """The records with ``keys``."""
        raise NotImplementedError

    def render(self, data: Any, *args: Any) -> bytes:
        return data["results"]  # type: ignore[no-any-return]


class NDJSONRenderer(ListRenderer):
    """``application/x-ndjson``: one record a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"

    def part(self, view: Any, keys: Sequence[int]) -> bytes:
        return b"".join(row + b"\n" for row in view.written(keys))


class CSVRenderer(ListRenderer):
    """``text/csv``: one record a row (``api.cells``).

    No cell is a formula, by the guard that tables of the desk have as well.
    """

    media_type = "text/csv"
    format = "csv"

    def head(self, view: Any) -> bytes:
        return _lines([view.table().head])

    def part(self, view: Any, keys: Sequence[int]) -> bytes:
        return _lines(cells(view.table(), keys, site(view.request)))


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


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

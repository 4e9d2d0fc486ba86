"""Whole lists: written as they are read, in one state of the register, from first to last.

Keys come from a cursor in the database, and each part is written by their statement, so that memory
does not follow the number of records. Where something fails in the middle, the transfer ends
without its last chunk, and no client takes it for the whole; one that goes away, or does not read
on, gives the connection back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse

from records.snapshots import snapshot

from .addresses import RESOURCES
from .renderers import ListRenderer

FIRST = 50  # records of the first part, so that it comes soon
PART, PART_WITH_LISTS = 1000, 100
PATIENCE = "60s"
"""How long the database waits for a client that does not read on."""


def download(view: Any, form: ListRenderer) -> StreamingHttpResponse:
    """All records that ``view`` lists, as a file."""
    kind = f"{form.media_type}; charset={form.charset}"
    body = () if view.request.method == "HEAD" else parts(view, form)
    response = StreamingHttpResponse(body, content_type=kind)
    name = f"{RESOURCES[view.model()]}-{datetime.now(UTC):%Y-%m-%d}.{form.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def parts(view: Any, form: ListRenderer) -> Iterator[bytes]:
    """The bytes of the file, part by part."""
    size = PART_WITH_LISTS if view.shape.expand else PART
    with snapshot():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}'")
        rows = view.rows.order_by(*view.ordering).values_list("pk", flat=True)
        keys = rows.iterator(chunk_size=PART)
        yield form.head(view) + form.part(view, list(islice(keys, FIRST)))
        while some := list(islice(keys, size)):
            yield form.part(view, some)

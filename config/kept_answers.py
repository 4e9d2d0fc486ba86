"""Answers that anyone may have, kept by their validators: asked again, they are not made again.

What an answer depends on is in its validator (``config.validators``), so one that is kept is never
stale: of another version of the register nobody asks for it. Each process keeps a few, compressed.
"""

import zlib
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.http.response import HttpResponseBase

ALIAS = "answers"
MOST_BYTES = 1_000_000  # of an answer that is kept, before it is compressed


def kept(tag: str) -> HttpResponse | None:
    """The answer with this validator, where it is kept."""
    if not settings.KEPT_ANSWERS:
        return None
    found: Any = caches[ALIAS].get(tag)
    if found is None:
        return None
    headers, body = found
    response = HttpResponse(zlib.decompress(body))
    for name, value in headers:
        response.headers[name] = value
    return response


def keep(tag: str, response: HttpResponseBase) -> None:
    """Keep an answer that was made."""
    if not settings.KEPT_ANSWERS or not isinstance(response, HttpResponse):
        return
    if len(response.content) <= MOST_BYTES:
        body = zlib.compress(response.content, level=1)
        caches[ALIAS].set(tag, (list(response.headers.items()), body))

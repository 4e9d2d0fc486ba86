"""The limit: a bare WSGI application that sends what PostgreSQL has written.

    FORA_LIMIT=statements.json FORA_LIMIT_DSN="host=…" gunicorn bench.speed.limit

Each address is the name of a statement, which gives the whole body as one text. It is prepared
once for each connection. Nothing of the site is imported here, nor Django.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

STATEMENTS: dict[str, Any] = json.loads(Path(os.environ["FORA_LIMIT"]).read_text())
KINDS = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson; charset=utf-8",
}
HERE = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with what the statement named in the address gives."""
    asked = STATEMENTS.get(environ["PATH_INFO"].strip("/"))
    if asked is None:
        start_response("404 Not Found", [])
        return []
    kind = KINDS.get(asked.get("format", ""), "application/json")
    if "copy" in asked:
        start_response("200 OK", [("Content-Type", kind)])
        return copied(asked["copy"])
    body = (asked.get("before", "") + written(asked["sql"])).encode()
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def connection() -> "psycopg.Connection[tuple[Any, ...]]":
    if not hasattr(HERE, "connection"):
        dsn = os.environ["FORA_LIMIT_DSN"]
        HERE.connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
    return HERE.connection  # type: ignore[no-any-return]


def written(sql: str) -> str:
    row = connection().execute(sql.encode(), prepare=True).fetchone()
    return str(row[0]) if row and row[0] is not None else ""


def copied(query: str) -> Iterable[bytes]:
    with connection().cursor().copy(query.encode()) as rows:
        for chunk in rows:
            yield bytes(chunk)

"""A peer: Datasette, on the same public rows in SQLite, for what it can answer.

It is read as its makers mean it: flat tables with an index for each question and the names of what
a row is related to written beside it; an immutable file, so that it counts once.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from .requests import Asked

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "meetings": (
        "id INTEGER PRIMARY KEY, uid TEXT, slug TEXT, title TEXT, mechanism TEXT,"
        " mechanism_slug TEXT, series TEXT, series_slug TEXT, ordinal INTEGER, level TEXT,"
        " track TEXT, kind TEXT, mode TEXT, status TEXT, date TEXT, earliest TEXT, latest TEXT,"
        " date_order TEXT, place TEXT, country TEXT, version INTEGER, updated_at TEXT, words TEXT",
        ("date_order, id", "mechanism_slug, date_order, id"),
    ),
    "participations": (
        "id INTEGER PRIMARY KEY, uid TEXT, meeting TEXT, participant TEXT, participant_slug TEXT,"
        " role TEXT, version INTEGER, updated_at TEXT",
        ("participant_slug, id",),
    ),
    "citations": (
        "id INTEGER PRIMARY KEY, uid TEXT, document TEXT, locator TEXT, quote TEXT, fields TEXT,"
        " stated TEXT, capture TEXT, start INTEGER, end INTEGER, version INTEGER, updated_at TEXT",
        (),
    ),
}
BATCH = 10_000


def export(path: Path) -> None:
    """Write the public rows of the register to a new SQLite database."""
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    for table, (columns, indexes) in TABLES.items():
        base.execute(f"CREATE TABLE {table} ({columns})")
        marks = ", ".join("?" * (columns.count(",") + 1))
        base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows_of(table))
        for number, index in enumerate(indexes):
            base.execute(f"CREATE INDEX {table}_{number} ON {table} ({index})")
    base.execute('CREATE VIRTUAL TABLE meetings_fts USING fts5 (words, content="meetings")')
    base.execute("INSERT INTO meetings_fts (rowid, words) SELECT id, words FROM meetings")
    base.execute("ANALYZE")
    base.commit()
    base.close()


def rows_of(table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one of ``TABLES``, a batch at a time."""
    from documents.models import Citation
    from meetings.models import Meeting, Participation

    columns: dict[str, tuple[Any, list[str]]] = {
        "meetings": (
            Meeting,
            ["uid", "slug", "name", "mechanism__name", "mechanism__slug", "series__name",
             "series__slug", "ordinal", "level", "track", "kind", "mode", "status", "date",
             "earliest", "latest", "date_order", "place__name", "place__country__name", "version",
             "updated_at", "search_text"],
        ),
        "participations": (
            Participation,
            ["uid", "meeting__name", "participant__name", "participant__slug", "role", "version",
             "updated_at"],
        ),
        "citations": (
            Citation,
            ["uid", "passage__capture__document__name", "passage__locator", "quote", "fields",
             "stated", "passage__capture__sha256", "start", "end", "version", "updated_at"],
        ),
    }  # fmt: skip
    model, names = columns[table]
    rows = model._default_manager.public().order_by("pk").values_list("pk", *names)
    for row in rows.iterator(BATCH):
        yield tuple(one if one is None or isinstance(one, int) else str(one) for one in row)


def addresses(asked: Asked, base: str) -> dict[str, str]:
    """What the peer is asked, by the name of the request; what it cannot answer is left out."""
    year = f"{asked.year}-01-01", f"{asked.year}-12-31"
    newest = {"_sort_desc": "date_order", "_size": "50"}
    page = {
        "mechanism_slug": asked.body,
        "latest__gte": year[0],
        "earliest__lte": year[1],
        **newest,
    }
    four = [("_col", name) for name in ("uid", "title", "date", "level")]
    position = ",".join(_in_tildes(str(one)) for one in asked.deep)
    return {
        "list": _address(base, "meetings.json", page),
        "four": _address(base, "meetings.json", [*page.items(), *four]),
        "first": _address(base, "meetings.json", newest),
        "deep": _address(base, "meetings.json", {**newest, "_next": position}),
        "citations": _address(base, "citations.json", {"_size": "50"}),
        "participations": _address(base, "participations.json", {"_size": "50"}),
        "search_common": _address(base, "meetings.json", {"_search": asked.common, "_size": "10"}),
        "search_rare": _address(base, "meetings.json", {"_search": asked.rare, "_size": "10"}),
        "html_list": _address(base, "meetings", page),
        "html_first": _address(base, "meetings", newest),
        "csv": _address(base, "meetings.csv", {**newest, "_size": "500"}),
    }


def _address(base: str, table: str, query: Any) -> str:
    shape = [("_shape", "objects")] if table.endswith(".json") else []
    pairs = list(query.items()) if isinstance(query, dict) else query
    return f"/{base}/{table}?{urlencode([*pairs, *shape])}"


def _in_tildes(text: str) -> str:
    """A value in a position of Datasette: what is neither letter nor digit by its number."""
    return quote(text, safe="").replace(".", "~2E").replace("%20", "+").replace("%", "~")

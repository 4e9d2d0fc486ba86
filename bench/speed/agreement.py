"""Whether the limit answers what Fora answers, value by value: else its figures would be a lie."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from .requests import Request
from .servers import Answer, Server

SHOWN = 8


class Disagreement(Exception):
    """An answer of the limit is another than Fora's; the message says where."""


def check(fora: Server, limit: Server, requests: list[Request]) -> None:
    """Raise ``Disagreement`` unless both answer each request, and where it is exact, the same."""
    told = []
    for request in requests:
        if not request.limit:
            continue
        one, other = fora.ask(request.fora, {}), limit.ask(f"/{request.name}", {})
        if (one.status, other.status) != (200, 200):
            told.append(f"{request.name}: Fora answered {one.status}, the limit {other.status}")
        elif request.exact:
            found = list(between(one, other, request.name))
            told += found[:SHOWN]
            if len(found) > SHOWN:
                told.append(f"{request.name}: {len(found) - SHOWN} more differences")
    if told:
        raise Disagreement("\n".join(told))


def between(one: Answer, other: Answer, where: str) -> Iterator[str]:
    """Where two answers differ; of a whole list it keeps one record at a time."""
    form = one.headers["Content-Type"].partition(";")[0]
    if form not in TABLES:
        yield from differences(json.loads(one.body), json.loads(other.body), where)
        return
    for number, (fora, limit) in enumerate(zip_longest(TABLES[form](one), TABLES[form](other))):
        yield from differences(fora, limit, f"{where}[{number}]")


def _lines(answer: Answer) -> Iterator[Any]:
    return (json.loads(line) for line in io.BytesIO(answer.body))


def _rows(answer: Answer) -> Iterator[Any]:
    """The rows of a table, without the head that only Fora writes."""
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(answer.body), newline=""))
    return (row for row in rows if row[0] != "id")


TABLES = {"application/x-ndjson": _lines, "text/csv": _rows}


def differences(fora: Any, limit: Any, where: str) -> Iterator[str]:
    """Where two answers differ, and what each says there."""
    if isinstance(fora, dict) and isinstance(limit, dict):
        for name in dict.fromkeys([*fora, *limit]):
            if name not in fora or name not in limit:
                yield f"{where}.{name}: only {'Fora' if name in fora else 'the limit'} has it"
            else:
                yield from differences(fora[name], limit[name], f"{where}.{name}")
    elif isinstance(fora, list) and isinstance(limit, list):
        if len(fora) != len(limit):
            yield f"{where}: Fora has {len(fora)}, the limit {len(limit)}"
        for position, (one, other) in enumerate(zip(fora, limit, strict=False)):
            yield from differences(one, other, f"{where}[{position}]")
    elif fora != limit:
        yield f"{where}: Fora says {fora!r:.80}, the limit {limit!r:.80}"

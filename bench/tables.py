"""Import a table of meetings and export it again: how long, and how many queries.

    python -m bench.tables
    python -m bench.tables --rows 20000

The table names mechanisms, series and places of the register, with further names and topics.
Everything is rolled back at the end. Figures of one run can be compared with each other, not with
those of another machine.
"""

import argparse
import csv
import io
import itertools
import os
import time
from collections.abc import Iterator
from typing import Any

HEADER = [
    "name",
    "slug",
    "summary",
    "mechanism",
    "series",
    "ordinal",
    "numbering",
    "level",
    "date",
    "place",
    "names",
    "topics",
]


def table(rows: int, known: dict[str, list[str]]) -> str:
    """A CSV table of new meetings that name what is known."""
    around = {name: itertools.cycle(values or [""]) for name, values in known.items()}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for number in range(1, rows + 1):
        writer.writerow(
            [
                f"Table Meeting {number}",
                f"table-meeting-{number}",
                f"The meeting no. {number} of a table, in a sentence of our own.",
                next(around["mechanism"]),
                next(around["series"]),
                number,
                "of the table",
                "ministers",
                f"{1950 + number % 70}-{number % 12 + 1:02}",
                next(around["place"]),
                f"第{number}次会议 [zh-Hans; official] | TM{number} [en; acronym]",
                next(around["topic"]),
            ]
        )
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=5000)
    rows = parser.parse_args().rows
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, wanted

    if wanted():
        server.start()
    import django

    django.setup()
    from django.db import connection, transaction

    from mechanisms.models import Mechanism, Topic
    from meetings.models import Meeting, Place, Series
    from records.tables.exporting import csv_lines
    from records.tables.importing import import_plan, try_plan
    from records.tables.kinds import known_names
    from records.tables.planning import make_plan
    from records.tables.reading import read_table

    kinds: dict[str, Any] = {
        "mechanism": Mechanism,
        "series": Series,
        "place": Place,
        "topic": Topic,
    }
    known = {
        name: list(model.objects.order_by("pk").values_list("slug", flat=True)[:100])
        for name, model in kinds.items()
    }
    data = table(rows, known).encode()
    asked = itertools.count()

    def count(execute: Any, *args: Any) -> Any:
        next(asked)
        return execute(*args)

    def timed(what: str, work: Iterator[Any]) -> Any:
        first, start = next(asked), time.perf_counter()
        result = None
        while True:
            try:
                next(work)
            except StopIteration as end:
                result = end.value
                break
        seconds = time.perf_counter() - start
        print(f"{what:<28}{seconds:8.1f} s{next(asked) - first - 1:8} queries")
        return result

    def plan_of(text: bytes) -> Iterator[Any]:
        return make_plan(Meeting, read_table(text, known=known_names(Meeting)))

    print(f"A table of {rows:,} meetings, {len(data) // 1024:,} kB")
    with connection.execute_wrapper(count), transaction.atomic():
        plan = timed("plan of new rows", plan_of(data))
        timed("trial (a dry run's second half)", try_plan(plan))
        timed("import", import_plan(plan, what="bench"))
        news = Meeting.objects.filter(numbering="of the table")
        lines: list[str] = []
        timed("export", (lines.append(line) for line in csv_lines(news, Meeting)))
        again = "".join(lines)
        plan = timed("plan of the export", plan_of(again.encode()))
        print({str(status): number for status, number in plan.counts().items()})
        changed = again.replace("in a sentence of our own", "in another sentence")
        plan = timed("plan of changed rows", plan_of(changed.encode()))
        timed("import of changed rows", import_plan(plan, what="bench"))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()

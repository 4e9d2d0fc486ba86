"""Meetings: a tenth of them the busy body's, more than half of them numbered in a series."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from . import Sizes, Table, referable, roll
from .bodies import BUSY_BODY, GATHERINGS, NAMED, body_of_series, named, names
from .words import Called, Words

STATUS = ["held"] * 46 + ["announced", "postponed", "cancelled", "proposed"]
TRACKS = ["1"] * 6 + ["1.5", "2", ""]
MODES = ["", "", "", "in_person", "in_person", "video", "hybrid"]


def tables(sizes: Sizes) -> Iterator[Table]:
    """Their names, topics, and the meetings."""
    words = Words("meetings")
    called = [words.called(list(GATHERINGS)) for _ in range(sizes.meetings)]
    yield names("meetings_meetingname", called)
    topic = f"1 + {roll('n', 31, referable(sizes.topics))}"
    yield Table(
        "meetings_meeting_topics",
        "id meeting_id topic_id",
        f"SELECT n, n, {topic} FROM generate_series(1, {sizes.meetings}) n",
    )
    yield Table(
        "meetings_meeting",
        f"{NAMED} mechanism_id series_id ordinal numbering"
        " level track kind mode status date place_id participation_listed",
        _meetings(sizes, words, called),
    )


def _meetings(sizes: Sizes, words: Words, called: Sequence[Called]) -> Iterator[list[Any]]:
    rng = words.rng
    last_ordinals: dict[int, int] = {}
    known, others = referable(sizes.series), referable(sizes.mechanisms) - 1
    for row in named("meeting", called):
        number = row[0]
        body = BUSY_BODY if number % 10 == 3 else 2 + int(others * rng.random() ** 2)
        series = ordinal = None
        if rng.random() < 0.6:
            if body == BUSY_BODY:
                series = 3 + 10 * rng.randint(0, (known - 3) // 10)
            else:
                series = rng.randint(1, known)
                series -= body_of_series(series, sizes) == BUSY_BODY  # the one before is another's
                body = body_of_series(series, sizes)
            gap = 2 if rng.random() < 0.02 else 1
            ordinal = last_ordinals[series] = last_ordinals.get(series, 0) + gap
        kind, level = GATHERINGS[rng.choice(list(GATHERINGS))]
        if rng.random() < 0.01:
            kind, level = "programme", ""
        date = _date(rng, 1990 + series % 25 + ordinal if series and ordinal else None)
        said = [level, rng.choice(TRACKS), kind, rng.choice(MODES), rng.choice(STATUS), date]
        place = rng.randint(1, referable(sizes.places)) if rng.random() < 0.9 else None
        listed = "complete" if number % 100 == 50 else ""
        yield [*row, body, series, ordinal, "", *said, place, listed]


def _date(rng: random.Random, year: int | None) -> str:
    """Mostly days, some periods, months and years, as sources give them."""
    year = min(year or int(2026 - 80 * rng.random() ** 2), 2026)
    month, day = rng.randint(1, 12), rng.randint(1, 27)
    form = rng.random()
    if form < 0.6:
        return f"{year}-{month:02}-{day:02}"
    if form < 0.8:
        return f"{year}-{month:02}-{day:02}/{year}-{month:02}-{day + 1:02}"
    if form < 0.9:
        return f"{year}-{month:02}"
    if form < 0.97:
        return str(year)
    return "" if form > 0.99 else f"[{year}..{year + 2}-06]"

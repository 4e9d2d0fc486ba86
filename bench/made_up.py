"""A made-up field as rows of every table: the same size gives the same rows.

Its proportions follow the size Fora is built for: for 400,000 meetings 75,000 mechanisms, two
participations and one citation a meeting, one outcome for every fourth, and documents of forty
passages.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from records.search_text import index_text

SEED = 20161107
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REGIONS = [
    *("Asia", "Pacific", "Mekong", "Andean", "Nordic", "Baltic"),
    *("Sahel", "Gulf", "Caribbean", "Danube", "Arctic", "Sulu"),
]
FIELDS = [
    *("Maritime", "Disaster", "Counter-Terrorism", "Cyber", "Border", "Health"),
    *("Police", "Customs", "Energy", "Space", "Peacekeeping", "Demining"),
    *("Migration", "Water", "Aviation", "Nuclear", "Forensic", "Judicial"),
]
FORMS = [
    *("Forum", "Dialogue", "Council", "Working", "Group", "Network"),
    *("Process", "Framework", "Committee"),
]
KINDS = ["forum", "dialogue", "council", "working_group", "process", "framework"]
GATHERINGS = {
    "Summit": ("summit", "leaders"),
    "Ministerial Meeting": ("ministerial", "ministers"),
    "Senior Officials' Meeting": ("meeting", "senior_officials"),
    "Workshop": ("workshop", "experts"),
    "Seminar": ("seminar", "experts"),
    "Exercise": ("exercise", ""),
}
ROLES = ["host", "chair", "attendee", "attendee", "attendee", "observer"]
CHINESE = "东海北西南湄公河论坛合作安全会议机制对话"


def uid(kind: int, number: int) -> str:
    """A permanent id out of a kind and a number, spread so that indexes meet real disorder."""
    value = (kind << 44) | ((number * 2654435761) % (1 << 40))
    digits = []
    for _position in range(10):
        value, digit = divmod(value, 32)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def partial_date(rng: random.Random) -> str:
    """Mostly days, some periods, months and years, as sources give them."""
    year, month, day = rng.randint(1946, 2026), rng.randint(1, 12), rng.randint(1, 27)
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


Table = tuple[str, str, Iterable[Sequence[Any]]]
"""The name of a table, its columns with spaces between, and its rows."""


class Field:
    """The made-up field, sized by its number of meetings. Keys run from 1 in every table."""

    def __init__(self, meetings: int) -> None:
        self.meetings = meetings
        self.mechanisms = max(4, meetings * 75 // 400)
        self.participants = max(4, min(2000, meetings // 20))
        self.places = max(4, min(3000, meetings // 20))
        self.people = max(4, meetings // 20)
        self.series = max(4, meetings // 8)
        self.topics = 40
        self.documents = max(1, meetings // 100)
        self.passages_each = 40

    def named(self, kind: int, names: Iterable[str]) -> Iterator[list[Any]]:
        for number, name in enumerate(names, 1):
            yield [
                number,
                uid(kind, number),
                "published",
                name,
                f"g{kind}-{number}",
                index_text(name),
            ]

    def body_names(self, rng: random.Random) -> Iterator[str]:
        for number in range(1, self.mechanisms + 1):
            name = f"{rng.choice(REGIONS)} {rng.choice(FIELDS)} {rng.choice(FORMS)} {number}"
            if number % 10 == 0:
                name += " " + "".join(rng.choice(CHINESE) for _ in range(6))
            yield name

    def tables(self) -> Iterator[Table]:
        """Every table in an order in which they can be filled, each read before the next."""
        named = "id uid state name slug search_text"
        rng = random.Random(SEED)
        yield "mechanisms_topic", named, self.named(1, (f"Topic {n}" for n in range(self.topics)))
        yield (
            "mechanisms_participant",
            f"{named} kind iso_alpha2 iso_alpha3",
            (
                [*row, "state" if row[0] <= 200 else "organization", "", ""]
                for row in self.named(2, (f"Participant {n}" for n in range(self.participants)))
            ),
        )
        yield (
            "mechanisms_person",
            named,
            self.named(3, (f"Person {n} {rng.choice(REGIONS)}" for n in range(self.people))),
        )
        yield (
            "mechanisms_mechanism",
            f"{named} kind parent_id status founded ended founding",
            (
                [
                    *row,
                    rng.choice(KINDS),
                    rng.randint(1, row[0] - 1) if row[0] > 500 and rng.random() < 0.5 else None,
                    "",
                    str(rng.randint(1946, 2020)),
                    "",
                    "",
                ]
                for row in self.named(4, self.body_names(rng))
            ),
        )
        yield (
            "mechanisms_membership",
            "id uid state mechanism_id participant_id role since since_is until until_is",
            (
                [
                    n,
                    uid(5, n),
                    "published",
                    (n + 1) // 2,
                    rng.randint(1, self.participants // 2) * 2 - n % 2,
                    "member",
                    str(rng.randint(1990, 2020)),
                    "began",
                    "",
                    "ended",
                ]
                for n in range(1, 2 * self.mechanisms + 1)
            ),
        )
        yield (
            "meetings_place",
            f"{named} country_id region coordinates_from",
            (
                [*row, rng.randint(1, min(200, self.participants)), "", ""]
                for row in self.named(6, (f"City {n}" for n in range(self.places)))
            ),
        )
        yield (
            "meetings_series",
            f"{named} mechanism_id level track kind count_date",
            (
                [
                    *row,
                    (row[0] * 7) % self.mechanisms + 1,
                    GATHERINGS[form][1],
                    "1",
                    GATHERINGS[form][0],
                    "",
                ]
                for form, row in (
                    (rng.choice(list(GATHERINGS)), row)
                    for row in self.named(
                        7, (f"Series of meetings {n}" for n in range(self.series))
                    )
                )
            ),
        )
        yield (
            "meetings_meeting",
            f"{named} mechanism_id series_id ordinal numbering"
            " level track kind mode status date place_id",
            self.meeting_rows(rng),
        )
        yield (
            "meetings_participation",
            "id uid state meeting_id participant_id role",
            (
                [
                    n,
                    uid(9, n),
                    "published",
                    (n + 1) // 2,
                    rng.randint(1, self.participants // 2) * 2 - n % 2,
                    rng.choice(ROLES),
                ]
                for n in range(1, 2 * self.meetings + 1)
            ),
        )
        yield (
            "meetings_outcome",
            "id uid state title meeting_id action instrument date",
            (
                [
                    n,
                    uid(10, n),
                    "published",
                    f"Declaration {n}",
                    n * 4,
                    "adopted",
                    "declaration",
                    "",
                ]
                for n in range(1, self.meetings // 4 + 1)
            ),
        )
        yield (
            "documents_document",
            f"{named} kind published language url identifier rights version_label",
            (
                [
                    *row,
                    "news_report",
                    f"{rng.randint(1990, 2026)}-{rng.randint(1, 12):02}",
                    "en",
                    "",
                    "",
                    "public",
                    "",
                ]
                for row in self.named(11, (f"Report {n}" for n in range(self.documents)))
            ),
        )
        text = "A sentence of the made-up field. " * 6
        yield (
            "documents_capture",
            "id document_id sha256 byte_length char_length media_type encoding"
            " retrieved source_url file text created_at",
            (
                [
                    n,
                    n,
                    f"{n:064x}",
                    len(text) * self.passages_each,
                    len(text) * self.passages_each,
                    "text/plain",
                    "utf-8",
                    "",
                    "",
                    "",
                    text * self.passages_each,
                    "2026-01-01",
                ]
                for n in range(1, self.documents + 1)
            ),
        )
        yield (
            "documents_passage",
            "id capture_id number kind locator speaker start end text summary",
            (
                [
                    n,
                    (n - 1) // self.passages_each + 1,
                    (n - 1) % self.passages_each + 1,
                    "paragraph",
                    f"¶{(n - 1) % self.passages_each + 1}",
                    "",
                    (n - 1) % self.passages_each * len(text),
                    ((n - 1) % self.passages_each + 1) * len(text),
                    text,
                    "",
                ]
                for n in range(1, self.documents * self.passages_each + 1)
            ),
        )
        passages = self.documents * self.passages_each
        yield (
            "documents_citation",
            "id uid state meeting_id passage_id fields start end quote prefix suffix stated reason",
            (
                [
                    n,
                    uid(12, n),
                    "published",
                    n,
                    passage,
                    [],
                    start,
                    start + 32,
                    text[:32],
                    "",
                    "",
                    "{}",
                    "",
                ]
                for n, passage, start in (
                    (n, (n - 1) % passages + 1, (n - 1) % passages % self.passages_each * len(text))
                    for n in range(1, self.meetings + 1)
                )
            ),
        )

    def meeting_rows(self, rng: random.Random) -> Iterator[list[Any]]:
        forms = list(GATHERINGS)
        ordinals = [0] * (self.series + 1)

        def names() -> Iterator[str]:
            for number in range(1, self.meetings + 1):
                yield f"{rng.choice(REGIONS)} {rng.choice(FIELDS)} {rng.choice(forms)} {number}"

        for row in self.named(8, names()):
            series = row[0] % self.series + 1 if rng.random() < 0.7 else None
            ordinal = None
            if series:
                ordinals[series] += 1
                ordinal = ordinals[series]
            kind, level = GATHERINGS[rng.choice(forms)]
            yield [
                *row,
                rng.randint(1, self.mechanisms),
                series,
                ordinal,
                "",
                level,
                "1",
                kind,
                "",
                "held",
                partial_date(rng),
                rng.randint(1, self.places),
            ]

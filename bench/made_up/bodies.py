"""Bodies, who takes part in them, places and series: the records that few others outnumber."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import Sizes, Table, one_of, referable, roll, state, uid, uid_sql
from .words import Called, Words

BODIES = ["forum", "dialogue", "council", "working_group", "process", "framework"]
PARTICIPANTS = ["organization", "government_body", "think_tank", "armed_forces"]
GATHERINGS = {
    "Summit": ("summit", "leaders"),
    "Ministerial Meeting": ("ministerial", "ministers"),
    "Senior Officials' Meeting": ("meeting", "senior_officials"),
    "Workshop": ("workshop", "experts"),
    "Seminar": ("seminar", "experts"),
    "Exercise": ("exercise", ""),
}
"""The kind and the level of what is called so."""
NAMED = "id uid state name slug search_text"
BUSY_BODY = 1


def named(kind: str, called: Sequence[Called]) -> Iterator[list[Any]]:
    """The values of ``NAMED`` for each of a kind."""
    for number, one in enumerate(called, 1):
        shown = state(number, len(called)) if number > 1 else "published"
        slug = f"{kind}-{number}"
        yield [number, uid(kind, number), shown, one.name, slug, one.search_text]


def names(table: str, called: Sequence[Called]) -> Table:
    """The table of the further names of a kind."""
    further = ((record, *other) for record, one in enumerate(called, 1) for other in one.others)
    rows = (
        [number, text, language, kind, "", "", record]
        for number, (record, text, language, kind) in enumerate(further, 1)
    )
    return Table(table, "id text language kind since until record_id", rows)


def tables(sizes: Sizes) -> Iterator[Table]:
    """Topics, participants, people, mechanisms, memberships, places and series."""
    words = Words("bodies")
    topics = [words.called(["Cooperation"]) for _ in range(sizes.topics)]
    yield names("mechanisms_topicname", topics)
    yield Table("mechanisms_topic", NAMED, named("topic", topics))
    participants = [words.called(["Ministry", "Agency"]) for _ in range(sizes.participants)]
    yield names("mechanisms_participantname", participants)
    yield Table(
        "mechanisms_participant",
        f"{NAMED} kind parent_id iso_alpha2 iso_alpha3",
        _participants(sizes, words, participants),
    )
    people = [Called(" ".join(_person(words)), ()) for _ in range(sizes.people)]
    yield Table("mechanisms_person", NAMED, named("person", people))
    yield from _mechanisms(sizes, words)
    places = [words.called(["City"]) for _ in range(sizes.places)]
    yield names("meetings_placename", places)
    yield Table(
        "meetings_place",
        f"{NAMED} country_id region coordinates_from",
        ([*row, words.rng.randint(1, sizes.states), "", ""] for row in named("place", places)),
    )
    series = [words.called(list(GATHERINGS)) for _ in range(sizes.series)]
    yield names("meetings_seriesname", series)
    columns = f"{NAMED} mechanism_id level track kind count_date"
    yield Table("meetings_series", columns, _series(sizes, words, series))


def _person(words: Words) -> Iterable[str]:
    return (word.capitalize() for word in words.draw(words.words, 3))


def _participants(sizes: Sizes, words: Words, called: Sequence[Called]) -> Iterator[Sequence[Any]]:
    """States, and what belongs to one."""
    for row in named("participant", called):
        if row[0] <= sizes.states:
            yield [*row[:2], "published", *row[3:], "state", None, "", ""]
        else:
            kind, parent = words.rng.choice(PARTICIPANTS), words.rng.randint(1, sizes.states)
            yield [*row, kind, parent, "", ""]


def _mechanisms(sizes: Sizes, words: Words) -> Iterator[Table]:
    rng = words.rng
    called = [words.called() for _ in range(sizes.mechanisms)]
    yield names("mechanisms_mechanismname", called)
    yield Table(
        "mechanisms_mechanism_topics",
        "id mechanism_id topic_id",
        f"SELECT n, n, 1 + {roll('n', 21, referable(sizes.topics))}"
        f" FROM generate_series(1, {sizes.mechanisms}) n",
    )
    known = referable(sizes.mechanisms)
    yield Table(
        "mechanisms_mechanism",
        f"{NAMED} kind parent_id status founded ended founding",
        (
            [
                *row,
                rng.choice(BODIES),
                rng.randint(1, min(number - 1, known)) if _is_below(number, rng.random()) else None,
                "active" if number % 3 else "",
                str(rng.randint(1946, 2020)),
                "",
                "",
            ]
            for number, row in enumerate(named("mechanism", called), 1)
        ),
    )
    participant = f"1 + 2 * {roll('n', 22, referable(sizes.participants) // 2 - 1)} + n % 2"
    yield Table(
        "mechanisms_membership",
        "id uid state mechanism_id participant_id role since since_is until until_is",
        f"SELECT n, {uid_sql('membership', 'n')}, m.state, m.id, {participant},"
        f" {one_of(['member', 'member', 'observer', 'founder'], 'n', 23)},"
        f" (1990 + {roll('n', 24, 31)})::text, 'began', '', 'ended'"
        f" FROM generate_series(1, {2 * sizes.mechanisms}) n"
        " JOIN mechanisms_mechanism m ON m.id = (n + 1) / 2 ORDER BY n",
    )


def _is_below(number: int, chance: float) -> bool:
    """Whether a body works under another: half of those that are none of the oldest."""
    return number > 15 and chance < 0.5


def body_of_series(number: int, sizes: Sizes) -> int:
    """Whose a series is: every tenth the busy body's."""
    return BUSY_BODY if number % 10 == 3 else number * 7 % (referable(sizes.mechanisms) - 1) + 2


def _series(sizes: Sizes, words: Words, called: Sequence[Called]) -> Iterator[Sequence[Any]]:
    for row in named("series", called):
        kind, level = GATHERINGS[words.rng.choice(list(GATHERINGS))]
        yield [*row, body_of_series(row[0], sizes), level, "1", kind, ""]

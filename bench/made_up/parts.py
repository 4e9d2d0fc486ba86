"""What stands with a meeting: who took part, who spoke for them, what came of it."""

from collections.abc import Iterator

from . import Sizes, Table, one_of, referable, roll, uid_sql

BUSY_STATE = 1
"""The participant at every seventh meeting."""
BANDS = 18
"""From each of so many bands of participants, ever wider ones, one comes to a meeting, or none."""
ROLES = ["host", "chair", *["attendee"] * 8, "observer", "observer"]
STATE = (
    "CASE WHEN m.state <> 'published' THEN m.state"
    " WHEN {number} % 79 = 5 THEN 'draft' ELSE 'published' END"
)
"""The state of a part: that of its meeting, and here and there one that is a draft."""


def tables(sizes: Sizes) -> Iterator[Table]:
    """Participations, delegates, outcomes and positions."""
    yield Table(
        "meetings_participation",
        "id uid state meeting_id participant_id role",
        f"SELECT n, {uid_sql('participation', 'n')}, {STATE.format(number='n')}, m.id, m.who,"
        f" {one_of(ROLES, 'n', 41)}"
        " FROM (SELECT row_number() OVER (ORDER BY id, band) AS n, * FROM"
        f" ({_who_took_part(sizes)}) m) m ORDER BY n",
    )
    people = referable(sizes.people)
    yield Table(
        "meetings_delegate",
        "id uid state meeting_id person_id participant_id role office",
        f"SELECT n, {uid_sql('delegate', 'n')}, m.state, m.id, 1 + {roll('n', 43, people)},"
        f" 1 + {roll('n', 44, sizes.states)}, {one_of(['head', 'attendee', 'speaker'], 'n', 45)},"
        f" {one_of(['Minister of Defence', 'Ambassador', ''], 'n', 46)}"
        f" FROM generate_series(1, {sizes.meetings // 5}) n"
        " JOIN meetings_meeting m ON m.id = n * 5 - 2"
        " ORDER BY n",
    )
    yield from _outcomes(sizes)


def _who_took_part(sizes: Sizes) -> str:
    """Each meeting with each of its participants: about ten, no two the same.

    The bands of few participants are those of the great powers, the wide ones of all others.
    """
    several = referable(sizes.participants) - BANDS - 2
    low = [2 + band + int(several * (band / BANDS) ** 1.5) for band in range(BANDS + 1)]
    bands = ", ".join(
        f"({band}, {low[band]}, {low[band + 1] - low[band]})" for band in range(BANDS)
    )
    at = f"m.id * {BANDS} + b.band"
    return (
        f"SELECT m.id, m.state, -1 AS band, {BUSY_STATE} AS who FROM meetings_meeting m"
        " WHERE m.id % 7 = 0"
        f" UNION ALL SELECT m.id, m.state, b.band, b.low + {roll(at, 47, 'b.width')}"
        f" FROM meetings_meeting m JOIN (VALUES {bands}) b (band, low, width)"
        f" ON {roll(at, 48, BANDS)} < 2 + m.id % 16"
    )


def _outcomes(sizes: Sizes) -> Iterator[Table]:
    action = one_of(["adopted", "issued", "signed", "agreed"], "n", 51)
    instrument = one_of(["declaration", "statement", "plan", ""], "n", 52)
    proposer = f"CASE WHEN n % 6 = 0 THEN 1 + {roll('n', 53, sizes.states)} END"
    follows = "CASE WHEN n % 9 = 0 THEN n - 5 END"
    yield Table(
        "meetings_outcome",
        "id uid state title meeting_id action instrument date proposer_id follows_up_id",
        f"SELECT n, {uid_sql('outcome', 'n')}, m.state, 'Declaration of the ' || m.name, m.id,"
        f" {action}, {instrument}, CASE WHEN n % 3 = 0 THEN m.date ELSE '' END, {proposer},"
        f" {follows}"
        f" FROM generate_series(1, {sizes.meetings // 4}) n"
        " JOIN meetings_meeting m ON m.id = n * 4 - 1"
        " ORDER BY n",
    )
    yield Table(
        "meetings_position",
        "id uid state title kind meeting_id proposer_id audience date",
        f"SELECT n, {uid_sql('position', 'n')}, m.state, 'A call for ' || lower(m.name),"
        f" {one_of(['proposal', 'call', 'stand'], 'n', 54)}, m.id,"
        f" 1 + {roll('n', 55, sizes.states)}, '', ''"
        f" FROM generate_series(1, {sizes.meetings // 20}) n"
        " JOIN meetings_meeting m ON m.id = n * 20 - 17 ORDER BY n",
    )

"""What older databases recorded as proposed outcomes: upgraded, they are positions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from tests.database import migrate
from tests.upgrades import address_of, in_database, restored

PROPOSED = """
    INSERT INTO meetings_outcome (uid, state, title, action, instrument, meeting_id, date)
    VALUES ('0000000001', 'draft', 'A wish', 'proposed', 'plan', 1, '2011'),
        ('0000000002', 'draft', 'Gone', 'proposed', '', 1, ''),
        ('0000000003', 'draft', 'Launch', 'launched', '', 1, '');
    UPDATE meetings_outcome SET title = 'A wish on reefs' WHERE uid = '0000000001';
    UPDATE meetings_outcome SET follows_up_id =
        (SELECT id FROM meetings_outcome WHERE uid = '0000000001') WHERE uid = '0000000003';
    DELETE FROM meetings_outcome WHERE uid = '0000000002';
    INSERT INTO meetings_outcome_topics (outcome_id, topic_id)
        SELECT id, 1 FROM meetings_outcome WHERE uid = '0000000001';
    INSERT INTO documents_citation (uid, outcome_id, passage_id, fields, start, "end", quote,
        prefix, suffix, stated, reason)
    SELECT '000000000' || n, o.id, p.id, ARRAY[word]::varchar[], p.start, p.start + 1, '', '', '',
        '{}', ''
    FROM (VALUES (4, '0000000001', 'action'), (5, '0000000001', 'instrument'),
        (6, '0000000003', 'follows_up')) cited(n, about, word)
    JOIN meetings_outcome o ON o.uid = about, (SELECT * FROM documents_passage LIMIT 1) p;
    INSERT INTO records_proposal (author_id, what, why, changes, status, remark, version,
        updated_at)
    SELECT 1, '', '', jsonb_build_array(jsonb_build_object('model', 'meetings.outcome', 'key', id,
        'before', to_jsonb(o), 'after', to_jsonb(o) || '{"title": "A wish on wrecks"}')),
        'waiting', '', 1, now()
    FROM meetings_outcome o WHERE uid = '0000000001';
"""


FOLLOWED = """
    INSERT INTO meetings_outcome (uid, state, title, action, instrument, meeting_id, date)
    VALUES ('000000000A', 'draft', 'First wish', 'proposed', '', 1, ''),
        ('000000000B', 'draft', 'Second wish', 'proposed', '', 1, ''),
        ('000000000C', 'draft', 'Plan', 'adopted', '', 1, ''),
        ('000000000D', 'draft', 'Third wish', 'proposed', '', 1, '');
    UPDATE meetings_outcome o SET follows_up_id = other.id
        FROM (VALUES ('000000000B', '000000000A'), ('000000000D', '000000000C')) l(later, earlier)
        JOIN meetings_outcome other ON other.uid = earlier WHERE o.uid = later;
    INSERT INTO documents_citation (uid, outcome_id, passage_id, fields, start, "end", quote,
        prefix, suffix, stated, reason)
    SELECT n, o.id, p.id, ARRAY['title', 'follows_up'], p.start, p.start + 1, '', '', '', '{}', ''
    FROM (VALUES ('000000000E', '000000000B'), ('000000000F', '000000000D')) cited(n, about)
    JOIN meetings_outcome o ON o.uid = about, (SELECT * FROM documents_passage LIMIT 1) p;
"""


HISTORY = (
    "SELECT pgh_id, pgh_label, title FROM meetings_outcomeevent"
    " WHERE uid IN ('0000000001', '0000000002') ORDER BY 1"
)


@dataclass
class Moved:
    """A database with both, upgraded; the key and the history of the first as they were before."""

    name: str
    key: int
    history: list[Any]

    def found(self, query: str) -> list[Any]:
        return in_database(self.name, query)


@pytest.fixture(scope="module")
def moved(django_db_setup, django_db_blocker) -> Iterator[Moved]:
    with django_db_blocker.unblock(), restored() as name:
        with psycopg.connect(address_of(name), autocommit=True) as database:
            database.execute(PROPOSED)
            history = database.execute(HISTORY).fetchall()
            first = "SELECT id FROM meetings_outcome WHERE uid = '0000000001'"
            (key,) = database.execute(first).fetchone()  # type: ignore[misc]
            database.execute(FOLLOWED)
        migrate(name)
        yield Moved(name, key, history)


def test_a_position_that_followed_another_continues_it(moved):
    found = moved.found

    assert found(
        "SELECT p.title, c.title, o.title FROM meetings_position p"
        " LEFT JOIN meetings_position c ON c.id = p.continues_id"
        " LEFT JOIN meetings_outcome o ON o.id = p.follows_up_id"
        " WHERE p.uid >= '000000000A' ORDER BY p.uid"
    ) == [
        ("First wish", None, None),
        ("Second wish", "First wish", None),
        ("Third wish", None, "Plan"),
    ]
    for table in ("documents_citation", "documents_citationevent"):
        assert found(
            "SELECT DISTINCT c.uid, c.fields,"
            " c.holds_for -> 'continues' -> 0 = to_jsonb(p.continues_id)"
            f" FROM {table} c JOIN meetings_position p ON p.id = c.position_id"
            " WHERE c.uid >= '000000000A' ORDER BY 1"
        ) == [
            ("000000000E", ["title", "continues"], True),
            ("000000000F", ["title", "follows_up"], None),
        ]
    assert found(
        "SELECT DISTINCT continues_id IS NULL FROM meetings_positionevent WHERE uid = '000000000B'"
    ) == [(False,)]


def test_what_was_proposed_becomes_a_position_with_its_id_history_and_citations(moved):
    found, key = moved.found, moved.key

    first = "SELECT id, uid, title, kind, date, version FROM meetings_position"
    assert found(f"{first} WHERE uid < '000000000A'") == [
        (key, "0000000001", "A wish on reefs", "proposal", "2011", 2)
    ]
    assert found("SELECT action FROM meetings_outcome WHERE action = 'proposed'") == []
    kinds = "SELECT uid, kind, ended_at IS NULL FROM records_identity WHERE kind = 'position'"
    assert found(f"{kinds} AND uid < '000000000A' ORDER BY uid") == [
        ("0000000001", "position", True), ("0000000002", "position", False),
    ]  # fmt: skip
    assert found(HISTORY.replace("outcome", "position")) == moved.history
    assert [label for _id, label, _title in moved.history] == [
        "insert",
        "insert",
        "update",
        "delete",
    ]
    assert found("SELECT position_id, topic_id FROM meetings_position_topics") == [(key, 1)]
    assert found(
        "SELECT uid, outcome_id IS NULL, position_id, fields, version FROM documents_citation"
        " WHERE uid IN ('0000000004', '0000000005', '0000000006') ORDER BY uid"
    ) == [
        ("0000000004", True, key, ["kind"], 1),
        ("0000000005", True, key, ["kind"], 1),
        ("0000000006", False, None, ["takes_up"], 1),
    ]
    assert found(
        "SELECT takes_up_id, follows_up_id FROM meetings_outcome WHERE uid = '0000000003'"
    ) == [(key, None)]
    assert found("SELECT holds_for FROM documents_citation WHERE uid = '0000000006'") == [
        ({"takes_up": [key, "Launch"]},)
    ]
    ((changes,),) = found("SELECT changes FROM records_proposal ORDER BY id DESC LIMIT 1")
    (change,) = changes
    assert (change["model"], change["key"]) == ("meetings.position", key)
    assert (change["after"]["title"], change["after"]["kind"]) == ("A wish on wrecks", "proposal")
    assert not {"action", "instrument"} & set(change["after"])
    ((new,),) = found(
        "INSERT INTO meetings_position (uid, title, date, meeting_id)"
        " VALUES ('0000000009', 'New', '', 1) RETURNING id"
    )
    assert new > key + 1

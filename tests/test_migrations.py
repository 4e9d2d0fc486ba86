"""Migrations: what asks for one, and that a database of the version before carries on."""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.validators import MaxLengthValidator
from django.db import connection, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.test import override_settings
from django.utils.functional import lazystr

from config.autodetector import MigrationAutodetector
from config.management.commands.migrate import LOCK, UNLOCK
from tests.database import migrate
from tests.pair import somebody_waits
from tests.upgrades import in_database, restored

# What asks for a migration


def test_no_migration_is_missing(db):
    call_command("makemigrations", check_changes=True, dry_run=True)  # else it ends the program


@pytest.fixture(scope="module")
def all_migrated() -> ProjectState:
    return MigrationLoader(None).project_state()


@pytest.fixture
def migrated(all_migrated) -> ProjectState:
    """What the migrations make of the models."""
    return all_migrated.clone()


@pytest.fixture
def declared() -> ProjectState:
    """What the models say."""
    return ProjectState.from_apps(apps)


def operations(migrated: ProjectState, declared: ProjectState) -> list[str]:
    """What ``makemigrations`` would write, each operation in words."""
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(migrated, declared, MigrationQuestioner())
    changes = detector.changes(graph=loader.graph)
    return [
        operation.describe()
        for migrations in changes.values()
        for migration in migrations
        for operation in migration.operations
    ]


def test_the_migrations_make_what_the_models_say(migrated, declared):
    assert operations(migrated, declared) == []


def test_what_is_for_people_asks_for_no_migration(migrated, declared):
    meeting = declared.models["meetings", "meeting"]
    meeting.options |= {"verbose_name": lazystr("gathering"), "ordering": ["slug"]}
    meeting.fields["kind"] = models.CharField(
        lazystr("sort"),
        max_length=20,
        default="",
        choices=[("moot", lazystr("moot"))],
        help_text=lazystr("What sort of meeting it was."),
        error_messages={"invalid_choice": lazystr("No.")},
        validators=[MaxLengthValidator(3)],
        editable=False,
    )
    for rule in meeting.options["constraints"]:
        rule.violation_error_message = lazystr("No.")

    assert operations(migrated, declared) == []


def test_a_changed_column_asks_for_one(migrated, declared):
    declared.models["meetings", "meeting"].fields["kind"] = models.CharField(max_length=77)

    assert operations(migrated, declared) == ["Alter field kind on meeting"]


def test_a_changed_constraint_asks_for_one(migrated, declared):
    (rule,) = declared.models["meetings", "participation"].options["constraints"]
    rule.fields = ("meeting", "participant")

    assert operations(migrated, declared) == [
        "Remove constraint participation_once from model participation",
        "Create constraint participation_once on model participation",
    ]


def test_a_changed_trigger_asks_for_one(migrated, declared):
    triggers = declared.models["documents", "capture"].options["triggers"]
    (trigger,) = (one for one in triggers if one.name == "keep_capture")
    changed = type(trigger)(
        name=trigger.name, when=trigger.when, operation=trigger.operation, func="RETURN NULL;"
    )
    declared.models["documents", "capture"].options["triggers"] = [
        changed if one is trigger else one for one in triggers
    ]

    assert operations(migrated, declared) == [
        "Remove trigger keep_capture from model capture",
        "Create trigger keep_capture on model capture",
    ]


def test_a_trigger_of_history_that_is_missing_asks_for_one(migrated, declared):
    migrated.models["meetings", "meetingevent"].options["triggers"] = []

    assert operations(migrated, declared) == ["Create trigger append_only on model meetingevent"]


def test_generated_migrations_hold_nothing_for_people(migrated, declared):
    del migrated.models["records", "remark"]

    detector = MigrationAutodetector(migrated, declared, MigrationQuestioner())
    changes = detector.changes(graph=MigrationLoader(None).graph)

    (migration,) = changes["records"]
    (made,) = (one for one in migration.operations if getattr(one, "name", "") == "Remark")
    assert {name: field.deconstruct()[3].keys() for name, field in made.fields} == {
        "id": {"auto_created", "primary_key", "serialize"},
        "text": set(),
        "answered": {"default", "db_default"},
        "created_at": {"db_default"},
        "author": {"to", "on_delete", "related_name"},
        "identity": {"to", "on_delete", "related_name"},
    }
    assert "verbose_name" not in made.options


# A database of the version before


SCHEMA = {
    "columns": """
        SELECT c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
            format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity::text, a.attgenerated::text, a.attcollation::regcollation::text,
            pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
            AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable,
            condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": """
        SELECT pg_get_indexdef(i.oid)
        FROM pg_class i WHERE i.relnamespace = 'public'::regnamespace AND i.relkind = 'i'""",
    "triggers": """
        SELECT pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger')
        FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT pg_get_functiondef(p.oid)
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "extensions": "SELECT extname::text FROM pg_extension",
}


def schema(name: str) -> dict[str, set[Any]]:
    """What a schema is, but for how PostgreSQL writes a list of words after a dump was read."""
    found = {part: set(in_database(name, query)) for part, query in SCHEMA.items()}
    for part in ("constraints", "indexes"):
        found[part] = {re.sub(r"::[a-z ]+(\[\])?|[()]", "", repr(row)) for row in found[part]}
    return found


Columns = dict[str, list[str]]


def columns(name: str) -> Columns:
    """The columns of the register, its history and the accounts, by table."""
    found: Columns = {}
    for table, column in in_database(
        name,
        "SELECT table_name::text, column_name::text FROM information_schema.columns"
        " JOIN pg_class ON relname = table_name AND relkind = 'r'"
        " WHERE table_schema = 'public' AND table_name"
        " ~ '^(records|mechanisms|meetings|documents|pghistory)_|^auth_(user|group)'"
        " ORDER BY table_name, ordinal_position",
    ):
        found.setdefault(table, []).append(column)
    return found


def rows(name: str, of: Columns) -> dict[str, list[str]]:
    """Every row of the tables and columns ``of``, as text, by table."""
    found = {}
    for table, names in of.items():
        listed = ", ".join(f'"{one}"' for one in names)
        query = f'SELECT ROW({listed})::text FROM "{table}" ORDER BY 1'
        found[table] = [row for (row,) in in_database(name, query)]
    return found


CITATIONS = ("documents_citation", "documents_citationevent")


@dataclass
class Upgraded:
    """A database of the version before, migrated; and what it held until then."""

    name: str
    known: Columns
    held: dict[str, list[str]]


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker) -> Iterator[Upgraded]:
    with (
        django_db_blocker.unblock(),
        restored() as name,
        override_settings(FOUR_EYES=True),  # as the database has it
    ):
        known = columns(name)
        held = rows(name, known)
        migrate(name)
        yield Upgraded(name, known, held)


def test_a_database_of_the_version_before_carries_on(upgraded):
    before, known, held = upgraded.name, upgraded.known, upgraded.held
    assert {table for table in held if not held[table]} == {
        "auth_group_permissions",
        "auth_user_user_permissions",
    }

    now = rows(before, known)
    moved = {table: sorted(set(now[table]) ^ set(held[table])) for table in held}
    # Further names that were public without evidence rest on the words for the name.
    named = [row for table in CITATIONS for row in moved.pop(table)]
    assert len(named) == 8
    assert {row.replace('"{name,names}"', "{name}") for row in named} < {
        row for table in CITATIONS for row in held[table]
    }
    # What reference data says is found as well.
    found = moved.pop("mechanisms_participant")
    assert len({re.sub(r"جزيرة[^\"]*", "", row) for row in found}) == 1
    # What was never public leaves no redirect.
    (gone,) = moved.pop("records_oldslug")
    assert "beacon" in gone
    assert not any(moved.values())
    assert schema(before) == schema(connection.settings_dict["NAME"])
    recorded = in_database(before, "SELECT app, name FROM django_migrations")
    assert set(recorded) >= set(MigrationLoader(None).disk_migrations)


def test_each_citation_holds_for_the_value_of_the_day_of_the_upgrade(upgraded):
    now = "SELECT fields, stated, holds_for FROM documents_citation WHERE document_id IS NULL"
    last = (
        "SELECT DISTINCT ON (pgh_obj_id) fields, stated, holds_for FROM documents_citationevent"
        " WHERE document_id IS NULL AND pgh_obj_id IN (SELECT id FROM documents_citation)"
        " ORDER BY pgh_obj_id, pgh_id DESC"
    )
    for query in (now, last):
        judged = in_database(upgraded.name, query)
        assert judged
        for fields, stated, holds_for in judged:
            assert set(holds_for) >= set(fields) - set(stated) - UNJUDGED

    again = (
        "UPDATE documents_citation c SET holds_for = NULL FROM documents_citation b"
        " WHERE b.id = c.id RETURNING b.holds_for, c.holds_for"
    )
    for noted, judged_anew in in_database(upgraded.name, again):
        # Further names are noted where they are cited, values that came later not at all.
        noted.pop("names", None)
        assert noted == {name: judged_anew[name] for name in noted}


UNJUDGED = {"summary", "kind", "instrument", "topics"}


def test_an_older_state_is_refused_with_the_remedy(before):
    in_database(
        before, "DELETE FROM django_migrations WHERE name = '0010_copies_that_wait' RETURNING 1"
    )
    known = columns(before)
    held = rows(before, known)

    with pytest.raises(CommandError) as refusal:
        migrate(before)

    assert str(refusal.value) == (
        "This database is at an older state than this version can upgrade: it lacks"
        " the migration documents.0010_copies_that_wait. Run `manage.py migrate` with the last"
        " version of Fora that has it, then start this version again."
    )
    assert rows(before, known) == held


@pytest.mark.django_db
def test_who_migrates_second_waits():
    """Two processes that start at once would both make the same tables."""

    def migrate_too() -> None:
        call_command("migrate", verbosity=0)
        connections.close_all()

    second = threading.Thread(target=migrate_too)
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        second.start()
        waits = False
        while second.is_alive() and not waits:
            waits = somebody_waits()
            time.sleep(0.01)
        cursor.execute(UNLOCK)
    second.join()

    assert waits

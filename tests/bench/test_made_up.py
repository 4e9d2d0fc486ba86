"""The made-up field: skewed as a real one, true to the rules, the same each time."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Max

from bench.filling import fill_quickly, fill_through_triggers
from bench.made_up import Sizes
from documents.models import Capture, Citation, Passage
from documents.register.dumping import dump_register
from documents.register.loading import load_register
from mechanisms.models import Mechanism, Participant
from meetings.models import Meeting, Participation
from records.history.batches import check_references
from records.models import State

SIZES = Sizes(280)
UNREPEATED = {"created_at", "updated_at", "changed_at", "published_at", "pgh_created_at", "pgh_id"}
"""When a row was written, and the how-manieth event of its table: no other run repeats them."""


def quietly(_line: str) -> None:
    pass


@pytest.fixture
def field(db):
    fill_quickly(SIZES, quietly)


def every_row() -> dict[str, list[tuple]]:
    """The rows of each table of the register, as far as another run repeats them."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if not table.startswith(("records_", "mechanisms_", "meetings_", "documents_")):
                continue
            columns = [
                one.name for one in connection.introspection.get_table_description(cursor, table)
            ]
            listed = ", ".join(f'"{column}"' for column in columns if column not in UNREPEATED)
            cursor.execute(f"SELECT {listed} FROM {table} ORDER BY {listed}")
            found[table] = cursor.fetchall()
    return found


def shape() -> list[tuple]:
    """Every index, constraint and trigger of the database, and whether the trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()


def filled_and_undone(fill) -> tuple[dict[str, list[tuple]], list[tuple]]:
    """What a way to fill the register leaves there, all of which is then taken back."""
    with transaction.atomic():
        fill()
        check_references()
        found = every_row(), shape()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_quick_way_leaves_what_the_triggers_leave():
    slowly, before = filled_and_undone(lambda: fill_through_triggers(SIZES))
    quickly, after = filled_and_undone(lambda: fill_quickly(SIZES, quietly))
    assert after == before
    for table, rows in slowly.items():
        assert quickly[table] == rows, table


def test_the_field_is_skewed_as_a_real_one(field):
    meetings, participations = SIZES.meetings, Participation.objects.count()
    busiest = Mechanism.objects.annotate(n=Count("meetings")).order_by("-n").first()
    assert (busiest.pk, busiest.n) == (1, meetings // 10)
    state = Participant.objects.annotate(n=Count("participations")).order_by("-n").first()
    assert (state.pk, state.n) == (1, meetings // 7)
    assert 8 < participations / meetings < 12
    longest = Capture.objects.annotate(n=Count("passages")).order_by("-n").first()
    assert (longest.pk, longest.n) == (1, SIZES.longest)
    cited = Passage.objects.filter(capture=1, citations__isnull=False).distinct()
    assert cited.count() == SIZES.longest // 3
    assert Mechanism.objects.filter(parent__parent__isnull=False).exists()
    assert Meeting.objects.aggregate(n=Max("ordinal"))["n"] > 3
    scripts = Counter(script_of(name) for name in Meeting.objects.values_list("name", flat=True))
    assert scripts["Latin"] > scripts["Chinese"] > scripts["Arabic"] > 0
    for model in (Mechanism, Meeting, Participation, Citation):
        hidden = model.objects.exclude(state=State.PUBLISHED).count()
        assert 0.01 < hidden / model.objects.count() < 0.12, model


def script_of(name: str) -> str:
    if "\u0600" <= name[0] <= "\u06ff":
        return "Arabic"
    return "Chinese" if "\u4e00" <= name[0] <= "\u9fff" else "Latin"


def test_every_public_value_of_the_field_rests_on_a_citation(field):
    call_command("check_evidence", stdout=StringIO())


def test_a_dump_of_the_field_loads_again(db, tmp_path):
    dumped, again = tmp_path / "dumped", tmp_path / "again"
    with transaction.atomic():
        fill_quickly(Sizes(60), quietly)
        dump_register(dumped)
        transaction.set_rollback(True)
    load_register(dumped)
    dump_register(again)
    files = sorted(path.relative_to(dumped) for path in dumped.rglob("*.yaml"))
    assert files == sorted(path.relative_to(again) for path in again.rglob("*.yaml"))
    for path in files:
        assert (again / path).read_text() == (dumped / path).read_text(), path

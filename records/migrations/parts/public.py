"""The column that says whether a record is public, and the triggers that keep it.

Published migrations build on this module: what stands here never changes.
"""

from collections.abc import Iterator
from typing import Any

from django.db.migrations import AddField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField
from pgtrigger.compiler import Trigger as Compiled
from pgtrigger.compiler import UpsertTriggerSql

from .triggers import SQL, InstallTriggers, Trigger, body

UNLESS_SPREADING = "WHEN (current_setting('fora.spreading', true) IS DISTINCT FROM 'on')"


DEPENDS_ON = {
    "mechanisms_topic": {"parent_id": "mechanisms_topic"},
    "mechanisms_mechanism": {
        "parent_id": "mechanisms_mechanism",
        "predecessor_id": "mechanisms_mechanism",
    },
    "mechanisms_participant": {
        "parent_id": "mechanisms_participant",
        "members_of_id": "mechanisms_mechanism",
    },
    "mechanisms_person": {},
    "mechanisms_membership": {
        "mechanism_id": "mechanisms_mechanism",
        "participant_id": "mechanisms_participant",
    },
    "mechanisms_office": {
        "person_id": "mechanisms_person",
        "participant_id": "mechanisms_participant",
    },
    "meetings_place": {"country_id": "mechanisms_participant"},
    "meetings_series": {"mechanism_id": "mechanisms_mechanism"},
    "meetings_meeting": {
        "mechanism_id": "mechanisms_mechanism",
        "series_id": "meetings_series",
        "place_id": "meetings_place",
    },
    "meetings_participation": {
        "meeting_id": "meetings_meeting",
        "participant_id": "mechanisms_participant",
    },
    "meetings_delegate": {
        "meeting_id": "meetings_meeting",
        "person_id": "mechanisms_person",
        "participant_id": "mechanisms_participant",
    },
    "meetings_outcome": {
        "meeting_id": "meetings_meeting",
        "mechanism_id": "mechanisms_mechanism",
        "proposer_id": "mechanisms_participant",
        "follows_up_id": "meetings_outcome",
        "takes_up_id": "meetings_position",
    },
    "meetings_position": {
        "meeting_id": "meetings_meeting",
        "mechanism_id": "mechanisms_mechanism",
        "proposer_id": "mechanisms_participant",
        "follows_up_id": "meetings_outcome",
        "continues_id": "meetings_position",
    },
    "documents_document": {
        "part_of_id": "documents_document",
        "version_of_id": "documents_document",
        "expression_of_id": "documents_document",
    },
    "documents_citation": {
        "passage_id": "documents_document",
        "mechanism_id": "mechanisms_mechanism",
        "participant_id": "mechanisms_participant",
        "person_id": "mechanisms_person",
        "office_id": "mechanisms_office",
        "membership_id": "mechanisms_membership",
        "topic_id": "mechanisms_topic",
        "place_id": "meetings_place",
        "series_id": "meetings_series",
        "meeting_id": "meetings_meeting",
        "participation_id": "meetings_participation",
        "delegate_id": "meetings_delegate",
        "outcome_id": "meetings_outcome",
        "position_id": "meetings_position",
        "document_id": "documents_document",
    },
}
"""By table, in the order of their dependence: by which columns rows are public only with others.

A citation depends on the document of its passage.
"""

BY_STATE = ("meetings_outcome", "takes_up_id")  # enough that the other is published

DOCUMENT_OF_PASSAGE = (
    'FROM "documents_passage" o_via0'
    ' JOIN "documents_capture" o_via1 ON o_via1.id = o_via0."capture_id"'
    ' JOIN "documents_document" o ON o.id = o_via1."document_id"'
    " WHERE o_via0.id = {key}"
)


def found_from(column: str, other: str, key: str) -> str:
    """SQL: where the row ``o`` is found on which another depends by ``column``."""
    if column == "passage_id":
        return DOCUMENT_OF_PASSAGE.format(key=key)
    return f'FROM "{other}" o WHERE o.id = {key}'


def asked(table: str, column: str) -> str:
    """SQL: whether ``o`` lets a row of ``table`` be public."""
    return "o.state = 'published'" if (table, column) == BY_STATE else "o.is_public"


def is_public(model: str) -> AddField:
    return AddField(model, "is_public", BooleanField(default=False, db_default=False))


def keep_public(table: str) -> Trigger:
    """Set the column of a row that changes."""
    others = DEPENDS_ON[table]
    columns = ["state", *others]
    now, before = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    looked_up = "".join(
        f"""
            IF NEW.is_public AND NEW."{column}" IS NOT NULL THEN
                SELECT {asked(table, column)} INTO NEW.is_public
                {found_from(column, other, f'NEW."{column}"')}
                FOR SHARE;
                IF NOT FOUND THEN
                    NEW.is_public := false;
                    PERFORM set_config('fora.awaited', 'on', true);
                END IF;
            END IF;"""
        for column, other in others.items()
    )
    func = body(SQL / "0005_keep_public.sql", now=now, before=before, asked=looked_up)
    return Trigger("keep_public", "BEFORE", "INSERT OR UPDATE", func)


class SetPublic(Operation):
    """Set the column in all rows, table by table; along trees from the top down."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('fora.spreading', 'on', true),"
                " set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"
                " WHERE tgname ~ '^pgtrigger_(keep|spread)_public_'"
            )
            for table, others in DEPENDS_ON.items():
                while self.set_in(cursor, table, others) and table in others.values():
                    pass
            cursor.execute(
                "SELECT set_config('fora.spreading', '', true),"
                " set_config('pgtrigger.ignore', '{}', true)"
            )

    def set_in(self, cursor: Any, table: str, others: dict[str, str]) -> int:
        conditions = "".join(
            f' AND (t."{column}" IS NULL OR (SELECT {asked(table, column)}'
            f" {found_from(column, other, f't.{column}')}))"
            for column, other in others.items()
        )
        cursor.execute(
            f'UPDATE "{table}" t SET is_public = true'  # noqa: S608
            f" WHERE t.state = 'published' AND NOT t.is_public{conditions}"
        )
        return int(cursor.rowcount)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        pass

    def describe(self) -> str:
        return "Set which records are public"


def spread_public(*dependents: str, by_state: tuple[str, ...] = ()) -> Trigger:
    """Hand a change on to rows of other tables: ``table: column``, or ``table: condition``."""
    told = _spread("is_public", dependents)
    if by_state:
        told += _spread("state = 'published'", by_state)
    func = f"""{told}
            RETURN NULL;
        """
    return Trigger(
        "spread_public",
        "AFTER",
        "UPDATE",
        func,
        declare="shown bigint[]; hidden bigint[]",
        each_statement=True,
    )


def spread_awaited(*dependents: str) -> Trigger:
    """Hand a new row on to those that were written before it."""
    handed_on = _handed_on(dependents, "NULL", "ARRAY[NEW.id]")
    return Trigger(
        "spread_awaited",
        "AFTER",
        "INSERT",
        f"""{handed_on}
            RETURN NULL;
        """,
        only_if="(NEW.state = 'published' AND current_setting('fora.awaited', true) = 'on')",
    )


def _spread(what: str, dependents: tuple[str, ...]) -> str:
    handed_on = _handed_on(dependents, "hidden", "shown")
    return body(SQL / "0005_spread_public.sql", what=what, handed_on=handed_on).rstrip()


def _handed_on(dependents: tuple[str, ...], hidden: str, shown: str) -> str:
    return "".join(
        f"""
            PERFORM fora_spread_public('{table}',
                '{along if " " in along else f'"{along}" = ANY ($1)'}', {hidden}, {shown});"""
        for table, along in (one.split(": ") for one in dependents)
    )


def no_cycle(table: str, column: str, ring: tuple[str, ...]) -> Trigger:
    """No row stands above itself: by ``column``, and then by any of ``ring``.

    Each of these is ``table.column: table``, from where to where it leads.
    """
    steps = [one.replace(": ", ".").split(".") for one in ring]
    further = """
                            UNION ALL""".join(
        f"""
                            SELECT '{other}', r.{by}
                            FROM {near} r
                            WHERE above.in_table = '{near}'
                                AND r.id = above.id"""  # noqa: S608
        for near, by, other in steps
    )
    others = {by: other for near, by, other in steps if near == table}
    return Trigger(
        f"no_cycle_{column}",
        "BEFORE",
        f'INSERT OR UPDATE OF "{column}"',
        body(
            SQL / "0005_no_cycle.sql",
            ring=min(others.values()),
            other=others[column],
            column=column,
            further=further,
            table=table,
        ),
        only_if=f"(NEW.{column} IS NOT NULL)",
    )


class InstallReferring(InstallTriggers):
    """Install triggers of statements, which see the rows before and after."""

    def compiled(self, app_label: str, state: ProjectState) -> Iterator[tuple[str, Compiled]]:
        for name, trigger in super().compiled(app_label, state):
            tables = "REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows "
            yield name, _with(trigger, referencing=tables)


class SkipWhileSpreading(InstallTriggers):
    """Triggers have nothing to do where only whether a row is public follows another's."""

    def __init__(self, names: dict[str, list[str]]) -> None:
        super().__init__({model: [] for model in names})
        self.names = names

    def compiled(self, app_label: str, state: ProjectState) -> Iterator[tuple[str, Compiled]]:
        for model, names in self.names.items():
            for trigger in state.models[app_label, model].options["triggers"]:
                if trigger.name in names:
                    yield model, _with(trigger, condition=UNLESS_SPREADING)


def _with(trigger: Compiled, **more: Any) -> Compiled:
    return Compiled(name=trigger.name, sql=UpsertTriggerSql(**trigger.sql.kwargs | more))

"""The column that says whether a record is public, and the triggers that keep it.

Published migrations build on this module: what stands here never changes.
"""

from collections.abc import Iterator
from typing import Any

from django.db.migrations import AddField
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField
from pgtrigger.compiler import Trigger as Compiled
from pgtrigger.compiler import UpsertTriggerSql

from .triggers import SQL, InstallTriggers, Trigger, body

UNLESS_SPREADING = "WHEN (current_setting('fora.spreading', true) IS DISTINCT FROM 'on')"


def is_public(model: str) -> AddField:
    return AddField(model, "is_public", BooleanField(default=False, db_default=False))


def keep_public(by_state: str = "", **found: str) -> Trigger:
    """Set the column of a row that depends on others: in which table, by foreign key.

    Where the way is longer, SQL instead: from where the row ``o`` is found. Of ``by_state`` it is
    enough that the row is published.
    """
    columns = ["state", *found]
    now, before = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    what = dict.fromkeys(found, "o.is_public") | {by_state: "o.state = 'published'"}
    asked = "".join(
        f"""
            IF NEW.is_public AND NEW."{column}" IS NOT NULL THEN
                SELECT {what[column]} INTO NEW.is_public
                {table if " " in table else f'FROM "{table}" o WHERE o.id = NEW."{column}"'}
                FOR SHARE;
                IF NOT FOUND THEN
                    NEW.is_public := false;
                    PERFORM set_config('fora.awaited', 'on', true);
                END IF;
            END IF;"""
        for column, table in found.items()
    )
    func = body(SQL / "0005_keep_public.sql", now=now, before=before, asked=asked)
    return Trigger("keep_public", "BEFORE", "INSERT OR UPDATE", func)


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

"""The triggers of the first migrations: their SQL is in files, one operation installs many.

Published migrations build on this module and on the files in ``sql/``: what stands here never
changes. A trigger that is to say something else gets a file and a migration of its own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.compiler import Trigger as Compiled
from pgtrigger.compiler import UpsertTriggerSql

SQL = Path(__file__).resolve().parents[1] / "sql"


@dataclass
class Trigger:
    """A trigger of a table, when it fires, and its SQL in the words of PL/pgSQL."""

    name: str
    when: str  # BEFORE or AFTER
    operation: str  # INSERT, UPDATE OF "column" ...
    func: str
    only_if: str = ""
    declare: str = ""
    at_commit: bool = False
    each_statement: bool = False

    def compile(self, app_label: str, model: ModelState) -> Compiled:
        """The trigger as pgtrigger compares it with what a model declares."""
        key = f"{app_label}.{model.name}:{self.name}"
        more = {}
        if self.only_if:
            more["condition"] = f"WHEN {self.only_if}"
        if self.declare:
            more["declare"] = f"DECLARE {self.declare};"
        if self.each_statement:
            more["level"] = "STATEMENT"
        if self.at_commit:
            more |= {"constraint": "CONSTRAINT", "timing": "DEFERRABLE INITIALLY DEFERRED"}
        return Compiled(
            name=self.name,
            sql=UpsertTriggerSql(
                pgid=f"pgtrigger_{self.name}_{hashlib.sha1(key.encode()).hexdigest()[:5]}".lower(),  # noqa: S324
                func=self.func.format(table=table_of(app_label, model), kind=model.name_lower),
                table=table_of(app_label, model),
                when=self.when,
                operation=self.operation,
                **more,
            ),
        )


def table_of(app_label: str, model: ModelState) -> str:
    if model.options.get("proxy"):
        return str(model.bases[0]).replace(".", "_")
    return f"{app_label}_{model.name_lower}"


def body(path: Path, **values: str) -> str:
    """The SQL of a file, indented as the declarations in the code have it, with values put in."""
    sql = "".join(
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("--")
    )
    sql = "\n" + indent(sql, " " * 12) + " " * 8
    for name, value in values.items():
        sql = sql.replace(f"{{{name}}}", value)
    return sql


# The triggers of every record


def record_triggers(
    says: str, *, label: str = "", slug: bool = False, place: tuple[str, ...] = ()
) -> list[Trigger]:
    """The triggers of a record, whose columns ``says`` hold what it says.

    ``label`` is the column that names it once it is gone, ``place`` are those of ``says`` that
    only tell where its words stand.
    """
    columns = says.split()
    called = f"NEW.{label}" if label else "''"
    otherwise = differ([column for column in columns if column not in place])
    if place:
        otherwise += f"""
                OR (current_setting('fora.placing', true) IS DISTINCT FROM 'on'
                    AND {differ(list(place))})"""
    triggers = [
        Trigger(
            "version_row",
            "BEFORE",
            "UPDATE",
            body(SQL / "version_row.sql", says_otherwise=otherwise, label=called),
            declare="says_otherwise boolean",
        ),
        Trigger(
            "register_identity",
            "BEFORE",
            "INSERT",
            body(SQL / "register_identity.sql", label=called),
        ),
        Trigger("end_identity", "AFTER", "DELETE", body(SQL / "end_identity.sql")),
    ]
    if slug:
        triggers.append(
            Trigger(
                "remember_slug",
                "AFTER",
                'UPDATE OF "slug"',
                body(SQL / "remember_slug.sql"),
                only_if="(OLD.slug IS DISTINCT FROM NEW.slug)",
            )
        )
    return triggers


def differ(columns: list[str]) -> str:
    new, old = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    return f"ROW({new}) IS DISTINCT FROM ROW({old})"


def no_cycle(column: str) -> Trigger:
    return Trigger(
        f"no_cycle_{column}",
        "BEFORE",
        f'INSERT OR UPDATE OF "{column}"',
        body(SQL / "no_cycle.sql", column=column),
        only_if=f"(NEW.{column} IS NOT NULL)",
        declare="above bigint",
    )


# Operations


class InstallTriggers(Operation):
    """Install triggers, each in the place of an earlier one of its name.

    One operation for many: pgtrigger's own has Django build its models anew for each trigger.
    """

    def __init__(self, triggers: dict[str, list[Trigger]]) -> None:
        self.triggers = triggers

    def compiled(self, app_label: str, state: ProjectState) -> Iterator[tuple[str, Compiled]]:
        """The name of each table's model with a trigger of it."""
        for name, triggers in self.triggers.items():
            for trigger in triggers:
                yield name, trigger.compile(app_label, state.models[app_label, name])

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for name, trigger in self.compiled(app_label, state):
            options = state.models[app_label, name].options
            others = [one for one in options.get("triggers", []) if one.name != trigger.name]
            options["triggers"] = [*others, trigger]

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for _name, trigger in self.compiled(app_label, to_state):
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for name, trigger in self.compiled(app_label, from_state):
            schema_editor.execute(trigger.uninstall_sql, params=None)
            for earlier in to_state.models[app_label, name].options.get("triggers", []):
                if earlier.name == trigger.name:
                    schema_editor.execute(earlier.install_sql, params=None)

    def describe(self) -> str:
        return f"Install triggers on {', '.join(self.triggers)}"


class KeepHistory(InstallTriggers):
    """Write each change of a row into its table of events: what is kept are that one's columns.

    Takes the names of the models whose rows are tracked.
    """

    def __init__(self, *names: str) -> None:
        super().__init__({name: [] for name in names})

    def compiled(self, app_label: str, state: ProjectState) -> Iterator[tuple[str, Compiled]]:
        for name in self.triggers:
            model, events = state.models[app_label, name], state.models[app_label, f"{name}event"]
            for trigger in history_triggers(model, events, table_of(app_label, events)):
                yield name, trigger.compile(app_label, model)
            yield events.name_lower, APPEND_ONLY.compile(app_label, events)


APPEND_ONLY = Trigger(
    "append_only",
    "BEFORE",
    "UPDATE OR DELETE",
    "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
)


def history_triggers(model: ModelState, events: ModelState, table: str) -> Iterator[Trigger]:
    """What pghistory declares for a tracked model: a row of ``table`` for each of its changes."""
    columns = {
        name: f"{name}_id" if field.is_relation else name for name, field in events.fields.items()
    }
    kept = {name: column for name, column in columns.items() if not name.startswith("pgh_")}
    changes = [("insert", "NEW"), ("delete", "OLD")]
    if not model.options.get("proxy"):  # a link to a topic is made or taken away
        changes.append(("update", "NEW"))
    for label, row in changes:
        values = {column: f'{row}."{column}"' for column in kept.values()} | {
            "pgh_context_id": "_pgh_attach_context()",
            "pgh_created_at": "CLOCK_TIMESTAMP()",
            "pgh_label": f"'{label}'",
            "pgh_obj_id": f'{row}."id"',
        }
        into = ", ".join(f'"{column}"' for column in sorted(values))
        what = ", ".join(values[column] for column in sorted(values))
        yield Trigger(
            f"{label}_{label}",
            "AFTER",
            label.upper(),
            f'INSERT INTO "{table}" ({into}) VALUES ({what}); RETURN NULL;',  # noqa: S608
            only_if=any_change(model, kept) if label == "update" else "",
        )


def any_change(model: ModelState, kept: dict[str, str]) -> str:
    """Whether an update changes anything that is kept; a change of the version alone is none."""
    watched = sorted(set(kept) - {"version", "changed_by"})
    if set(watched) == {name for name, field in model.fields.items() if not field.many_to_many}:
        return "(OLD.* IS DISTINCT FROM NEW.*)"
    each = (f'OLD."{kept[name]}" IS DISTINCT FROM (NEW."{kept[name]}")' for name in watched)
    return f"({' OR '.join(each)})"

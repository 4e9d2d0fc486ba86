"""Triggers that note what the public really saw of a record, and no more.

Published migrations build on this module: what stands here never changes.
"""

from collections.abc import Iterator
from typing import Any

from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger as Compiled
from pgtrigger.compiler import UpsertTriggerSql

from .triggers import SQL, InstallTriggers, Trigger, body

REMEMBER_SLUG = Trigger(
    "remember_slug",
    "AFTER",
    'UPDATE OF "slug"',
    body(SQL / "0007_remember_slug.sql"),
    only_if="(OLD.slug IS DISTINCT FROM NEW.slug)",
)


def seen_by_public(label: str = "", slug: bool = False) -> list[Trigger]:
    """The triggers of a record that is called by the column ``label``."""
    func = body(
        SQL / "0007_seen_by_public.sql",
        label=f"NEW.{label}" if label else "''",
        slug="NEW.slug" if slug else "''",
    )
    seen = Trigger("seen_by_public", "AFTER", "INSERT OR UPDATE", func, only_if="(NEW.is_public)")
    return [seen, *([REMEMBER_SLUG] if slug else [])]


class LeaveWhatWasSeen(InstallTriggers):
    """Two triggers note no longer what a record is called: its state says too little."""

    def __init__(self, *names: str) -> None:
        super().__init__({name: [] for name in names})

    def compiled(self, app_label: str, state: ProjectState) -> Iterator[tuple[str, Compiled]]:
        for name in self.triggers:
            for trigger in state.models[app_label, name].options["triggers"]:
                if trigger.name == "version_row":
                    yield name, _with(trigger, _without_label)
                elif trigger.name == "register_identity":
                    yield name, _with(trigger, _without_values)


def _without_label(func: str) -> str:
    start, label, _after = func.partition(",\n                label = CASE")
    return f"{start}{func[func.index(_WHERE) :]}" if label else func


def _without_values(func: str) -> str:
    start, _insert, after = func.partition("INSERT INTO records_identity")
    kind = after.partition("NEW.uid, '")[2].partition("'")[0]
    values = body(SQL / "0007_register_identity.sql", kind=kind).strip()
    return f"{start}{values}{after[after.index(_RETURN) :]}"


_WHERE = "\n            WHERE uid"
_RETURN = "\n            RETURN NEW;"


def _with(trigger: Compiled, change: Any) -> Compiled:
    values = trigger.sql.kwargs
    return Compiled(
        name=trigger.name, sql=UpsertTriggerSql(**values | {"func": change(values["func"])})
    )

"""The trigger that keeps the names by which sources say whose a value is.

Published migrations build on this module: what stands here never changes.
"""

from .triggers import SQL, InstallTriggers, Trigger, body


def keep_named(*models: str) -> InstallTriggers:
    """Install the trigger on kinds of records that have names, and on their further names."""
    return InstallTriggers(
        {model: [_keep_named(model, "id", "name", "slug")] for model in models}
        | {f"{model}name": [_keep_named(model, "record_id", "text")] for model in models}
    )


def _keep_named(of: str, column: str, *columns: str) -> Trigger:
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in (column, *columns))
    func = body(SQL / "0007_keep_named.sql", same=same, of=of, column=column)
    return Trigger("keep_named", "AFTER", "UPDATE OR DELETE", func)

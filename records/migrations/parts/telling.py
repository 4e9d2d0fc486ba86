"""The trigger that notes which records a change changes in public, of every table of records.

Published migrations build on this module: what stands here never changes.
"""

from .triggers import SQL, InstallTriggers, Trigger, body

UNLESS_SPREADING = "(current_setting('fora.spreading', true) IS DISTINCT FROM 'on')"


def tell(kind: str, shown: str, listing: dict[str, str]) -> Trigger:
    """``shown``: columns that answers about others show; ``listing``: those that lead to a list."""
    columns = ["is_public", *shown.split()]
    new, old = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    before = "".join(
        f"""
            IF OLD.is_public AND OLD."{column}" IS DISTINCT FROM NEW."{column}" THEN
                PERFORM fora_tell_row('{table}', OLD."{column}");
            END IF;"""
        for column, table in listing.items()
    )
    func = body(SQL / "0008_tell_change.sql", kind=kind, new=new, old=old, before=before)
    return Trigger("tell", "AFTER", "INSERT OR UPDATE OR DELETE", func, only_if=UNLESS_SPREADING)


def install(**kinds: tuple[str, dict[str, str]]) -> InstallTriggers:
    return InstallTriggers({kind: [tell(kind, *said)] for kind, said in kinds.items()})

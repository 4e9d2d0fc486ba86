"""The register's files into the database: all or nothing, and the second time nothing.

What a load wrote is remembered as the row version it left (``Identity.loaded_version``). Where a
record was edited since and the files say something else, the load is refused with a list, unless
``overwrite`` is asked for. What the files no longer mention is kept and counted.
"""

from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import override

from records import workflow

from .captures import read_captures, write_captures
from .citations import resolve_passages
from .entries import Enough, LoadRefused
from .parsing import read_folder
from .publishing import take_over_states
from .rows import MODELS, Loaded, Rows
from .values import fill_in
from .versions import note_versions
from .writing import Writer


def load_register(folder: Path | str, *, overwrite: bool = False) -> Loaded:
    """Load the register in ``folder``; raises ``LoadRefused`` and then nothing has changed."""
    files = read_folder(Path(folder))
    files.problems.stop_if_any()
    with override("en"):
        try:
            return _load(Rows(files, overwrite=overwrite))
        except Enough:
            raise LoadRefused(files.problems) from None


@transaction.atomic
def _load(rows: Rows) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_register'))")
    workflow.lock()
    rows.find_existing()
    captures = []
    for kind, some in rows.by_kind.items():
        if kind == "citation":
            captures = read_captures(rows)
        for row in some:
            fill_in(row, rows)
    rows.problems.stop_if_any()
    writer = Writer(rows)
    for kind, some in rows.by_kind.items():
        if kind == "citation":
            write_captures(captures, rows)
            writer.texts = resolve_passages(rows)
            rows.problems.stop_if_any()
        writer.write(kind, some)
    rows.problems.stop_if_any()
    take_over_states(rows)
    for kind, some in rows.by_kind.items():
        note_versions(MODELS[kind], [row.uid for row in some])
    return rows.done

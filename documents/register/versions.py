"""Which version of each record a load left: whatever differs from it was edited since."""

from django.db import connection
from django.db.models import F, Q

from records.models import Identity, Record


def note_versions(model: type[Record], uids: list[str]) -> None:
    """Note that the records of ``model`` stand as a load leaves them."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_identity i SET loaded_version = r.version "  # noqa: S608
            f"FROM {table} r WHERE r.uid = i.uid AND i.uid = ANY(%s) "
            "AND i.loaded_version IS DISTINCT FROM r.version",
            [uids],
        )


def still_as_loaded(which: Q) -> None:
    """Holding a text is no editor's change: what a load left is still what it left.

    Called once for each change of the identities ``which``.
    """
    Identity.objects.filter(which, loaded_version__isnull=False).update(
        loaded_version=F("loaded_version") + 1
    )

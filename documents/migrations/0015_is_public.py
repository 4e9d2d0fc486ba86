"""Whether a record is public, with all that it depends on, is a column, set here in order."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.public import (
    InstallReferring,
    SetPublic,
    SkipWhileSpreading,
    is_public,
    keep_public,
    no_cycle,
    spread_awaited,
    spread_public,
)
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"

OF_PASSAGES = (
    '"passage_id" IN (SELECT id FROM "documents_passage" WHERE "capture_id"'
    ' IN (SELECT id FROM "documents_capture" WHERE "document_id" = ANY ($1)))'
)
KEEP = {model: [keep_public(f"documents_{model}")] for model in ("document", "citation")}
DEPENDENTS = {
    "document": (
        "documents_document: part_of_id",
        "documents_document: version_of_id",
        "documents_document: expression_of_id",
        f"documents_citation: {OF_PASSAGES}",
        "documents_citation: document_id",
    ),
}
FROM_COPY = Trigger(
    "spread_public",
    "AFTER",
    'UPDATE OF "document_id"',
    body(SQL / "0015_spread_from_copy.sql"),
    only_if="(NEW.document_id <> OLD.document_id)",
    declare="cited text",
)
JUDGE_VALUES = Trigger(
    "judge_values",
    "BEFORE",
    "INSERT OR UPDATE",
    body(SQL / "0015_judge_values.sql"),
    declare="given jsonb; said jsonb",
)

RINGS = {
    "document": (
        "documents_document.expression_of_id: documents_document",
        "documents_document.part_of_id: documents_document",
        "documents_document.version_of_id: documents_document",
    ),
}
NO_CYCLE = {
    model: [
        no_cycle(f"documents_{model}", one.partition(": ")[0].partition(".")[2], ring)
        for one in ring
        if one.startswith(f"documents_{model}.")
    ]
    for model, ring in RINGS.items()
}


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_grow"), ("meetings", "0008_is_public")]
    operations = [
        *(is_public(model) for model in KEEP),
        InstallTriggers({**KEEP, "capture": [FROM_COPY]}),
        InstallTriggers(NO_CYCLE),
        InstallReferring({model: [spread_public(*rows)] for model, rows in DEPENDENTS.items()}),
        InstallTriggers({model: [spread_awaited(*rows)] for model, rows in DEPENDENTS.items()}),
        InstallTriggers({"citation": [JUDGE_VALUES]}),
        SkipWhileSpreading(
            {
                "document": ["version_row", "with_authors"],
                "citation": [
                    "version_row",
                    "with_authors",
                    "citation_inside_passage",
                    "judge_values",
                ],
            }
        ),
        SetPublic(),
    ]

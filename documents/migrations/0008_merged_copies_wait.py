"""A copy that a merge brings to a public document waits, unless it was seen."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_authors")]
    operations = [
        InstallTriggers(
            {
                "capture": [
                    Trigger(
                        "keep_capture", "BEFORE", "UPDATE", body(SQL / "0008_keep_capture.sql")
                    ),
                    Trigger(
                        "keep_cited_agreed",
                        "AFTER",
                        'UPDATE OF "waits", "document_id"',
                        body(SQL / "keep_cited_agreed.sql"),
                        only_if="(NEW.waits AND NOT OLD.waits)",
                        at_commit=True,
                    ),
                ]
            }
        ),
    ]

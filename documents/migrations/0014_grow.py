"""The register grows with the copies and passages of documents, and with what was counted."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import SQL as OF_RECORDS
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql" / "0014_grow_with_document.sql"
EVERY = "INSERT OR UPDATE OR DELETE"
DOCUMENT = {
    "capture": "changed.document_id",
    "passage": "(SELECT document_id FROM documents_capture WHERE id = changed.capture_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0013_plans_lists_names"),
        ("records", "0004_register_version"),
    ]
    operations = [
        InstallTriggers(
            {
                **{
                    name: [
                        Trigger(
                            "grow",
                            "AFTER",
                            EVERY,
                            body(SQL, document=document),
                            declare="changed record",
                        )
                    ]
                    for name, document in DOCUMENT.items()
                },
                "coverage": [
                    Trigger(
                        "grow", "AFTER", EVERY, body(OF_RECORDS / "grow.sql"), each_statement=True
                    )
                ],
            }
        ),
    ]

"""Outside of a batch, no name goes by which a source says whose a value is."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.names import keep_named

SQL = Path(__file__).resolve().parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("documents", "0017_language_and_kind_of_names")]
    operations = [
        migrations.RunSQL(
            (SQL / "0018_named_by_source.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION fora_named_by_source(text, bigint)",
        ),
        keep_named("document"),
    ]

"""A change of what is public is handed on to what depends on it."""

from django.db import migrations

from records.migrations.parts.triggers import SQL


class Migration(migrations.Migration):
    dependencies = [("records", "0004_register_version")]
    operations = [
        migrations.RunSQL(
            (SQL / "0005_spread.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION fora_spread_public(regclass, text, bigint[], bigint[])",
        ),
    ]

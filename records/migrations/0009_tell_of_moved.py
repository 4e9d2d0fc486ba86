"""What follows when something is hidden or shown is noted as moved: less depends on that."""

from django.db import migrations

from records.migrations.parts.triggers import SQL


class Migration(migrations.Migration):
    dependencies = [("records", "0008_public_changes")]
    operations = [
        migrations.RunSQL(
            (SQL / "0009_spread.sql").read_text(encoding="utf-8"),
            (SQL / "0009_spread_before.sql").read_text(encoding="utf-8"),
        ),
    ]

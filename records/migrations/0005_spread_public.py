"""A change of what is public is handed on; a version of the register knows when it came."""

from django.db import migrations, models
from django.db.models.functions import Now

from records.migrations.parts.triggers import SQL, InstallTriggers, Trigger, body

GROW = Trigger(
    "grow_register",
    "AFTER",
    "INSERT",
    body(SQL / "0005_grow_register.sql"),
    at_commit=True,
)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_register_version")]
    operations = [
        migrations.AddField("RegisterVersion", "grown_at", models.DateTimeField(db_default=Now())),
        InstallTriggers({"publicchange": [GROW]}),
        migrations.RunSQL(
            (SQL / "0005_spread.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION fora_spread_public(regclass, text, bigint[], bigint[])",
        ),
    ]

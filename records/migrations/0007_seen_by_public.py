"""A permanent id knows what the public saw of its record; a period may end with the year 9999."""

from django.db import migrations, models

from records.migrations.parts.triggers import SQL, InstallTriggers, Trigger, body

GROW = Trigger(
    "grow",
    "AFTER",
    "INSERT OR UPDATE",
    body(SQL / "0007_grow_with_identity.sql"),
    only_if="(NEW.published_at IS NOT NULL)",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0006_job")]
    operations = [
        migrations.AddField(
            "identity",
            "slug",
            models.SlugField(blank=True, db_default="", db_index=False, default="", max_length=200),
        ),
        InstallTriggers({"identity": [GROW]}),
        migrations.RunSQL(
            (SQL / "0007_dates.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]

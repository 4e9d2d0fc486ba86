"""Accounts whose words nobody else has agreed to; old slugs of what was public alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from records.migrations.parts.triggers import SQL

NEVER_PUBLIC = """
DELETE FROM records_oldslug
WHERE identity_id IN (SELECT uid FROM records_identity WHERE published_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_checks_and_searches")]
    operations = [
        migrations.AddField(
            "identity",
            "authors",
            ArrayField(models.BigIntegerField(), db_default=[], default=list),
        ),
        migrations.RunSQL(NEVER_PUBLIC, migrations.RunSQL.noop),
        migrations.RunSQL(
            (SQL / "0003_touch.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION fora_touch(regclass, bigint, boolean)",
        ),
    ]

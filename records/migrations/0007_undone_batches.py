"""Find the newest batches, and the one that undid another, without reading all of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_review"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX records_batch_undoes ON pghistory_context ((metadata ->> 'undoes'))"
            " WHERE metadata ? 'undoes'",
            "DROP INDEX records_batch_undoes",
        ),
        migrations.RunSQL(
            "CREATE INDEX records_batch_newest ON pghistory_context (created_at, id)",
            "DROP INDEX records_batch_newest",
        ),
    ]

"""Find the batch that undid another one without reading all of them."""

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
    ]

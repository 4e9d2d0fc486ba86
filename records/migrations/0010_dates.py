"""Partial dates in full: seasons, lists, marks of parts, unknown digits and ends.

The functions only read more than before, and what they read already as before: no row that is
stored has another bound, so that no generated column is made anew.
"""

from django.db import migrations

from records.migrations.parts.triggers import SQL


class Migration(migrations.Migration):
    dependencies = [("records", "0009_tell_of_moved")]
    operations = [
        migrations.RunSQL(
            (SQL / "0010_dates.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]

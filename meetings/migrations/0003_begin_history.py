"""Rows that were there before their history was kept begin it as they stand."""

from django.db import migrations

from records.tracking import begin_history


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_history")]

    operations = [migrations.RunPython(begin_history("meetings"), migrations.RunPython.noop)]

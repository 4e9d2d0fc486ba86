"""Rows that were there before their history was kept begin it as they stand."""

from django.db import migrations

from records.tracking import begin_history


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_history")]

    operations = [migrations.RunPython(begin_history("documents"), migrations.RunPython.noop)]

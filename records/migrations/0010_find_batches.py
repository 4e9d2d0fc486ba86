"""Filter the list of batches by how they came about and by whom, without reading all of them."""

from django.db import migrations

INDEX = "CREATE INDEX records_batch_{name} ON pghistory_context ((metadata -> '{name}'), created_at, id)"


class Migration(migrations.Migration):
    dependencies = [("records", "0009_what_waits")]

    operations = [
        migrations.RunSQL(INDEX.format(name=name), f"DROP INDEX records_batch_{name}")
        for name in ("kind", "name")
    ]

"""Outside of a batch, no name goes by which a source says whose a value is."""

from django.db import migrations

from records.migrations.parts.names import keep_named


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0007_seen_by_public"), ("documents", "0018_keep_named")]
    operations = [keep_named("topic", "mechanism", "participant", "person")]

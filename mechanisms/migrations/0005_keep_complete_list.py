"""A public row leaves no list that is said to be complete for that of another record."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql" / "0005_keep_complete_list.sql"
KEEP = Trigger(
    "keep_complete_list",
    "BEFORE",
    'UPDATE OF "mechanism_id"',
    body(SQL, owner="mechanism_id", owners="mechanisms_mechanism", listed="membership_listed"),
    only_if="(OLD.state = 'published' AND NEW.mechanism_id IS DISTINCT FROM OLD.mechanism_id)",
)


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0004_authors")]
    operations = [InstallTriggers({"membership": [KEEP]})]

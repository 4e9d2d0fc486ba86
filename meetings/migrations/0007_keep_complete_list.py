"""A public row leaves no list that is said to be complete for that of another record."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = (
    Path(__file__).resolve().parents[2]
    / "mechanisms"
    / "migrations"
    / "sql"
    / "0005_keep_complete_list.sql"
)
KEEP = Trigger(
    "keep_complete_list",
    "BEFORE",
    'UPDATE OF "meeting_id"',
    body(SQL, owner="meeting_id", owners="meetings_meeting", listed="participation_listed"),
    only_if="(OLD.state = 'published' AND NEW.meeting_id IS DISTINCT FROM OLD.meeting_id)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_continued_positions"),
        ("mechanisms", "0005_keep_complete_list"),
    ]
    operations = [InstallTriggers({"participation": [KEEP]})]

"""The text of a copy that is known by its hash waits as a copy with the same hash."""

from pathlib import Path

from django.db import migrations
from django.db.migrations import AddConstraint, AlterField
from django.db.models import CharField, UniqueConstraint

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_continued_positions")]
    operations = [
        AlterField("capture", "sha256", CharField(max_length=64, db_index=True)),
        AddConstraint(
            "capture", UniqueConstraint(fields=["sha256", "waits"], name="capture_sha256_once")
        ),
        InstallTriggers(
            {
                "capture": [
                    Trigger(
                        "keep_capture", "BEFORE", "UPDATE", body(SQL / "0011_keep_capture.sql")
                    ),
                ]
            }
        ),
    ]

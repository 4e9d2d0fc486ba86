"""A citation holds for what a position continues; links that an upgrade left out come back."""

from pathlib import Path
from typing import Any

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"


def continue_positions(apps: Any, schema_editor: Any) -> None:
    words = (SQL / "0010_continued_positions.sql").read_text(encoding="utf-8")
    schema_editor.execute(words, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_values_said_together"),
        ("meetings", "0006_continued_positions"),
    ]
    operations = [
        migrations.RunPython(continue_positions, migrations.RunPython.noop),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0010_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

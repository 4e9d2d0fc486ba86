"""Nobody writes alone into a copy that waits for another to agree to it."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql" / "0020_keep_waiting.sql"
CHANGES = (
    "ROW(NEW.kind, NEW.locator, NEW.speaker, nullif(NEW.summary, ''))"
    " IS DISTINCT FROM ROW(OLD.kind, OLD.locator, OLD.speaker,"
    " CASE WHEN NEW.summary <> '' THEN OLD.summary END)"
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0019_tell")]
    operations = [
        InstallTriggers(
            {
                "passage": [
                    Trigger(
                        "keep_waiting",
                        "BEFORE",
                        'UPDATE OF "kind", "locator", "speaker", "summary"',
                        body(SQL),
                        only_if=f"({CHANGES})",
                    )
                ]
            }
        ),
    ]

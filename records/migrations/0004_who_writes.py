"""The functions by which the database knows who writes, and whether four eyes are asked for."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parents[1] / "sql" / "batches.sql").read_text(encoding="utf-8")

UNDO = """
DROP FUNCTION fora_four_eyes();
DROP FUNCTION fora_author();
DROP FUNCTION fora_actor();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0003_check_merges_at_once")]

    operations = [migrations.RunSQL(SQL, UNDO)]

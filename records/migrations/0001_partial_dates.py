"""The extensions Fora leans on, and the functions that read partial dates."""

from pathlib import Path

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

SQL = (Path(__file__).resolve().parents[1] / "sql" / "dates.sql").read_text(encoding="utf-8")

UNDO = """
DROP FUNCTION edtf_period(text, text);
DROP FUNCTION edtf_order(text);
DROP FUNCTION edtf_latest(text);
DROP FUNCTION edtf_earliest(text);
DROP FUNCTION edtf_is_valid(text);
DROP FUNCTION edtf_bounds(text);
DROP FUNCTION edtf_point_bounds(text);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(SQL, UNDO),
    ]

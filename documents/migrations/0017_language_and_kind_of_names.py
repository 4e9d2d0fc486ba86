"""In which language and of what kind a name is, is judged with it; lists look all the way up.

What was judged before is taken to be judged as the names are.
"""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"

NAMED = {
    "mechanism": "mechanisms_mechanismname",
    "participant": "mechanisms_participantname",
    "person": "mechanisms_personname",
    "place": "meetings_placename",
    "series": "meetings_seriesname",
    "meeting": "meetings_meetingname",
}

NAMES = """
    SELECT record_id, kind,
        text || coalesce(' [' || nullif(concat_ws('; ',
            CASE WHEN kind IN ('official', 'former') THEN kind END,
            CASE WHEN since <> '' OR until <> '' THEN since || '/' || until END
        ), '') || ']', CASE WHEN right(text, 1) = ']' THEN ' []' ELSE '' END) AS before,
        text || ' [' || concat_ws('; ', language, kind,
            CASE WHEN since <> '' OR until <> '' THEN since || '/' || until END
        ) || ']' AS label
    FROM {names}
"""


def note_names(table: str) -> list[str]:
    """SQL: the further names that were judged, with what is judged with each now."""
    words = (SQL / "0017_note_names.sql").read_text(encoding="utf-8").replace("{table}", table)
    return [
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        *(
            words.replace("{kind}", kind)
            .replace("{now}", NAMES.format(names=names))
            .replace("{ever}", NAMES.format(names=f"{names}event"))
            for kind, names in NAMED.items()
        ),
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    ]


class Migration(migrations.Migration):
    dependencies = [("documents", "0016_seen_by_public")]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(words, migrations.RunSQL.noop)
            for table in ("documents_citation", "documents_citationevent")
            for words in note_names(table)
        ),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0017_judge_values.sql"),
                        only_if="(current_setting('fora.spreading', true) IS DISTINCT FROM 'on')",
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

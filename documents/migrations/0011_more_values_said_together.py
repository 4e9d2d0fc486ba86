"""More values that say nothing by themselves are judged with those that they are said with."""

from pathlib import Path

from django.db import migrations

from documents.migrations.parts.said_with import extend_all
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"

SAID_WITH = [
    ("meetings", "place", "region", "country_id"),
    ("meetings", "meeting", "ordinal", "numbering"),
    ("meetings", "meeting", "date", "status"),
    ("meetings", "meeting", "place", "status"),
    ("meetings", "delegate", "role", "participant_id"),
    ("meetings", "delegate", "office", "participant_id"),
    ("meetings", "outcome", "action", "title meeting_id mechanism_id"),
    ("meetings", "outcome", "date", "title meeting_id mechanism_id"),
    *(("meetings", "outcome", one, "title") for one in ("proposer", "follows_up", "takes_up")),
    ("meetings", "position", "title", "proposer_id meeting_id mechanism_id"),
    *(("meetings", "position", one, "title") for one in ("proposer", "follows_up", "continues")),
    *(("meetings", "position", one, "title proposer_id") for one in ("audience", "date")),
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_continued_positions")]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(extend_all(table, SAID_WITH, []), migrations.RunSQL.noop)
            for table in ("documents_citation", "documents_citationevent")
        ),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0011_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

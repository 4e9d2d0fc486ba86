"""More values that say nothing by themselves are judged with those that they are said with."""

from pathlib import Path

from django.db import migrations

from documents.migrations.parts.said_with import extend_all, note_roles, note_stated
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

PERIOD = {"office": "title person_id participant_id"}
PERIOD["membership"] = "role mechanism_id participant_id"
ALL_SAID_WITH = [  # with what a value is said that its source states otherwise
    ("mechanisms", "participant", "members_role", "members_of_id"),
    ("mechanisms", "office", "title", "person_id participant_id"),
    *(
        ("mechanisms", kind, name, f"{name}_is {PERIOD[kind]}")
        for kind in PERIOD
        for name in ("since", "until")
    ),
    ("mechanisms", "membership", "role", "mechanism_id participant_id"),
    ("meetings", "place", "region", "country_id"),
    ("meetings", "series", "count_min", "count_date"),
    ("meetings", "series", "count_max", "count_date"),
    ("meetings", "meeting", "ordinal", "series_id numbering"),
    ("meetings", "meeting", "numbering", "series_id"),
    ("meetings", "meeting", "date", "status"),
    ("meetings", "meeting", "place", "status"),
    ("meetings", "participation", "role", "meeting_id participant_id"),
    ("meetings", "delegate", "participant", "meeting_id person_id"),
    ("meetings", "delegate", "role", "meeting_id person_id participant_id"),
    ("meetings", "delegate", "office", "meeting_id person_id participant_id"),
    ("meetings", "outcome", "action", "title meeting_id mechanism_id"),
    ("meetings", "outcome", "date", "action title meeting_id mechanism_id"),
    *(("meetings", "outcome", one, "title") for one in ("proposer", "follows_up", "takes_up")),
    ("meetings", "position", "title", "proposer_id meeting_id mechanism_id"),
    *(("meetings", "position", one, "title") for one in ("proposer", "follows_up", "continues")),
    *(("meetings", "position", one, "title proposer_id") for one in ("audience", "date")),
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0011_texts_wait")]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(words, migrations.RunSQL.noop)
            for table in ("documents_citation", "documents_citationevent")
            for words in (
                extend_all(table, SAID_WITH, []),
                note_stated(table, ALL_SAID_WITH),
                note_roles(table),
            )
        ),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0012_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

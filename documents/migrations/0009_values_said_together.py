"""A value that says nothing by itself is judged with those that it is said with.

What was judged before is taken to have been said with what stands there on the day of the upgrade.
"""

from pathlib import Path

from django.db import migrations

from documents.migrations.parts.said_with import extend_all
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"

PERIOD = {"office": "title person_id participant_id"}
PERIOD["membership"] = "role mechanism_id participant_id"
DELEGATE = ("participant", "role", "office")
SAID_WITH = [  # app, kind, field, the columns that are noted behind what was noted already
    ("mechanisms", "participant", "members_role", "members_of_id"),
    ("mechanisms", "office", "title", "person_id participant_id"),
    *(("mechanisms", kind, name, PERIOD[kind]) for kind in PERIOD for name in ("since", "until")),
    ("mechanisms", "membership", "role", "mechanism_id participant_id"),
    ("meetings", "series", "count_min", "count_date"),
    ("meetings", "series", "count_max", "count_date"),
    ("meetings", "meeting", "ordinal", "series_id"),
    ("meetings", "meeting", "numbering", "series_id"),
    ("meetings", "participation", "role", "meeting_id participant_id"),
    *(("meetings", "delegate", one, "meeting_id person_id") for one in DELEGATE),
    ("meetings", "outcome", "date", "action"),
]
LISTED = [  # app, kind, field, the table of the rows on the list
    ("mechanisms", "mechanism", "membership_listed", "mechanisms_membership"),
    ("meetings", "meeting", "participation_listed", "meetings_participation"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_merged_copies_wait"),
        ("mechanisms", "0004_authors"),
        ("meetings", "0005_authors"),
    ]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(extend_all(table, SAID_WITH, LISTED), migrations.RunSQL.noop)
            for table in ("documents_citation", "documents_citationevent")
        ),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0009_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

"""What is said of a plan, who is on a list until when, and what kind a name is, are judged so.

What was judged before is taken to be judged as the records are.
"""

from pathlib import Path

from django.db import migrations

from documents.migrations.parts.said_with import extend_all, note_stated
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"

SAID_WITH = [
    ("meetings", "meeting", name, "status") for name in ("mode", "attendance_min", "attendance_max")
]

MECHANISM = ("mechanism", "mechanisms_mechanism", "'proposed', 'negotiated'")
MEETING = ("meeting", "meetings_meeting", "'proposed', 'announced', 'postponed', 'cancelled'")
OF_PLANS = [  # what may be a plan, its table, its kinds of status that are; what is said of it
    (*MECHANISM, "mechanism", "mechanisms_mechanism", "founded ended founding membership_listed"),
    (*MECHANISM, "membership", "mechanisms_membership", "role since until"),
    (*MEETING, "meeting", "meetings_meeting", "participation_listed"),
    (*MEETING, "participation", "meetings_participation", "role"),
    (*MEETING, "delegate", "meetings_delegate", "role office"),
    (*MEETING, "outcome", "meetings_outcome", "action"),
    (*MEETING, "position", "meetings_position", "title"),
    (*MECHANISM, "outcome", "meetings_outcome", "action"),
    (*MECHANISM, "position", "meetings_position", "title"),
]

OF_BODIES = [("mechanism", "outcome"), ("mechanism", "position")]

MARK = """
UPDATE {table} c
SET holds_for = jsonb_set(c.holds_for, '{{{field}}}',
    c.holds_for -> '{field}' || '[{{"planned": true}}]'::jsonb)
FROM {rows} s JOIN {owners} o ON o.id = s.{key}
WHERE c.{kind}_id = s.id AND c.holds_for ? '{field}' AND o.status IN ({planned}){first};
"""


def mark_plans(table: str) -> list[str]:
    """SQL: the values that were judged of what is a plan now, with its mark."""
    return [
        MARK.format(
            table=table,
            field=field,
            rows=rows,
            owners=owners,
            key="id" if kind == owner else f"{owner}_id",
            kind=kind,
            planned=planned,
            first=" AND s.meeting_id IS NULL" if (owner, kind) in OF_BODIES else "",
        )
        for owner, owners, planned, kind, rows, fields in OF_PLANS
        for field in fields.split()
    ]


NAMED = [
    ("mechanism", "mechanisms_mechanismname"),
    ("participant", "mechanisms_participantname"),
    ("person", "mechanisms_personname"),
    ("place", "meetings_placename"),
    ("series", "meetings_seriesname"),
    ("meeting", "meetings_meetingname"),
]

FURTHER = """
    SELECT record_id,
        text || CASE WHEN since = '' AND until = '' THEN ''
            ELSE ' [' || since || '/' || until || ']' END AS before,
        text || coalesce(' [' || nullif(concat_ws('; ',
            CASE WHEN kind IN ('official', 'former') THEN kind END,
            CASE WHEN since <> '' OR until <> '' THEN since || '/' || until END
        ), '') || ']', CASE WHEN right(text, 1) = ']' THEN ' []' ELSE '' END) AS label
    FROM {names}
"""


def note_names(table: str) -> list[str]:
    """SQL: the further names that were judged, with what is judged with each now."""
    words = (SQL / "0013_note_names.sql").read_text()
    return [
        words.replace("{table}", table)
        .replace("{kind}", kind)
        .replace("{further}", FURTHER.format(names=names))
        for kind, names in NAMED
    ]


def note_all(table: str) -> list[str]:
    lists = (SQL / "0013_note_lists.sql").read_text().replace("{table}", table)
    return [
        extend_all(table, SAID_WITH, []),
        note_stated(table, SAID_WITH),
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        lists,
        *note_names(table),
        *mark_plans(table),
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0012_more_values_said_together"),
        ("mechanisms", "0001_initial"),
        ("meetings", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(words, migrations.RunSQL.noop)
            for table in ("documents_citation", "documents_citationevent")
            for words in note_all(table)
        ),
        InstallTriggers(
            {
                "citation": [
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0013_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
    ]

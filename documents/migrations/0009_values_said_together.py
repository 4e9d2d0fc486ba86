"""A value that says nothing by itself is judged with those that it is said with.

What was judged before is taken to have been said with what stands there on the day of the upgrade.
"""

from pathlib import Path

from django.db import migrations

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

EXTEND = """
UPDATE {table} c SET holds_for = jsonb_set(
    c.holds_for, '{{{field}}}',
    CASE jsonb_typeof(c.holds_for -> '{field}') WHEN 'array' THEN c.holds_for -> '{field}'
        ELSE jsonb_build_array(c.holds_for -> '{field}') END || {more}
)
FROM ({rows}) s
WHERE c.{kind}_id = s.id AND c.holds_for ? '{field}';
"""

EVER = """SELECT id, {columns} FROM {record} UNION ALL
    (SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, {columns} FROM {record}event e
    WHERE NOT EXISTS (SELECT FROM {record} here WHERE here.id = e.pgh_obj_id)
    ORDER BY pgh_obj_id, pgh_id DESC)
"""

ON_IT = """jsonb_build_array(CASE WHEN s.{field} = '' THEN '[]' ELSE (
    SELECT coalesce(jsonb_agg(DISTINCT m.participant_id), '[]')
    FROM {rows} m WHERE m.{kind}_id = s.id AND m.state <> 'withdrawn'
) END)"""


def extend_all(table: str) -> str:
    """SQL: what is noted in a table of citations, with what each value is said with."""
    parts = []
    for app, kind, field, columns in SAID_WITH:
        names = columns.split()
        more = f"jsonb_build_array({', '.join(f's.{name}' for name in names)})"
        rows = EVER.format(columns=", ".join(names), record=f"{app}_{kind}")
        parts.append(EXTEND.format(table=table, field=field, kind=kind, more=more, rows=rows))
    for app, kind, field, listed in LISTED:
        more = ON_IT.format(field=field, rows=listed, kind=kind)
        rows = EVER.format(columns=field, record=f"{app}_{kind}")
        parts.append(EXTEND.format(table=table, field=field, kind=kind, more=more, rows=rows))
    return (
        f"ALTER TABLE {table} DISABLE TRIGGER USER;\n"
        f"{''.join(parts)}"
        f"ALTER TABLE {table} ENABLE TRIGGER USER;\n"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_merged_copies_wait"),
        ("mechanisms", "0004_authors"),
        ("meetings", "0005_authors"),
    ]
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(
            migrations.RunSQL(extend_all(table), migrations.RunSQL.noop)
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

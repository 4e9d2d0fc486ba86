"""SQL that notes, behind values that were judged, those that they are said with.

Published migrations build on this module: what stands here never changes.
"""

SaidWith = list[tuple[str, str, str, str]]
"""App, kind, field, and the columns that are noted behind what was noted already."""

Listed = list[tuple[str, str, str, str]]
"""App, kind, field, and the table of the rows on the list."""

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


def extend_all(table: str, said_with: SaidWith, listed_rows: Listed) -> str:
    """SQL: what is noted in a table of citations, with what each value is said with."""
    parts = []
    for app, kind, field, columns in said_with:
        names = columns.split()
        more = f"jsonb_build_array({', '.join(f's.{name}' for name in names)})"
        rows = EVER.format(columns=", ".join(names), record=f"{app}_{kind}")
        parts.append(EXTEND.format(table=table, field=field, kind=kind, more=more, rows=rows))
    for app, kind, field, listed in listed_rows:
        more = ON_IT.format(field=field, rows=listed, kind=kind)
        rows = EVER.format(columns=field, record=f"{app}_{kind}")
        parts.append(EXTEND.format(table=table, field=field, kind=kind, more=more, rows=rows))
    return _without_triggers(table, parts)


NOTE = """
UPDATE {table} c
SET holds_for = c.holds_for
    || jsonb_build_object('{field}', jsonb_build_array(jsonb_build_object(), {more}))
FROM ({rows}) s
WHERE c.{kind}_id = s.id AND c.stated ? '{field}'
    AND (cardinality(c.fields) = 0 OR '{field}' = ANY (c.fields));
"""


def note_stated(table: str, said_with: SaidWith) -> str:
    """SQL: of values that a source states otherwise, what they are said with."""
    parts = []
    for app, kind, field, columns in said_with:
        names = columns.split()
        more = ", ".join(f"s.{name}" for name in names)
        rows = EVER.format(columns=", ".join(names), record=f"{app}_{kind}")
        parts.append(NOTE.format(table=table, field=field, kind=kind, more=more, rows=rows))
    return _without_triggers(table, parts)


NOTE_ROLES = """
UPDATE {table} c
SET holds_for = jsonb_set(c.holds_for, '{{{field},1}}', (
    SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role)), '[]')
    FROM {rows} m JOIN mechanisms_participant p ON p.id = m.participant_id
        AND p.state <> 'withdrawn'
    WHERE m.{kind}_id = c.{kind}_id AND m.state <> 'withdrawn'
        AND (m.state = 'published' OR o.state <> 'published')
))
FROM {owners} o
WHERE o.id = c.{kind}_id AND c.holds_for -> '{field}' ->> 0 <> '';
"""


def note_roles(table: str) -> str:
    """SQL: who is on a list that is complete, now with the role of each."""
    lists = [  # field, kind, its table, that of the rows
        ("membership_listed", "mechanism", "mechanisms_mechanism", "mechanisms_membership"),
        ("participation_listed", "meeting", "meetings_meeting", "meetings_participation"),
    ]
    return _without_triggers(
        table,
        [
            NOTE_ROLES.format(table=table, field=field, kind=kind, owners=owners, rows=rows)
            for field, kind, owners, rows in lists
        ],
    )


def _without_triggers(table: str, parts: list[str]) -> str:
    return (
        f"ALTER TABLE {table} DISABLE TRIGGER USER;\n"
        f"{''.join(parts)}"
        f"ALTER TABLE {table} ENABLE TRIGGER USER;\n"
    )

"""For which values each citation holds: those that its record has on the day of the upgrade."""

from pathlib import Path

from django.db import migrations, models

from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    Trigger,
    body,
    record_triggers,
)

SQL = Path(__file__).parent / "sql"

CITATION = {
    "citation": [
        *record_triggers(
            "id uid mechanism_id participant_id person_id office_id membership_id topic_id "
            "place_id series_id meeting_id participation_id delegate_id outcome_id document_id "
            "passage_id fields start end quote prefix suffix stated holds_for counting reason",
            place=("passage_id", "start", "end", "quote", "prefix", "suffix"),
        )[:1],
        Trigger(
            "judge_values",
            "BEFORE",
            "INSERT OR UPDATE",
            body(SQL / "0003_judge_values.sql"),
            declare="given jsonb; said jsonb",
        ),
    ],
}

JUDGE_ALL = """
DO $$
DECLARE
    judging text;
    kind text;
    app text;
BEGIN
    SELECT tgname INTO STRICT judging FROM pg_trigger
    WHERE tgrelid = 'documents_citation'::regclass AND tgname LIKE 'pgtrigger\\_judge\\_values\\_%';
    ALTER TABLE documents_citation DISABLE TRIGGER USER;
    EXECUTE format('ALTER TABLE documents_citation ENABLE TRIGGER %I', judging);
    UPDATE documents_citation SET holds_for = jsonb_build_object();
    -- Further names needed no evidence before: what is public rests on the words for the name.
    FOR kind, app IN VALUES
        ('mechanism', 'mechanisms'), ('participant', 'mechanisms'), ('person', 'mechanisms'),
        ('place', 'meetings'), ('series', 'meetings'), ('meeting', 'meetings')
    LOOP
        EXECUTE format($names$
            UPDATE documents_citation c SET
                fields = c.fields || ARRAY['names']::varchar[],
                holds_for = c.holds_for || jsonb_build_object('names', bare.names)
            FROM (
                SELECT min(c.id) AS citation, names
                FROM (
                    SELECT n.record_id, jsonb_agg(n.label ORDER BY n.label) AS names
                    FROM (
                        SELECT record_id, text || CASE WHEN since = '' AND until = '' THEN ''
                            ELSE ' [' || since || '/' || until || ']' END COLLATE "C" AS label
                        FROM %1$I
                    ) n
                    WHERE NOT EXISTS (
                        SELECT FROM documents_citation o
                        WHERE o.%2$I = n.record_id AND o.state = 'published'
                            AND (o.holds_for -> 'names' ? n.label
                                OR o.holds_for ->> 'name' = n.label)
                    )
                    GROUP BY n.record_id
                ) n
                JOIN %3$I s ON s.id = n.record_id AND s.state = 'published'
                JOIN documents_citation c ON c.%2$I = s.id AND c.state = 'published'
                    AND c.holds_for ? 'name'
                GROUP BY s.id, names
            ) bare
            WHERE c.id = bare.citation
        $names$, app || '_' || kind || 'name', kind || '_id', app || '_' || kind);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE documents_citation ENABLE TRIGGER USER;
    -- What the history knows of each citation as it is now.
    ALTER TABLE documents_citationevent DISABLE TRIGGER USER;
    UPDATE documents_citationevent e SET fields = c.fields, holds_for = c.holds_for
    FROM documents_citation c
    WHERE e.pgh_id = (
        SELECT max(pgh_id) FROM documents_citationevent WHERE pgh_obj_id = c.id
    );
    ALTER TABLE documents_citationevent ENABLE TRIGGER USER;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_desk")]
    operations = [
        *(
            migrations.AddField(name, "holds_for", models.JSONField(null=True))
            for name in ("citation", "citationevent")
        ),
        InstallTriggers(CITATION),
        migrations.RunSQL(JUDGE_ALL, migrations.RunSQL.noop),
        KeepHistory("citation"),
    ]

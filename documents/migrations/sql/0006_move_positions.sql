-- What was only proposed goes from the outcomes to the positions: the same row with the same
-- permanent id, its history, its topics and its citations. Nobody is the author of this move, and
-- no history tells of it, so triggers are off meanwhile.

SET CONSTRAINTS ALL IMMEDIATE;

CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
SELECT id, uid FROM meetings_outcome WHERE action = 'proposed'
UNION ALL  -- what was deleted can come back, as what it was
SELECT id, uid FROM (
    SELECT DISTINCT ON (pgh_obj_id) id, uid, action, pgh_label
    FROM meetings_outcomeevent ORDER BY pgh_obj_id, pgh_id DESC
) last
WHERE pgh_label = 'delete' AND action = 'proposed';

-- A document that was the text of one is told so in its history.
UPDATE documents_document SET outcome_id = NULL WHERE outcome_id IN (SELECT id FROM moved);
SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE meetings_outcome DISABLE TRIGGER USER;
ALTER TABLE meetings_outcomeevent DISABLE TRIGGER USER;
ALTER TABLE meetings_outcome_topics DISABLE TRIGGER USER;
ALTER TABLE meetings_outcometopicevent DISABLE TRIGGER USER;
ALTER TABLE meetings_position DISABLE TRIGGER USER;
ALTER TABLE meetings_position_topics DISABLE TRIGGER USER;
ALTER TABLE documents_citation DISABLE TRIGGER USER;
ALTER TABLE documents_citationevent DISABLE TRIGGER USER;

-- A position follows up an outcome; one that followed up another position stands alone.
INSERT INTO meetings_position (
    id, uid, state, version, changed_by_id, self_published, created_at, updated_at, title, kind,
    meeting_id, mechanism_id, proposer_id, audience, date, follows_up_id, summary
)
SELECT
    id, uid, state, version, changed_by_id, self_published, created_at, updated_at, title,
    'proposal', meeting_id, mechanism_id, proposer_id, '', date,
    CASE WHEN follows_up_id IN (SELECT id FROM moved) THEN NULL ELSE follows_up_id END, summary
FROM meetings_outcome WHERE id IN (SELECT id FROM moved);

INSERT INTO meetings_positionevent (
    pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, id, uid, state, version,
    changed_by_id, self_published, created_at, title, kind, meeting_id, mechanism_id, proposer_id,
    audience, date, follows_up_id, summary
)
SELECT
    pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, id, uid, state, version,
    changed_by_id, self_published, created_at, title, 'proposal', meeting_id, mechanism_id,
    proposer_id, '', date,
    CASE WHEN follows_up_id IN (SELECT id FROM moved) THEN NULL ELSE follows_up_id END, summary
FROM meetings_outcomeevent WHERE pgh_obj_id IN (SELECT id FROM moved);

INSERT INTO meetings_position_topics (id, position_id, topic_id)
SELECT id, outcome_id, topic_id
FROM meetings_outcome_topics WHERE outcome_id IN (SELECT id FROM moved);

INSERT INTO meetings_positiontopicevent (
    pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, id, position_id, topic_id
)
SELECT pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, id, outcome_id, topic_id
FROM meetings_outcometopicevent WHERE outcome_id IN (SELECT id FROM moved);

-- An outcome that followed one up takes it up, and its citations say so.
UPDATE documents_citation SET
    fields = array_replace(fields, 'follows_up', 'takes_up'),
    stated = CASE WHEN stated ? 'follows_up'
        THEN (stated - 'follows_up') || jsonb_build_object('takes_up', stated -> 'follows_up')
        ELSE stated END,
    holds_for = CASE WHEN holds_for ? 'follows_up'
        THEN (holds_for - 'follows_up')
            || jsonb_build_object('takes_up', holds_for -> 'follows_up')
        ELSE holds_for END
WHERE outcome_id IN (
    SELECT id FROM meetings_outcome
    WHERE follows_up_id IN (SELECT id FROM moved) AND id NOT IN (SELECT id FROM moved)
);
UPDATE documents_citationevent SET
    fields = array_replace(fields, 'follows_up', 'takes_up'),
    stated = CASE WHEN stated ? 'follows_up'
        THEN (stated - 'follows_up') || jsonb_build_object('takes_up', stated -> 'follows_up')
        ELSE stated END,
    holds_for = CASE WHEN holds_for ? 'follows_up'
        THEN (holds_for - 'follows_up')
            || jsonb_build_object('takes_up', holds_for -> 'follows_up')
        ELSE holds_for END
WHERE outcome_id IN (
    SELECT id FROM meetings_outcome
    WHERE follows_up_id IN (SELECT id FROM moved) AND id NOT IN (SELECT id FROM moved)
);
UPDATE meetings_outcome SET takes_up_id = follows_up_id, follows_up_id = NULL
WHERE follows_up_id IN (SELECT id FROM moved) AND id NOT IN (SELECT id FROM moved);
UPDATE meetings_outcomeevent SET takes_up_id = follows_up_id, follows_up_id = NULL
WHERE follows_up_id IN (SELECT id FROM moved) AND pgh_obj_id NOT IN (SELECT id FROM moved);

-- What a citation said of the act it says of the kind; one that named nothing else names that,
-- for a citation that names nothing speaks of the whole.
UPDATE documents_citation SET
    position_id = outcome_id, outcome_id = NULL,
    fields = CASE WHEN fields <@ ARRAY['action', 'instrument']::varchar[] AND fields <> '{}'
        THEN ARRAY['kind']::varchar[]
        ELSE array_remove(array_replace(fields, 'action', 'kind'), 'instrument') END,
    stated = (stated - 'action' - 'instrument') || CASE WHEN stated ? 'action'
        THEN jsonb_build_object('kind', stated -> 'action') ELSE '{}' END,
    holds_for = holds_for - 'action'
WHERE outcome_id IN (SELECT id FROM moved);
UPDATE documents_citationevent SET
    position_id = outcome_id, outcome_id = NULL,
    fields = CASE WHEN fields <@ ARRAY['action', 'instrument']::varchar[] AND fields <> '{}'
        THEN ARRAY['kind']::varchar[]
        ELSE array_remove(array_replace(fields, 'action', 'kind'), 'instrument') END,
    stated = (stated - 'action' - 'instrument') || CASE WHEN stated ? 'action'
        THEN jsonb_build_object('kind', stated -> 'action') ELSE '{}' END,
    holds_for = holds_for - 'action'
WHERE outcome_id IN (SELECT id FROM moved);

DELETE FROM meetings_outcome_topics WHERE outcome_id IN (SELECT id FROM moved);
DELETE FROM meetings_outcometopicevent WHERE outcome_id IN (SELECT id FROM moved);
DELETE FROM meetings_outcome WHERE id IN (SELECT id FROM moved);
DELETE FROM meetings_outcomeevent WHERE pgh_obj_id IN (SELECT id FROM moved);

WITH RECURSIVE led_there(uid) AS (
    SELECT uid FROM moved
    UNION
    SELECT i.uid FROM records_identity i JOIN led_there l ON i.merged_into_id = l.uid
)
UPDATE records_identity SET kind = 'position' WHERE uid IN (SELECT uid FROM led_there);

-- New rows get keys that no outcome had.
SELECT setval(pg_get_serial_sequence(new_table, new_key), greatest(
    nextval(pg_get_serial_sequence(new_table, new_key)),
    nextval(pg_get_serial_sequence(old_table, old_key))
))
FROM (VALUES
    ('meetings_position', 'id', 'meetings_outcome', 'id'),
    ('meetings_positionevent', 'pgh_id', 'meetings_outcomeevent', 'pgh_id'),
    ('meetings_position_topics', 'id', 'meetings_outcome_topics', 'id'),
    ('meetings_positiontopicevent', 'pgh_id', 'meetings_outcometopicevent', 'pgh_id')
) tables(new_table, new_key, old_table, old_key)
WHERE EXISTS (SELECT FROM moved);

SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE meetings_outcome ENABLE TRIGGER USER;
ALTER TABLE meetings_outcomeevent ENABLE TRIGGER USER;
ALTER TABLE meetings_outcome_topics ENABLE TRIGGER USER;
ALTER TABLE meetings_outcometopicevent ENABLE TRIGGER USER;
ALTER TABLE meetings_position ENABLE TRIGGER USER;
ALTER TABLE meetings_position_topics ENABLE TRIGGER USER;
ALTER TABLE documents_citation ENABLE TRIGGER USER;
ALTER TABLE documents_citationevent ENABLE TRIGGER USER;

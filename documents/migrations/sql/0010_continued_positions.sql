-- A position that followed another one, while both were outcomes, continues it: what was cited for
-- that still notes the key of the other. Nobody is the author of this, and no history tells of it,
-- so triggers are off meanwhile.

SET CONSTRAINTS ALL IMMEDIATE;

CREATE TEMPORARY TABLE continued ON COMMIT DROP AS
SELECT DISTINCT ON (p.id) p.id, other.id AS continues_id
FROM documents_citation c
JOIN meetings_position p ON p.id = c.position_id
JOIN meetings_position other ON to_jsonb(other.id) = c.holds_for -> 'follows_up'
WHERE p.follows_up_id IS NULL AND p.continues_id IS NULL AND p.id <> other.id
    -- What has that key must never have been an outcome since.
    AND NOT EXISTS (SELECT FROM meetings_outcome o WHERE o.id = other.id)
    AND NOT EXISTS (SELECT FROM meetings_outcomeevent e WHERE e.pgh_obj_id = other.id)
ORDER BY p.id, c.state <> 'published', c.id;

ALTER TABLE meetings_position DISABLE TRIGGER USER;
ALTER TABLE meetings_positionevent DISABLE TRIGGER USER;
ALTER TABLE documents_citation DISABLE TRIGGER USER;
ALTER TABLE documents_citationevent DISABLE TRIGGER USER;

UPDATE meetings_position p SET continues_id = c.continues_id FROM continued c WHERE p.id = c.id;
UPDATE meetings_positionevent e SET continues_id = c.continues_id
FROM continued c WHERE e.pgh_obj_id = c.id AND e.follows_up_id IS NULL;

UPDATE documents_citation SET
    fields = array_replace(fields, 'follows_up', 'continues'),
    stated = CASE WHEN stated ? 'follows_up'
        THEN (stated - 'follows_up') || jsonb_build_object('continues', stated -> 'follows_up')
        ELSE stated END,
    holds_for = (holds_for - 'follows_up')
        || jsonb_build_object('continues', holds_for -> 'follows_up')
FROM continued c
WHERE position_id = c.id AND holds_for -> 'follows_up' = to_jsonb(c.continues_id);
UPDATE documents_citationevent SET
    fields = array_replace(fields, 'follows_up', 'continues'),
    stated = CASE WHEN stated ? 'follows_up'
        THEN (stated - 'follows_up') || jsonb_build_object('continues', stated -> 'follows_up')
        ELSE stated END,
    holds_for = (holds_for - 'follows_up')
        || jsonb_build_object('continues', holds_for -> 'follows_up')
FROM continued c
WHERE position_id = c.id AND holds_for -> 'follows_up' = to_jsonb(c.continues_id);

SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE meetings_position ENABLE TRIGGER USER;
ALTER TABLE meetings_positionevent ENABLE TRIGGER USER;
ALTER TABLE documents_citation ENABLE TRIGGER USER;
ALTER TABLE documents_citationevent ENABLE TRIGGER USER;

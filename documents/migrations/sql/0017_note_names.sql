-- A name is judged with its language and with what kind it is: of what is noted of names of {kind}.
-- One that the record has no longer is looked up in its history.
UPDATE {table} c SET
    holds_for = jsonb_set(c.holds_for, '{names}', (
        SELECT coalesce(jsonb_agg(DISTINCT coalesce(n.label, e.noted) COLLATE "C"), '[]')
        FROM jsonb_array_elements_text(c.holds_for -> 'names') AS e (noted)
        LEFT JOIN LATERAL (
            SELECT f.label FROM ({now}) f
            WHERE f.record_id = c.{kind}_id AND f.before = e.noted
            UNION
            SELECT f.label FROM ({ever}) f
            WHERE f.record_id = c.{kind}_id AND f.before = e.noted AND NOT EXISTS (
                SELECT FROM ({now}) g WHERE g.record_id = c.{kind}_id AND g.before = e.noted
            )
        ) n ON TRUE
    ))
WHERE c.{kind}_id IS NOT NULL AND jsonb_array_length(c.holds_for -> 'names') > 0;
UPDATE {table} c SET
    holds_for = jsonb_set(c.holds_for, '{names}', (
        SELECT jsonb_agg(DISTINCT label COLLATE "C") FROM (
            SELECT jsonb_array_elements_text(c.holds_for -> 'names') AS label
            UNION
            SELECT f.label FROM ({now}) f WHERE f.record_id = c.{kind}_id
                AND f.kind IN ('short', 'acronym') AND f.before = c.holds_for ->> 'name'
        ) labels
    )),
    fields = CASE WHEN cardinality(c.fields) = 0 OR 'names' = ANY (c.fields) THEN c.fields
        ELSE array_append(c.fields, 'names') END
WHERE c.holds_for ? 'name' AND EXISTS (
    SELECT FROM ({now}) f WHERE f.record_id = c.{kind}_id
        AND f.kind IN ('short', 'acronym') AND f.before = c.holds_for ->> 'name'
);

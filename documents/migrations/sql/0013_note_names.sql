-- That a name is official or former is judged with it: of what is noted of the names of {kind}.
UPDATE {table} c SET
    holds_for = jsonb_set(c.holds_for, '{names}', (
        SELECT jsonb_agg(DISTINCT coalesce(n.label, e.noted) COLLATE "C")
        FROM (
            SELECT jsonb_array_elements_text(c.holds_for -> 'names') AS noted
            UNION
            SELECT f.before FROM ({further}) f
            WHERE f.record_id = c.{kind}_id AND f.before = c.holds_for ->> 'name'
        ) e
        LEFT JOIN ({further}) n ON n.record_id = c.{kind}_id AND n.before = e.noted
    )),
    fields = CASE WHEN cardinality(c.fields) = 0 OR 'names' = ANY (c.fields) THEN c.fields
        ELSE array_append(c.fields, 'names') END
WHERE EXISTS (
    SELECT FROM ({further}) f
    WHERE f.record_id = c.{kind}_id AND f.label <> f.before
        AND (c.holds_for -> 'names' ? f.before OR c.holds_for ->> 'name' = f.before)
);

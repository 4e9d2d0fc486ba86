-- What depends on rows that are public now, or no longer, follows them.
SELECT array_agg(n.id) FILTER (WHERE n.is_public),
    array_agg(n.id) FILTER (WHERE o.is_public)
INTO shown, hidden
FROM new_rows n JOIN old_rows o USING (id) WHERE n.is_public <> o.is_public;
IF coalesce(shown, hidden) IS NULL THEN
    RETURN NULL;
END IF;{handed_on}
RETURN NULL;

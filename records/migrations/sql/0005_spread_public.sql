-- What depends on rows of which "what" is true now, or untrue, follows them.
SELECT array_agg(id) FILTER (WHERE now), array_agg(id) FILTER (WHERE NOT now)
INTO shown, hidden
FROM (
    SELECT id, {what} AS now FROM new_rows EXCEPT SELECT id, {what} FROM old_rows
) AS changed;
IF coalesce(shown, hidden) IS NOT NULL THEN{handed_on}
END IF;

-- Rows of a table of which "along" holds of the keys $1 follow those: first those that are public
-- no longer, then those that are public now. What each row becomes, its trigger keep_public says.
CREATE OR REPLACE FUNCTION fora_spread_public(
    rows regclass, along text, hidden bigint[], shown bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('fora.spreading', true), '');
    noted text := format(
        'INSERT INTO records_changedrecord AS r (change_id, uid, kind, flags, round)'
        ' SELECT (SELECT fora_change()), uid, %L, 8, 0 FROM moved'
        ' ON CONFLICT (change_id, uid) DO UPDATE SET flags = r.flags | EXCLUDED.flags'
        ' WHERE r.flags & EXCLUDED.flags <> EXCLUDED.flags',
        substr(rows::text, strpos(rows::text, '_') + 1)
    );
BEGIN
    PERFORM set_config('fora.spreading', 'on', true);
    IF hidden IS NOT NULL THEN
        EXECUTE format(
            'WITH moved AS (UPDATE %s SET is_public = false WHERE is_public AND %s RETURNING uid) %s',
            rows, along, noted
        ) USING hidden;
    END IF;
    IF shown IS NOT NULL THEN
        EXECUTE format(
            'WITH moved AS (UPDATE %s SET is_public = true'
            ' WHERE state = ''published'' AND NOT is_public AND %s RETURNING uid) %s',
            rows, along, noted
        ) USING shown;
    END IF;
    PERFORM set_config('fora.spreading', before, true);
END
$$;

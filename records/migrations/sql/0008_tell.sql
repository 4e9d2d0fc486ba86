-- The change that is open in this transaction, of what the public reads: a row that gets its number
-- when the transaction commits, and with which its records are noted.
CREATE FUNCTION fora_change() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    transaction text := pg_current_xact_id()::text;
    known text := coalesce(current_setting('fora.change', true), '');
    made bigint;
BEGIN
    IF split_part(known, ' ', 1) = transaction THEN
        RETURN split_part(known, ' ', 2)::bigint;
    END IF;
    INSERT INTO records_publicchange DEFAULT VALUES RETURNING id INTO made;
    PERFORM set_config('fora.growing', transaction, true),
        set_config('fora.change', transaction || ' ' || made, true);
    RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION fora_grow() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fora_change();
END
$$;

-- Note that what the public reads of a record changes, and what of it.
CREATE FUNCTION fora_tell(of_kind text, record text, what integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_changedrecord AS r (change_id, uid, kind, flags, round)
    VALUES (fora_change(), record, of_kind, what, 0)
    ON CONFLICT (change_id, uid) DO UPDATE SET flags = r.flags | EXCLUDED.flags
    WHERE r.flags & EXCLUDED.flags <> EXCLUDED.flags;
END
$$;

-- The same of a row that listed another one: what a source says of the list may hold no longer.
CREATE FUNCTION fora_tell_row(rows regclass, key bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    record text;
BEGIN
    EXECUTE format('SELECT uid FROM %s WHERE id = $1 AND is_public', rows) INTO record USING key;
    IF record IS NOT NULL THEN
        PERFORM fora_tell(substr(rows::text, strpos(rows::text, '_') + 1), record, 2);
    END IF;
END
$$;

-- Made from the models after each migration (records/telling.py).
CREATE FUNCTION fora_tell_others(made bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
END
$$;

-- Rows of a table of which "along" holds of the keys $1 follow those: first those that are public
-- no longer, then those that are public now. What each row becomes, its trigger keep_public says.
CREATE OR REPLACE FUNCTION fora_spread_public(
    rows regclass, along text, hidden bigint[], shown bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('fora.spreading', true), '');
    noted text := format(
        'INSERT INTO records_changedrecord AS r (change_id, uid, kind, flags, round)'
        ' SELECT (SELECT fora_change()), uid, %L, 1, 0 FROM moved'
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

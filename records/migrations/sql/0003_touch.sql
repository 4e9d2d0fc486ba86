-- Whoever changes what the public reads of a record, wherever it is stored, is an author of it.

-- Let the record in this row count as changed by who writes now; with published off, only one
-- that is not public.
CREATE FUNCTION fora_touch(record regclass, key bigint, published boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF key IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('fora.touched', 'on', true);
    EXECUTE format(
        'UPDATE %s SET version = version WHERE id = $1 AND ($2 OR state <> ''published'')', record
    ) USING key, published;
    PERFORM set_config('fora.touched', '', true);
END
$$;

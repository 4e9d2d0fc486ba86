-- Rows of a table of which "along" holds of the keys $1 follow those: first those that are public
-- no longer, then those that are public now. What each row becomes, its trigger keep_public says.
CREATE FUNCTION fora_spread_public(
    rows regclass, along text, hidden bigint[], shown bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('fora.spreading', true), '');
BEGIN
    PERFORM set_config('fora.spreading', 'on', true);
    IF hidden IS NOT NULL THEN
        EXECUTE format(
            'UPDATE %s SET is_public = false WHERE is_public AND %s', rows, along
        ) USING hidden;
    END IF;
    IF shown IS NOT NULL THEN
        EXECUTE format(
            'UPDATE %s SET is_public = true'
            ' WHERE state = ''published'' AND NOT is_public AND %s', rows, along
        ) USING shown;
    END IF;
    PERFORM set_config('fora.spreading', before, true);
END
$$;

-- What the public reads changes: the register has its next version once this transaction commits.
CREATE FUNCTION fora_grow() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('fora.growing', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config('fora.growing', pg_current_xact_id()::text, true);
        INSERT INTO records_publicchange DEFAULT VALUES;
    END IF;
END
$$;
INSERT INTO records_registerversion (id) VALUES (1);

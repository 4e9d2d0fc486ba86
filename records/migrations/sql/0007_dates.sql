-- The days a period can cover, from the first day of its beginning to the last of its end.
-- A backwards pair gives the empty range, so that the check constraint beside it can speak. The
-- last day that a date can name has no day after it that Python can read: such a period is open.
CREATE OR REPLACE FUNCTION edtf_period(since text, until text) RETURNS daterange
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    first date := (edtf_bounds(since)).low;
    last date := (edtf_bounds(until)).high;
BEGIN
    IF first > last THEN RETURN 'empty'::daterange; END IF;
    RETURN daterange(first, nullif(last, DATE '9999-12-31'), '[]');
END $$;

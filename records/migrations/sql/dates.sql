-- Partial dates: the bounds of an EDTF text, derived by the database itself.
-- The same rules in Python stand in records/dates.py; tests/records/test_dates.py compares them.

CREATE OR REPLACE FUNCTION edtf_point_bounds(point text, OUT low date, OUT high date)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    parts text[];
    last_day integer;
BEGIN
    parts := regexp_match(
        point,
        '^([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?[~?%]?$'
    );
    IF parts IS NULL OR replace(parts[1], 'X', '0')::integer < 1 THEN RETURN; END IF;
    IF parts[2] IS NULL OR parts[2] = 'XX' THEN
        IF parts[3] IS NOT NULL AND parts[3] <> 'XX' THEN RETURN; END IF;
        low := make_date(replace(parts[1], 'X', '0')::integer, 1, 1);
        high := make_date(replace(parts[1], 'X', '9')::integer, 12, 31);
        RETURN;
    END IF;
    IF parts[1] LIKE '%X' OR NOT parts[2]::integer BETWEEN 1 AND 12 THEN RETURN; END IF;
    last_day := extract(day FROM
        make_date(parts[1]::integer, parts[2]::integer, 1) + interval '1 month - 1 day');
    IF parts[3] IS NULL OR parts[3] = 'XX' THEN
        low := make_date(parts[1]::integer, parts[2]::integer, 1);
        high := make_date(parts[1]::integer, parts[2]::integer, last_day);
    ELSIF parts[3]::integer BETWEEN 1 AND last_day THEN
        low := make_date(parts[1]::integer, parts[2]::integer, parts[3]::integer);
        high := low;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION edtf_bounds(
    value text, OUT valid boolean, OUT low date, OUT high date
) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    inside text;
    ends text[];
    part text;
    one record;
    high_low date;
BEGIN
    valid := true;
    IF value = '' THEN RETURN; END IF;
    IF value LIKE '[%]' AND value NOT LIKE '%..%' THEN
        FOREACH part IN ARRAY string_to_array(substr(value, 2, length(value) - 2), ',') LOOP
            one := edtf_point_bounds(btrim(part));
            IF one.low IS NULL THEN
                valid := false; low := NULL; high := NULL; RETURN;
            END IF;
            low := least(low, one.low);
            high := greatest(high, one.high);
        END LOOP;
        IF low IS NULL THEN valid := false; END IF;
        RETURN;
    END IF;
    IF value LIKE '[%]' THEN
        inside := substr(value, 2, length(value) - 2);
        ends := string_to_array(inside, '..');
    ELSIF value LIKE '%/%' THEN
        ends := string_to_array(value, '/');
        IF '' = ANY (ends) THEN valid := false; RETURN; END IF;
        ends := array_replace(ends, '..', '');
    ELSE
        one := edtf_point_bounds(value);
        low := one.low; high := one.high; valid := low IS NOT NULL;
        RETURN;
    END IF;
    IF cardinality(ends) <> 2 OR ends = ARRAY['', ''] THEN valid := false; RETURN; END IF;
    IF ends[1] <> '' THEN
        one := edtf_point_bounds(ends[1]);
        low := one.low;
        valid := low IS NOT NULL;
    END IF;
    IF ends[2] <> '' THEN
        one := edtf_point_bounds(ends[2]);
        high := one.high; high_low := one.low;
        valid := valid AND high IS NOT NULL;
    END IF;
    IF valid AND low > high_low THEN valid := false; END IF;
    IF NOT valid THEN low := NULL; high := NULL; END IF;
END $$;

CREATE OR REPLACE FUNCTION edtf_is_valid(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
BEGIN RETURN value IS NOT NULL AND length(value) <= 64 AND (edtf_bounds(value)).valid; END $$;

CREATE OR REPLACE FUNCTION edtf_earliest(value text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
BEGIN RETURN (edtf_bounds(value)).low; END $$;

CREATE OR REPLACE FUNCTION edtf_latest(value text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
BEGIN RETURN (edtf_bounds(value)).high; END $$;

-- Orders records totally by date: earliest day, then the narrower date, then the latest day.
-- A date that is not known, or open at its beginning, sorts before every other.
CREATE OR REPLACE FUNCTION edtf_order(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    b record;
BEGIN
    b := edtf_bounds(value);
    RETURN coalesce(to_char(b.low, 'YYYY-MM-DD'), '0000-00-00')
        || ' ' || coalesce(lpad((b.high - coalesce(b.low, DATE '0001-01-01'))::text, 7, '0'), '9999999')
        || ' ' || coalesce(to_char(b.high, 'YYYY-MM-DD'), '9999-99-99');
END $$;

-- The days a period can cover, from the first day of its beginning to the last of its end.
-- A backwards pair gives the empty range, so that the check constraint beside it can speak.
CREATE OR REPLACE FUNCTION edtf_period(since text, until text) RETURNS daterange
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    first date := (edtf_bounds(since)).low;
    last date := (edtf_bounds(until)).high;
BEGIN
    IF first > last THEN RETURN 'empty'::daterange; END IF;
    RETURN daterange(first, last, '[]');
END $$;

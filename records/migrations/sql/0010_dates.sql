-- Partial dates: level 1 of EDTF, and of level 2 seasons, sets and lists, marks of parts, unknown
-- digits and ends. What was read before is read as it was; the same rules in Python stand in
-- records/dates.py, and tests/records/test_dates.py compares them.

CREATE OR REPLACE FUNCTION edtf_point_bounds(point text, OUT low date, OUT high date)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    parts text[];
    first_year integer;
    last_year integer;
    first_month integer := 1;
    last_month integer := 12;
    months integer;
    day integer;
BEGIN
    parts := regexp_match(
        point,
        '^[~?%]?([0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]XXX)[~?%]?'
        '(?:-[~?%]?([0-9]{2}|XX)[~?%]?(?:-[~?%]?([0-9]{2}|XX)[~?%]?)?)?$'
    );
    IF parts IS NULL OR point ~ '[~?%][0-9X]+[~?%]' THEN RETURN; END IF;
    first_year := replace(parts[1], 'X', '0');
    last_year := replace(parts[1], 'X', '9');
    IF first_year < 1 THEN RETURN; END IF;
    IF parts[2] <> 'XX' THEN
        first_month := parts[2];
        last_month := first_month;
        -- Seasons without a place, of the north and of the south, quarters, thirds, halves:
        -- the month they begin with, and how many they have.
        IF first_month BETWEEN 21 AND 41 AND parts[3] IS NULL THEN
            months := CASE WHEN first_month <= 36 THEN 3 WHEN first_month <= 39 THEN 4 ELSE 6 END;
            first_month := (
                ARRAY[3, 6, 9, 12, 3, 6, 9, 12, 9, 12, 3, 6, 1, 4, 7, 10, 1, 5, 9, 1, 7]
            )[first_month - 20];
            low := make_date(first_year, first_month, 1);
            high := least(
                make_date(last_year, first_month, 1) + make_interval(months => months)
                    - interval '1 day',
                DATE '9999-12-31'
            );
            RETURN;
        END IF;
        IF NOT first_month BETWEEN 1 AND 12 THEN RETURN; END IF;
    END IF;
    IF parts[3] IS NULL OR parts[3] = 'XX' THEN
        low := make_date(first_year, first_month, 1);
        high := make_date(last_year, last_month, 1) + interval '1 month - 1 day';
        RETURN;
    END IF;
    day := parts[3];
    -- In an unknown year February may have 29 days.
    IF NOT day BETWEEN 1 AND extract(day FROM
        make_date(CASE WHEN first_year = last_year THEN first_year ELSE 2000 END, first_month, 1)
            + interval '1 month - 1 day')
    THEN RETURN; END IF;
    IF first_month = last_month AND first_month = 2 AND day = 29 THEN
        WHILE extract(day FROM make_date(first_year, 3, 1) - interval '1 day') < 29 LOOP
            first_year := first_year + 1;
        END LOOP;
        WHILE extract(day FROM make_date(last_year, 3, 1) - interval '1 day') < 29 LOOP
            last_year := last_year - 1;
        END LOOP;
    END IF;
    low := make_date(first_year, first_month, day);
    high := make_date(last_year, last_month, day);
END $$;

-- The bounds of two dates, of which one may be left out.
CREATE OR REPLACE FUNCTION edtf_between(
    ends text[], OUT valid boolean, OUT low date, OUT high date
) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    one record;
    high_low date;
BEGIN
    valid := cardinality(ends) = 2 AND ends <> ARRAY['', ''];
    IF valid AND ends[1] <> '' THEN
        one := edtf_point_bounds(ends[1]);
        low := one.low;
        valid := low IS NOT NULL;
    END IF;
    IF valid AND ends[2] <> '' THEN
        one := edtf_point_bounds(ends[2]);
        high := one.high; high_low := one.low;
        valid := high IS NOT NULL;
    END IF;
    IF valid AND (low > high_low OR low > high) THEN valid := false; END IF;
    IF NOT valid THEN low := NULL; high := NULL; END IF;
END $$;

CREATE OR REPLACE FUNCTION edtf_bounds(
    value text, OUT valid boolean, OUT low date, OUT high date
) LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_catalog AS $$
DECLARE
    part text;
    one record;
    timed text[];
    no_low boolean := false;
    no_high boolean := false;
BEGIN
    valid := true;
    IF value = '' THEN RETURN; END IF;
    IF value LIKE '[%]' OR value LIKE '{%}' THEN
        IF length(value) = 2 THEN valid := false; RETURN; END IF;
        FOREACH part IN ARRAY string_to_array(substr(value, 2, length(value) - 2), ',') LOOP
            part := btrim(part);
            IF part LIKE '%..%' THEN
                one := edtf_between(string_to_array(part, '..'));
                valid := one.valid;
            ELSE
                one := edtf_point_bounds(part);
                valid := one.low IS NOT NULL;
            END IF;
            IF NOT valid THEN low := NULL; high := NULL; RETURN; END IF;
            low := least(low, one.low);
            high := greatest(high, one.high);
            no_low := no_low OR one.low IS NULL;
            no_high := no_high OR one.high IS NULL;
        END LOOP;
        IF no_low THEN low := NULL; END IF;
        IF no_high THEN high := NULL; END IF;
        RETURN;
    END IF;
    IF value LIKE '%/%' THEN
        one := edtf_between(array_replace(string_to_array(value, '/'), '..', ''));
        valid := one.valid; low := one.low; high := one.high;
        RETURN;
    END IF;
    timed := regexp_match(
        value,
        '^([0-9]{4}-[0-9]{2}-[0-9]{2})'
        'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
        '(?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?$'
    );
    one := edtf_point_bounds(coalesce(timed[1], value));
    low := one.low; high := one.high; valid := low IS NOT NULL;
END $$;

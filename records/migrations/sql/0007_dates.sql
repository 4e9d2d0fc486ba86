-- The bounds of one partial date; the last day of the last year is not one that a range can end
-- with in every program that reads it.
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
    IF parts IS NULL OR replace(parts[1], 'X', '0')::integer < 1
        OR replace(parts[1], 'X', '9')::integer > 9998
    THEN RETURN; END IF;
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

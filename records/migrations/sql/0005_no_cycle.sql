-- Refuse a row that would be its own ancestor, by whatever leads up. Those who write such a column
-- wait for each other on an advisory lock, so two halves of a ring cannot pass each other unseen.
IF TG_OP = 'UPDATE' THEN
    IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN
        RETURN NEW;
    END IF;
ELSIF current_setting('fora.restoring', true) IS DISTINCT FROM NEW.uid THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(hashtext('no_cycle {ring}'));
PERFORM 1 FROM (
    WITH RECURSIVE above (in_table, id) AS (
        SELECT '{other}', NEW.{column}
        UNION
        SELECT further.* FROM above CROSS JOIN LATERAL ({further}
        ) AS further (in_table, id)
        WHERE further.id IS NOT NULL
    )
    SELECT FROM above WHERE in_table = '{table}' AND id = NEW.id
) AS itself;
IF FOUND THEN
    RAISE EXCEPTION '{table}_no_cycle_{column}: it would stand above itself'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

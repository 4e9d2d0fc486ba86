-- Refuse a row that would be its own ancestor. Writers of one table wait for each other on an
-- advisory lock, so two halves of a cycle cannot pass each other unseen.
PERFORM pg_advisory_xact_lock(hashtext('no_cycle {table} {column}'));
above := NEW.{column};
WHILE above IS NOT NULL LOOP
    IF above = NEW.id THEN
        RAISE EXCEPTION
            '{table}_no_cycle_{column}: it would stand above itself'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT {column} INTO above FROM {table} WHERE id = above;
END LOOP;
RETURN NEW;

-- Refuse a slug under which another record was public. Who renames a record waits for those who
-- add one, so neither misses what the other does.
IF TG_OP = 'INSERT' THEN
    PERFORM pg_advisory_xact_lock_shared(hashtext('slugs of {kind}'));
ELSIF NEW.slug = OLD.slug THEN
    RETURN NEW;
ELSE
    PERFORM pg_advisory_xact_lock(hashtext('slugs of {kind}'));
END IF;
PERFORM 1 FROM records_oldslug
WHERE kind = '{kind}' AND slug = NEW.slug AND NOT EXISTS (
    WITH RECURSIVE merged (uid) AS (
        SELECT identity_id
        UNION
        SELECT i.merged_into_id FROM records_identity i JOIN merged USING (uid)
        WHERE i.merged_into_id IS NOT NULL
    )
    SELECT FROM merged WHERE uid = NEW.uid
);
IF FOUND THEN
    RAISE EXCEPTION 'slug_was_public: % leads to another record', NEW.slug
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

-- Enter a new record in the list of permanent ids, which refuses one used before. One that was
-- deleted comes back under its own id when its history is undone (fora.restoring).
NEW.changed_by_id := fora_author();
IF NEW.state = 'published' THEN

    NEW.self_published := coalesce(NEW.changed_by_id = fora_actor(), false);
    IF NEW.self_published AND fora_four_eyes() THEN
        RAISE EXCEPTION 'four_eyes: nobody publishes a version they last changed'
            USING ERRCODE = 'check_violation';
    END IF;

END IF;
IF current_setting('fora.restoring', true) = NEW.uid THEN
    UPDATE records_identity SET
        ended_at = NULL, merged_into_id = NULL, state = NEW.state,
        changed_at = clock_timestamp(), changed_by_id = NEW.changed_by_id
    WHERE uid = NEW.uid AND kind = '{kind}' AND ended_at IS NOT NULL;
    IF FOUND THEN
        RETURN NEW;
    END IF;
END IF;
INSERT INTO records_identity
    (uid, kind, label, state, changed_at, changed_by_id, published_at)
VALUES (
    NEW.uid, '{kind}',
    CASE WHEN NEW.state = 'published' THEN {label} ELSE '' END,
    NEW.state, clock_timestamp(), NEW.changed_by_id,
    CASE WHEN NEW.state = 'published' THEN clock_timestamp() END
);
RETURN NEW;

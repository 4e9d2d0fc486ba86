-- Count the versions of a row and stamp each change; the permanent id never moves. The author of
-- a version is whoever last changed what it says. The identity follows the record.
IF NEW.uid IS DISTINCT FROM OLD.uid THEN
    RAISE EXCEPTION 'permanent_id_never_changes: % is the id of this record for good',
        OLD.uid USING ERRCODE = 'check_violation';
END IF;
NEW.version := OLD.version + 1;
NEW.updated_at := clock_timestamp();
NEW.self_published := OLD.self_published;
says_otherwise := {says_otherwise};
NEW.changed_by_id := CASE
    WHEN says_otherwise THEN fora_author() ELSE OLD.changed_by_id
END;
IF NEW.state = 'published' AND (says_otherwise OR OLD.state <> 'published') THEN

    NEW.self_published := coalesce(NEW.changed_by_id = fora_actor(), false);
    IF NEW.self_published AND fora_four_eyes() THEN
        RAISE EXCEPTION 'four_eyes: nobody publishes a version they last changed'
            USING ERRCODE = 'check_violation';
    END IF;

END IF;
UPDATE records_identity SET
    state = NEW.state,
    changed_at = NEW.updated_at,
    changed_by_id = NEW.changed_by_id,
    label = CASE WHEN NEW.state = 'published' THEN {label} ELSE label END,
    published_at = CASE
        WHEN NEW.state = 'published' THEN coalesce(published_at, NEW.updated_at)
        ELSE published_at
    END
WHERE uid = NEW.uid;
RETURN NEW;

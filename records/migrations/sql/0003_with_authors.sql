-- Keep whose words in a record nobody else has agreed to. Fires after version_row and
-- register_identity: triggers do so in the order of their names.
IF TG_OP = 'INSERT' THEN
    IF NEW.changed_by_id IS NOT NULL AND NEW.state <> 'published' THEN
        UPDATE records_identity SET authors = ARRAY[NEW.changed_by_id]
        WHERE uid = NEW.uid;
    END IF;
    RETURN NEW;
END IF;
SELECT authors INTO before FROM records_identity WHERE uid = NEW.uid;
now := before;
touched := current_setting('fora.touched', true) IS NOT DISTINCT FROM 'on';
IF OLD.state = 'published' AND NEW.state <> 'published' THEN
    now := array_remove(ARRAY[OLD.changed_by_id::bigint], NULL);
END IF;
IF touched THEN
    NEW.changed_by_id := fora_author();
END IF;
IF NEW.changed_by_id IS NOT NULL AND NOT NEW.changed_by_id = ANY (now)
   AND (touched OR NEW.state <> 'published')
THEN
    now := now || NEW.changed_by_id::bigint;
END IF;
IF current_setting('fora.agreed', true) = fora_actor()::text THEN
    now := ARRAY(
        SELECT one FROM unnest(now) one
        WHERE one IN (fora_actor(), NEW.changed_by_id)
    );
END IF;
IF NEW.state = 'published' AND (touched OR OLD.state <> 'published') THEN
    IF fora_actor() = ANY (now) THEN
        IF fora_four_eyes() THEN
            RAISE EXCEPTION 'four_eyes: nobody publishes what they changed'
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.self_published := true;
    END IF;
    now := '{{}}';
END IF;
IF touched OR now IS DISTINCT FROM before THEN
    UPDATE records_identity SET authors = now, changed_by_id = NEW.changed_by_id
    WHERE uid = NEW.uid;
END IF;
RETURN NEW;

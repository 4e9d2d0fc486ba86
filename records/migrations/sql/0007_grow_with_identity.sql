IF TG_OP = 'UPDATE' THEN
    IF ROW(NEW.state, NEW.label, NEW.merged_into_id, NEW.changed_at, NEW.ended_at,
           NEW.published_at)
        IS NOT DISTINCT FROM
       ROW(OLD.state, OLD.label, OLD.merged_into_id, OLD.changed_at, OLD.ended_at,
           OLD.published_at)
    THEN
        RETURN NULL;
    END IF;
END IF;
PERFORM fora_grow();
RETURN NULL;

-- Outside of a batch, no name goes by which a source says whose a value is.
IF TG_OP = 'UPDATE' THEN
    IF {same} THEN
        RETURN NULL;
    END IF;
END IF;
IF coalesce(current_setting('pghistory.context_id', true), '') = ''
   AND fora_named_by_source('{of}', OLD.{column})
THEN
    RAISE EXCEPTION 'named_by_source: take names away in a batch'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;

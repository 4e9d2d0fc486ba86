-- Whoever changes a row is an author of the record that it belongs to.
IF TG_OP = 'UPDATE' THEN
    IF NEW.* IS NOT DISTINCT FROM OLD.* THEN
        RETURN NULL;
    END IF;
    IF NEW."{column}" <> OLD."{column}" THEN
        PERFORM fora_touch('{owner}', OLD."{column}");
    END IF;
END IF;
IF TG_OP = 'DELETE' THEN
    PERFORM fora_touch('{owner}', OLD."{column}");
ELSE
    PERFORM fora_touch('{owner}', NEW."{column}");
END IF;
RETURN NULL;

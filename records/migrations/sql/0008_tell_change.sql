-- Note a record that changes while the public sees it, or that comes or goes.
IF TG_OP = 'INSERT' THEN
    IF NEW.is_public THEN
        PERFORM fora_tell('{kind}', NEW.uid, 0);
    END IF;
    RETURN NULL;
END IF;
IF OLD.is_public OR NEW.is_public THEN
    PERFORM fora_tell('{kind}', OLD.uid,
        CASE WHEN ROW({new}) IS DISTINCT FROM ROW({old}) THEN 3 ELSE 2 END
        | CASE WHEN current_setting('fora.touched', true) = 'on' THEN 4 ELSE 0 END);
END IF;{before}
RETURN NULL;

-- A row is public if it is published and all that it depends on is public.
IF TG_OP = 'UPDATE' AND current_setting('fora.spreading', true) IS DISTINCT FROM 'on'
   AND ROW({now})
       IS NOT DISTINCT FROM ROW({before})
THEN
    NEW.is_public := OLD.is_public;
    RETURN NEW;
END IF;
NEW.is_public := NEW.state = 'published';{asked}
IF TG_OP = 'UPDATE' AND current_setting('fora.spreading', true) = 'on'
   AND NEW.is_public = OLD.is_public
THEN
    RETURN NULL;
END IF;
RETURN NEW;

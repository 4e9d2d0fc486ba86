DELETE FROM records_publicchange WHERE id = NEW.id;
UPDATE records_registerversion SET number = number + 1;
RETURN NULL;

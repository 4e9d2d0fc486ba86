-- Give the register its next version: when all else of the transaction is done.
DELETE FROM records_publicchange WHERE id = NEW.id;
UPDATE records_registerversion SET number = number + 1, grown_at = clock_timestamp();
RETURN NULL;

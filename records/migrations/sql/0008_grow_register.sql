-- Give the register its next version, and this change its number: when all else is done.
UPDATE records_registerversion SET number = number + 1, grown_at = clock_timestamp()
RETURNING * INTO grown;
PERFORM fora_tell_others(NEW.id);
UPDATE records_publicchange SET number = grown.number, at = grown.grown_at
WHERE id = NEW.id;
PERFORM set_config('fora.change', '', true);
RETURN NULL;

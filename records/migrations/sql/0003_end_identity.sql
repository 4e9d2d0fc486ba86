-- When a part goes, its permanent id stays, and says what was there; who takes it away is an
-- author of what it was part of.
UPDATE records_identity
SET ended_at = clock_timestamp(), changed_at = clock_timestamp()
WHERE uid = OLD.uid;{owners}
RETURN NULL;

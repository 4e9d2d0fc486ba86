-- When a record goes, its permanent id stays, and says what was there.
UPDATE records_identity
SET ended_at = clock_timestamp(), changed_at = clock_timestamp()
WHERE uid = OLD.uid;
RETURN NULL;

-- What the public sees of a new record is noted elsewhere.
INSERT INTO records_identity (uid, kind, state, changed_at, changed_by_id)
VALUES (
    NEW.uid, '{kind}', NEW.state, clock_timestamp(), NEW.changed_by_id
);

-- Note of a row that the public sees since when it does, and what it is called there. Fires after
-- remember_slug: triggers do so in the order of their names.
UPDATE records_identity SET
    published_at = coalesce(published_at, clock_timestamp()),
    label = {label}, slug = {slug}
WHERE uid = NEW.uid
    AND (published_at IS NULL OR label <> {label} OR slug <> {slug});
RETURN NULL;

-- Keep a slug that was given up, so that its address can redirect, if the public saw it.
INSERT INTO records_oldslug (kind, slug, identity_id)
SELECT '{kind}', OLD.slug, OLD.uid FROM records_identity
WHERE uid = OLD.uid AND slug = OLD.slug
ON CONFLICT (kind, slug) DO NOTHING;
RETURN NULL;

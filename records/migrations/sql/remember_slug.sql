-- Keep a slug that was given up, so that its address can redirect.
INSERT INTO records_oldslug (kind, slug, identity_id)
VALUES ('{kind}', OLD.slug, OLD.uid)
ON CONFLICT (kind, slug) DO UPDATE SET identity_id = EXCLUDED.identity_id;
RETURN NULL;

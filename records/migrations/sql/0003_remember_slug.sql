-- Keep a slug that was given up, so that its address can redirect, if it was ever public.
IF OLD.state = 'published' OR EXISTS (
    SELECT FROM {table}event
    WHERE pgh_obj_id = OLD.id AND slug = OLD.slug AND state = 'published'
) THEN
    INSERT INTO records_oldslug (kind, slug, identity_id)
    VALUES ('{kind}', OLD.slug, OLD.uid)
    ON CONFLICT (kind, slug) DO NOTHING;
END IF;
RETURN NULL;

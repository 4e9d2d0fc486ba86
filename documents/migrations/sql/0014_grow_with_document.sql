-- The register grows with a row that stands with a document that is public, or was.
IF current_setting('fora.growing', true) = pg_current_xact_id()::text THEN
    RETURN NULL;
END IF;
changed := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
PERFORM 1 FROM documents_document d JOIN records_identity i ON i.uid = d.uid
WHERE d.id = {document} AND i.published_at IS NOT NULL;
IF FOUND THEN
    PERFORM fora_grow();
END IF;
RETURN NULL;

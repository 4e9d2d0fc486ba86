-- The register grows with a row that stands with a public document, which is told of it.
IF TG_OP <> 'INSERT' THEN
    changed := OLD;
    PERFORM fora_tell('document', uid, 4) FROM documents_document
    WHERE id = {document} AND is_public;
END IF;
IF TG_OP <> 'DELETE' THEN
    changed := NEW;
    PERFORM fora_tell('document', uid, 4) FROM documents_document
    WHERE id = {document} AND is_public;
END IF;
RETURN NULL;

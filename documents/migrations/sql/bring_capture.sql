-- Note who imports a copy; with four eyes, one of a public document waits.
NEW.brought_by_id := coalesce(fora_author(), NEW.brought_by_id);
IF fora_actor() IS NOT NULL AND fora_four_eyes() THEN
    PERFORM 1 FROM documents_document
    WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
    NEW.waits := NEW.waits OR FOUND;
END IF;
RETURN NEW;

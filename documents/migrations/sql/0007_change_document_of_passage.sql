-- Who calls a passage otherwise, or sums it up, is an author of its document.
passage := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
IF TG_OP = 'UPDATE' THEN
    IF ROW(NEW.number, NEW.kind, NEW.locator, NEW.speaker, NEW.start, NEW."end",
           NEW.summary, NEW.capture_id) IS NOT DISTINCT FROM
       ROW(OLD.number, OLD.kind, OLD.locator, OLD.speaker, OLD.start, OLD."end",
           OLD.summary, OLD.capture_id)
    THEN
        RETURN NULL;
    END IF;
ELSIF passage.summary = '' THEN
    RETURN NULL;
END IF;
SELECT d.id INTO document
FROM documents_capture c JOIN documents_document d ON d.id = c.document_id
WHERE c.id = passage.capture_id AND NOT c.waits
    AND (d.state = 'published' OR d.changed_by_id IS DISTINCT FROM fora_author());
PERFORM fora_touch('documents_document', document);
RETURN NULL;

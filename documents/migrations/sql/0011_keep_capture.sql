-- A capture never changes; the text of one known by its hash may be filled in, once, and for a
-- public document only from a copy with this hash that waits. It goes to another document only with
-- a merge (fora.merging), and waits there as an imported one does unless it was seen
-- (fora.approved). With four eyes, nobody agrees to their own.
IF OLD.waits AND NOT NEW.waits AND OLD.brought_by_id = fora_actor()
   AND OLD.document_id = NEW.document_id AND fora_four_eyes()
THEN
    RAISE EXCEPTION 'four_eyes: nobody agrees to a copy that they brought'
        USING ERRCODE = 'check_violation';
END IF;
IF (OLD.sha256, OLD.byte_length, OLD.char_length, OLD.created_at, OLD.brought_by_id)
    IS DISTINCT FROM
   (NEW.sha256, NEW.byte_length, NEW.char_length, NEW.created_at, NEW.brought_by_id)
   OR (OLD.document_id IS DISTINCT FROM NEW.document_id
       AND current_setting('fora.merging', true) IS DISTINCT FROM 'on')
   OR (OLD.text IS NOT NULL AND NEW.text IS DISTINCT FROM OLD.text)
   OR (OLD.text IS NOT NULL AND NEW.file IS DISTINCT FROM OLD.file)
   OR (OLD.text IS NOT NULL AND (NEW.encoding, NEW.extractor)
       IS DISTINCT FROM (OLD.encoding, OLD.extractor))
THEN
    RAISE EXCEPTION 'capture_is_immutable: make a new capture instead'
        USING ERRCODE = 'check_violation';
END IF;
IF OLD.document_id IS DISTINCT FROM NEW.document_id
   AND fora_actor() IS NOT NULL AND fora_four_eyes()
THEN
    PERFORM 1 FROM documents_document
    WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
    IF FOUND THEN
        PERFORM 1 FROM documents_document
        WHERE id = OLD.document_id AND state = 'published';
        NEW.waits := OLD.waits OR (NOT FOUND AND (
            OLD.brought_by_id IS NOT DISTINCT FROM fora_actor()
            OR NOT coalesce('documents_capture.' || OLD.id = ANY (string_to_array(
                current_setting('fora.approved', true), ',')), false)));
    END IF;
END IF;
IF OLD.text IS NULL AND NEW.text IS NOT NULL THEN
    IF fora_actor() IS NOT NULL AND fora_four_eyes() THEN
        PERFORM 1 FROM documents_document
        WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
        IF FOUND THEN
            PERFORM 1 FROM documents_capture
            WHERE sha256 = NEW.sha256 AND waits AND text = NEW.text
                AND brought_by_id IS DISTINCT FROM fora_actor();
            IF NOT FOUND THEN
                RAISE EXCEPTION 'four_eyes: another agrees to the text of a copy'
                    USING ERRCODE = 'check_violation';
            END IF;
        END IF;
    END IF;
    NEW.brought_by_id := coalesce(fora_author(), OLD.brought_by_id);
END IF;
RETURN NEW;

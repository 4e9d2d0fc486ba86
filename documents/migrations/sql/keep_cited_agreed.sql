-- A copy waits again only once nothing rests on it; asked when all of a change is written.
PERFORM 1 FROM documents_citation c
JOIN documents_passage p ON p.id = c.passage_id
WHERE p.capture_id = NEW.id;
IF FOUND THEN
    RAISE EXCEPTION 'copy_waits: citations rest on this copy'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;

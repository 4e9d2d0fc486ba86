-- With four eyes, nobody publishes a document with a copy that they imported themselves.
PERFORM 1 FROM documents_capture
WHERE document_id = NEW.id AND NOT waits AND brought_by_id = fora_actor()
    AND fora_four_eyes();
IF FOUND THEN
    RAISE EXCEPTION 'four_eyes: nobody publishes a copy that they brought'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

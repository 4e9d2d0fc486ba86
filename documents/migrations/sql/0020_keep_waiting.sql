-- With four eyes, who may agree to a copy that waits writes nothing into it alone.
PERFORM 1 FROM documents_capture
WHERE id = NEW.capture_id AND waits AND fora_author() = fora_actor()
    AND brought_by_id IS DISTINCT FROM fora_actor() AND fora_four_eyes()
FOR SHARE;
IF FOUND THEN
    RAISE EXCEPTION 'four_eyes: nobody writes alone into a copy that waits'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

-- A citation's characters lie inside its passage, and its copy is agreed to.
SELECT c.waits INTO copy_waits
FROM documents_passage p JOIN documents_capture c ON c.id = p.capture_id
WHERE p.id = NEW.passage_id AND p.start <= NEW.start AND NEW."end" <= p."end"
FOR SHARE OF p;
IF NOT FOUND THEN
    RAISE EXCEPTION 'citation_inside_passage: characters % to % are outside it',
        NEW.start, NEW."end" USING ERRCODE = 'check_violation';
END IF;
IF copy_waits THEN
    RAISE EXCEPTION 'copy_waits: its words cannot be cited yet'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

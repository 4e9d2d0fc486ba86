PERFORM 1 FROM mechanisms_participant
WHERE id = NEW.participant_id AND members_of_id = NEW.mechanism_id FOR SHARE;
IF FOUND THEN
    RAISE EXCEPTION 'collective_is_no_member: it stands for the members of this body'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

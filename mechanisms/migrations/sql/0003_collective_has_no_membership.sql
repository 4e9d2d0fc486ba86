PERFORM 1 FROM mechanisms_membership
WHERE participant_id = NEW.id AND mechanism_id = NEW.members_of_id
    AND state <> 'withdrawn';
IF FOUND THEN
    RAISE EXCEPTION 'collective_is_no_member: it is recorded as a member of this body'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

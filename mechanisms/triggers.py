"""Rules about rows of several tables of this floor, kept by the database whoever writes."""

import pgtrigger


def collective_is_no_member() -> pgtrigger.Trigger:
    """A collective stands for the members of a body: it is not one more of them."""
    return pgtrigger.Trigger(
        name="collective_is_no_member",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("mechanism_id", "participant_id", "state"),
        condition=pgtrigger.Condition("NEW.state <> 'withdrawn'"),
        func="""
            PERFORM 1 FROM mechanisms_participant
            WHERE id = NEW.participant_id AND members_of_id = NEW.mechanism_id FOR SHARE;
            IF FOUND THEN
                RAISE EXCEPTION 'collective_is_no_member: it stands for the members of this body'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def collective_has_no_membership() -> pgtrigger.Trigger:
    """The same from the side of the collective: what is a member cannot stand for the members."""
    return pgtrigger.Trigger(
        name="collective_has_no_membership",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("members_of_id"),
        condition=pgtrigger.Condition("NEW.members_of_id IS DISTINCT FROM OLD.members_of_id"),
        func="""
            PERFORM 1 FROM mechanisms_membership
            WHERE participant_id = NEW.id AND mechanism_id = NEW.members_of_id
                AND state <> 'withdrawn';
            IF FOUND THEN
                RAISE EXCEPTION 'collective_is_no_member: it is recorded as a member of this body'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )

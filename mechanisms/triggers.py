"""Rules about rows of several tables of this floor, kept by the database whoever writes."""

import pgtrigger
from django.utils.translation import gettext_lazy as _


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


def keep_complete_list(owner: str, table: str, listed: str) -> pgtrigger.Trigger:
    """A public row leaves no list that is said to be complete for the list of another record.

    ``owner`` is the foreign key to the record whose list it is, in ``table``, and ``listed`` its
    column that says how far the list goes. Merging two records moves their lists as a whole.
    """
    return pgtrigger.Trigger(
        name="keep_complete_list",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(owner),
        condition=pgtrigger.Condition(
            f"OLD.state = 'published' AND NEW.{owner} IS DISTINCT FROM OLD.{owner}"
        ),
        func=f"""
            PERFORM 1 FROM {table}
            WHERE id = OLD.{owner} AND state = 'published' AND {listed} <> '' FOR SHARE;
            IF FOUND AND current_setting('fora.merging', true) IS DISTINCT FROM 'on' THEN
                RAISE EXCEPTION 'complete_list: say there first that it is of those named'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


COMPLETE_LIST = _(
    "The list on which this was says that it is complete: say there first that it is of those "
    "named in the sources."
)
"""What ``keep_complete_list`` refuses, in words."""

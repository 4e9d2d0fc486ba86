"""The register has a version, which grows with what the public reads (``RegisterVersion``).

``fora_grow()`` notes, once in a transaction, that it changes what the public reads; the version
grows when it commits, so that nobody waits for a long one. The change is numbered by that version:
whoever sees a number sees all that are lower, for its transaction began to commit after theirs had.
"""

import pgtrigger


def grow_with_identity() -> pgtrigger.Trigger:
    """The register grows with each change of a record that is public, or was.

    All that the public reads is of a record, whose identity follows each change of it, also of
    what stands in other tables (``fora_touch``).
    """
    return pgtrigger.Trigger(
        name="grow",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.published_at IS NOT NULL"),
        func="""
            IF TG_OP = 'UPDATE' THEN
                IF ROW(NEW.state, NEW.label, NEW.merged_into_id, NEW.changed_at, NEW.ended_at,
                       NEW.published_at)
                    IS NOT DISTINCT FROM
                   ROW(OLD.state, OLD.label, OLD.merged_into_id, OLD.changed_at, OLD.ended_at,
                       OLD.published_at)
                THEN
                    RETURN NULL;
                END IF;
            END IF;
            PERFORM fora_grow();
            RETURN NULL;
        """,
    )


def grow() -> pgtrigger.Trigger:
    """The register grows with each statement that changes rows of this table."""
    return pgtrigger.Trigger(
        name="grow",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            PERFORM fora_grow();
            RETURN NULL;
        """,
    )


def grow_register() -> pgtrigger.Trigger:
    """Give the register its next version: when all else of the transaction is done."""
    return pgtrigger.Trigger(
        name="grow_register",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[("grown", "records_registerversion")],
        func="""
            UPDATE records_registerversion SET number = number + 1, grown_at = clock_timestamp()
            RETURNING * INTO grown;
            PERFORM fora_tell_others(NEW.id);
            UPDATE records_publicchange SET number = grown.number, at = grown.grown_at
            WHERE id = NEW.id;
            PERFORM set_config('fora.change', '', true);
            RETURN NULL;
        """,
    )

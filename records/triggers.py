"""Rules that span rows or time, kept by the database itself whoever writes.

Every trigger raises with the SQLSTATE of a check violation, so Django sees an
``IntegrityError`` whose text is the rule.
"""

import pgtrigger


def version_row(label: str) -> pgtrigger.Trigger:
    """Count the versions of a row and stamp each change; the permanent id never moves.

    The identity follows, and keeps what the record was called (``label``, SQL) when last public.
    """
    return pgtrigger.Trigger(
        name="version_row",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF NEW.uid IS DISTINCT FROM OLD.uid THEN
                RAISE EXCEPTION 'permanent_id_never_changes: % is the id of this record for good',
                    OLD.uid USING ERRCODE = 'check_violation';
            END IF;
            NEW.version := OLD.version + 1;
            NEW.updated_at := clock_timestamp();
            UPDATE records_identity SET
                state = NEW.state,
                changed_at = NEW.updated_at,
                label = CASE WHEN NEW.state = 'published' THEN {label} ELSE label END,
                published_at = CASE
                    WHEN NEW.state = 'published' THEN coalesce(published_at, NEW.updated_at)
                    ELSE published_at
                END
            WHERE uid = NEW.uid;
            RETURN NEW;
        """,
    )


def register_identity(label: str) -> pgtrigger.Trigger:
    """Enter each new record in the list of permanent ids, which refuses one used before."""
    return pgtrigger.Trigger(
        name="register_identity",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=pgtrigger.Func(f"""
            INSERT INTO records_identity (uid, kind, label, state, changed_at, published_at)
            VALUES (
                NEW.uid, '{{meta.model_name}}',
                CASE WHEN NEW.state = 'published' THEN {label} ELSE '' END,
                NEW.state, clock_timestamp(),
                CASE WHEN NEW.state = 'published' THEN clock_timestamp() END
            );
            RETURN NEW;
        """),
    )


def end_identity() -> pgtrigger.Trigger:
    """When a record goes, its permanent id stays, and says what was there."""
    return pgtrigger.Trigger(
        name="end_identity",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        func="""
            UPDATE records_identity
            SET ended_at = clock_timestamp(), changed_at = clock_timestamp()
            WHERE uid = OLD.uid;
            RETURN NULL;
        """,
    )


def remember_slug() -> pgtrigger.Trigger:
    """Keep a slug that was given up, so that its address can redirect."""
    return pgtrigger.Trigger(
        name="remember_slug",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("slug"),
        func=pgtrigger.Func("""
            INSERT INTO records_oldslug (kind, slug, identity_id)
            VALUES ('{meta.model_name}', OLD.slug, OLD.uid)
            ON CONFLICT (kind, slug) DO UPDATE SET identity_id = EXCLUDED.identity_id;
            RETURN NULL;
        """),
        condition=pgtrigger.Condition("OLD.slug IS DISTINCT FROM NEW.slug"),
    )


def no_cycle(column: str) -> pgtrigger.Trigger:
    """Refuse a row that would be its own ancestor along ``column`` (``parent_id`` and the like).

    Writers of one table take turns on an advisory lock, so two halves of a ring cannot pass
    each other unseen.
    """
    return pgtrigger.Trigger(
        name=f"no_cycle_{column}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        declare=[("above", "bigint")],
        func=pgtrigger.Func(f"""
            PERFORM pg_advisory_xact_lock(hashtext('no_cycle {{meta.db_table}} {column}'));
            above := NEW.{column};
            WHILE above IS NOT NULL LOOP
                IF above = NEW.id THEN
                    RAISE EXCEPTION
                        '{{meta.db_table}}_no_cycle_{column}: it would stand above itself'
                        USING ERRCODE = 'check_violation';
                END IF;
                SELECT {column} INTO above FROM {{meta.db_table}} WHERE id = above;
            END LOOP;
            RETURN NEW;
        """),
        condition=pgtrigger.Condition(f"NEW.{column} IS NOT NULL"),
    )


def record_triggers(*, label: str = "", slug: bool = False) -> list[pgtrigger.Trigger]:
    """The triggers of every record; ``label`` is the column that names it once it is gone."""
    called = f"NEW.{label}" if label else "''"
    triggers = [version_row(called), register_identity(called), end_identity()]
    return [*triggers, remember_slug()] if slug else triggers

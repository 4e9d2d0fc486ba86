"""Rules that span rows or time, kept by the database itself whoever writes.

Every trigger raises with the SQLSTATE of a check violation, so Django sees an
``IntegrityError`` whose text is the rule.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models

from records.history.tracking import content_fields

from .public import keep_public, spread_awaited, spread_public
from .row_trigger import RowTrigger
from .telling import tell

FOUR_EYES = """
                NEW.self_published := coalesce(NEW.changed_by_id = fora_actor(), false);
                IF NEW.self_published AND fora_four_eyes() THEN
                    RAISE EXCEPTION 'four_eyes: nobody publishes a version they last changed'
                        USING ERRCODE = 'check_violation';
                END IF;
"""
"""Nobody makes public what they wrote, unless the institute says that one may (``HouseRules``)."""


@contextmanager
def told(setting: str, value: str = "on") -> Iterator[None]:
    """Inside, the triggers read ``value`` in a setting such as ``fora.merging``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [setting])


UNLESS_SPREADING = pgtrigger.Condition(
    "current_setting('fora.spreading', true) IS DISTINCT FROM 'on'"
)
"""Of a trigger that has nothing to do where only whether a row is public follows another's."""


def differs(columns: list[str]) -> str:
    """SQL: whether a row changes in any of ``columns``."""
    new = ", ".join(f'NEW."{column}"' for column in columns)
    old = ", ".join(f'OLD."{column}"' for column in columns)
    return f"ROW({new}) IS DISTINCT FROM ROW({old})"


def version_row(place: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """Count the versions of a row and stamp each change; the permanent id never moves.

    The author of a version is whoever last changed what it says; moving a record from state to
    state changes nothing that it says, nor does following the same words to where another copy
    has them (the columns ``place``, while ``fora.placing`` is on). The identity follows.
    """

    def sql(model: type[models.Model]) -> str:
        columns = [str(field.column) for field in content_fields(model)]
        says_otherwise = differs([column for column in columns if column not in place])
        if place:
            says_otherwise += f"""
                OR (current_setting('fora.placing', true) IS DISTINCT FROM 'on'
                    AND {differs(list(place))})"""
        return f"""
            IF NEW.uid IS DISTINCT FROM OLD.uid THEN
                RAISE EXCEPTION 'permanent_id_never_changes: % is the id of this record for good',
                    OLD.uid USING ERRCODE = 'check_violation';
            END IF;
            NEW.version := OLD.version + 1;
            NEW.updated_at := clock_timestamp();
            NEW.self_published := OLD.self_published;
            says_otherwise := {says_otherwise};
            NEW.changed_by_id := CASE
                WHEN says_otherwise THEN fora_author() ELSE OLD.changed_by_id
            END;
            IF NEW.state = 'published' AND (says_otherwise OR OLD.state <> 'published') THEN
{FOUR_EYES}
            END IF;
            UPDATE records_identity SET
                state = NEW.state,
                changed_at = NEW.updated_at,
                changed_by_id = NEW.changed_by_id
            WHERE uid = NEW.uid;
            RETURN NEW;
        """

    return RowTrigger(
        name="version_row",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=UNLESS_SPREADING,
        declare=[("says_otherwise", "boolean")],
        sql=sql,
    )


def register_identity() -> pgtrigger.Trigger:
    """Enter each new record in the list of permanent ids, which refuses one used before.

    A record that was deleted comes back under its own id when its history is undone
    (``fora.restoring``, set by ``records.history.changes`` alone).
    """
    return pgtrigger.Trigger(
        name="register_identity",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=pgtrigger.Func(f"""
            NEW.changed_by_id := fora_author();
            IF NEW.state = 'published' THEN
{FOUR_EYES}
            END IF;
            IF current_setting('fora.restoring', true) = NEW.uid THEN
                UPDATE records_identity SET
                    ended_at = NULL, merged_into_id = NULL, state = NEW.state,
                    changed_at = clock_timestamp(), changed_by_id = NEW.changed_by_id
                WHERE uid = NEW.uid AND kind = '{{meta.model_name}}' AND ended_at IS NOT NULL;
                IF FOUND THEN
                    RETURN NEW;
                END IF;
            END IF;
            INSERT INTO records_identity (uid, kind, state, changed_at, changed_by_id)
            VALUES (
                NEW.uid, '{{meta.model_name}}', NEW.state, clock_timestamp(), NEW.changed_by_id
            );
            RETURN NEW;
        """),
    )


def seen_by_public(label: str, slug: str) -> pgtrigger.Trigger:
    """Note of a row that the public sees since when it does, and what it is called there.

    ``label`` and ``slug`` are SQL; what the row is called while it is hidden is never noted. Runs
    after ``remember_slug``, which reads under which slug the row was seen before.
    """
    return pgtrigger.Trigger(
        name="seen_by_public",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.is_public"),
        func=f"""
            UPDATE records_identity SET
                published_at = coalesce(published_at, clock_timestamp()),
                label = {label}, slug = {slug}
            WHERE uid = NEW.uid
                AND (published_at IS NULL OR label <> {label} OR slug <> {slug});
            RETURN NULL;
        """,
    )


def end_identity() -> pgtrigger.Trigger:
    """When a record goes, its permanent id stays, and says what was there.

    Who takes a part away is an author of what it was part of; of what is public, nothing goes.
    """

    def sql(model: type[models.Model]) -> str:
        declared: Any = apps.get_model(model._meta.label)  # of a migration, ``model`` has no more
        fields: list[Any] = [model._meta.get_field(name) for name in declared.PART_OF]
        owners = [(field.related_model._meta.db_table, field.column) for field in fields]
        touched = "".join(
            f"""
            PERFORM fora_touch('{table}', OLD."{column}", false);"""
            for table, column in owners
        )
        return f"""
            UPDATE records_identity
            SET ended_at = clock_timestamp(), changed_at = clock_timestamp()
            WHERE uid = OLD.uid;{touched}
            RETURN NULL;
        """

    return RowTrigger(
        name="end_identity", when=pgtrigger.After, operation=pgtrigger.Delete, sql=sql
    )


def with_authors() -> pgtrigger.Trigger:
    """Keep whose words in a record nobody else has agreed to (``Identity.authors``).

    An author is whoever last changed anything of it, also what stands in other tables
    (``fora_touch``). Somebody else agrees by publishing it, or by handing it in as they saw it
    (``fora.agreed``, set by ``records.workflow.submit`` alone); who changed it last stays one.
    Runs after ``version_row`` and ``register_identity``: triggers fire in the order of their names.
    """
    return pgtrigger.Trigger(
        name="with_authors",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=UNLESS_SPREADING,
        declare=[("before", "bigint[]"), ("now", "bigint[]"), ("touched", "boolean")],
        func="""
            IF TG_OP = 'INSERT' THEN
                IF NEW.changed_by_id IS NOT NULL AND NEW.state <> 'published' THEN
                    UPDATE records_identity SET authors = ARRAY[NEW.changed_by_id]
                    WHERE uid = NEW.uid;
                END IF;
                RETURN NEW;
            END IF;
            SELECT authors INTO before FROM records_identity WHERE uid = NEW.uid;
            now := before;
            touched := current_setting('fora.touched', true) IS NOT DISTINCT FROM 'on';
            IF OLD.state = 'published' AND NEW.state <> 'published' THEN
                now := array_remove(ARRAY[OLD.changed_by_id::bigint], NULL);
            END IF;
            IF touched THEN
                NEW.changed_by_id := fora_author();
            END IF;
            IF NEW.changed_by_id IS NOT NULL AND NOT NEW.changed_by_id = ANY (now)
               AND (touched OR NEW.state <> 'published')
            THEN
                now := now || NEW.changed_by_id::bigint;
            END IF;
            IF current_setting('fora.agreed', true) = fora_actor()::text THEN
                now := ARRAY(
                    SELECT one FROM unnest(now) one
                    WHERE one IN (fora_actor(), NEW.changed_by_id)
                );
            END IF;
            IF NEW.state = 'published' AND (touched OR OLD.state <> 'published') THEN
                IF fora_actor() = ANY (now) THEN
                    IF fora_four_eyes() THEN
                        RAISE EXCEPTION 'four_eyes: nobody publishes what they changed'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    NEW.self_published := true;
                END IF;
                now := '{}';
            END IF;
            IF touched OR now IS DISTINCT FROM before THEN
                UPDATE records_identity SET authors = now, changed_by_id = NEW.changed_by_id
                WHERE uid = NEW.uid;
            END IF;
            RETURN NEW;
        """,
    )


def change_owner(column: str, owner: str) -> pgtrigger.Trigger:
    """Whoever changes a row is an author of the record that it belongs to, as of a name.

    ``column`` is the foreign key to that record, ``owner`` the field that it is of.
    """

    def sql(model: type[models.Model]) -> str:
        related: Any = model._meta.get_field(owner).related_model
        table = related._meta.db_table
        return f"""
            IF TG_OP = 'UPDATE' THEN
                IF NEW.* IS NOT DISTINCT FROM OLD.* THEN
                    RETURN NULL;
                END IF;
                IF NEW."{column}" <> OLD."{column}" THEN
                    PERFORM fora_touch('{table}', OLD."{column}");
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN
                PERFORM fora_touch('{table}', OLD."{column}");
            ELSE
                PERFORM fora_touch('{table}', NEW."{column}");
            END IF;
            RETURN NULL;
        """

    return RowTrigger(
        name="change_owner",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        sql=sql,
    )


def keep_named(record: str, *columns: str) -> pgtrigger.Trigger:
    """Outside of a batch, no name goes of a record by whose names a source says whose a value is.

    A batch asks at its end what rests on the names that it took away. ``record`` is the column with
    the key of the record, ``columns`` are those that name it (``fora_named_by_source``).
    """

    def sql(model: type[models.Model]) -> str:
        field: Any = model._meta.get_field(record)
        kind = (field.related_model or model)._meta.model_name
        same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in (field.column, *columns))
        return f"""
            IF TG_OP = 'UPDATE' THEN
                IF {same} THEN
                    RETURN NULL;
                END IF;
            END IF;
            IF coalesce(current_setting('pghistory.context_id', true), '') = ''
               AND fora_named_by_source('{kind}', OLD.{field.column})
            THEN
                RAISE EXCEPTION 'named_by_source: take names away in a batch'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """

    return RowTrigger(
        name="keep_named",
        when=pgtrigger.After,
        operation=pgtrigger.Update | pgtrigger.Delete,
        sql=sql,
    )


def remember_slug() -> pgtrigger.Trigger:
    """Keep a slug that was given up, so that its address can redirect, if the public saw it."""
    return pgtrigger.Trigger(
        name="remember_slug",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("slug"),
        condition=pgtrigger.Condition("OLD.slug IS DISTINCT FROM NEW.slug"),
        func=pgtrigger.Func("""
            INSERT INTO records_oldslug (kind, slug, identity_id)
            SELECT '{meta.model_name}', OLD.slug, OLD.uid FROM records_identity
            WHERE uid = OLD.uid AND slug = OLD.slug
            ON CONFLICT (kind, slug) DO NOTHING;
            RETURN NULL;
        """),
    )


def keep_old_slugs() -> pgtrigger.Trigger:
    """Refuse a slug under which another record was public: its address leads there for good.

    Who renames a record waits for those who add one, so neither misses what the other does. A
    record may take back its own slug, and that of one that was merged into it.
    """
    return pgtrigger.Trigger(
        name="keep_old_slugs",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug"),
        func=pgtrigger.Func("""
            IF TG_OP = 'INSERT' THEN
                PERFORM pg_advisory_xact_lock_shared(hashtext('slugs of {meta.model_name}'));
            ELSIF NEW.slug = OLD.slug THEN
                RETURN NEW;
            ELSE
                PERFORM pg_advisory_xact_lock(hashtext('slugs of {meta.model_name}'));
            END IF;
            PERFORM 1 FROM records_oldslug
            WHERE kind = '{meta.model_name}' AND slug = NEW.slug AND NOT EXISTS (
                WITH RECURSIVE merged (uid) AS (
                    SELECT identity_id
                    UNION
                    SELECT i.merged_into_id FROM records_identity i JOIN merged USING (uid)
                    WHERE i.merged_into_id IS NOT NULL
                )
                SELECT FROM merged WHERE uid = NEW.uid
            );
            IF FOUND THEN
                RAISE EXCEPTION 'slug_was_public: % leads to another record', NEW.slug
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """),
    )


def record_triggers(
    *,
    label: str = "",
    slug: bool = False,
    place: tuple[str, ...] = (),
    depended_on: bool = True,
) -> list[pgtrigger.Trigger]:
    """The triggers of every record; ``label`` is the column that names it once it is gone.

    ``place`` are the columns that say where its words stand, and not what it says. Records on
    which none depends to be public (``depended_on``) hand nothing on.
    """
    triggers = [
        version_row(place),
        register_identity(),
        end_identity(),
        with_authors(),
        keep_public(),
        seen_by_public(f"NEW.{label}" if label else "''", "NEW.slug" if slug else "''"),
        tell(label, slug=slug),
    ]
    if depended_on:
        triggers += [spread_public(), spread_awaited()]
    if slug:
        triggers += [remember_slug(), keep_old_slugs(), keep_named("id", label, "slug")]
    return triggers

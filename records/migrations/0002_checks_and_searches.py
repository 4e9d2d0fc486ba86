"""A check that comes at once, and indexes by which batches are found.

Every new record enters its identity from inside a trigger. A check queued there until the end
makes each further row of a long transaction dearer than the one before, so the reference of a
merged identity is checked at once.
"""

from django.db import migrations

AT_ONCE = """
DO $$
DECLARE
    name text;
BEGIN
    SELECT conname INTO STRICT name FROM pg_constraint
    WHERE conrelid = 'records_identity'::regclass AND contype = 'f';
    EXECUTE format('ALTER TABLE records_identity ALTER CONSTRAINT %I NOT DEFERRABLE', name);
END $$
"""


class Migration(migrations.Migration):
    # What was squashed into this before the first release: a database that has it has this.
    replaces = [
        ("records", "0003_check_merges_at_once"),
        ("records", "0007_undone_batches"),
        ("records", "0010_find_batches"),
    ]
    dependencies = [
        ("records", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX records_batch_undoes ON pghistory_context ((metadata ->> 'undoes'))"
            " WHERE metadata ? 'undoes'",
            "DROP INDEX records_batch_undoes",
        ),
        migrations.RunSQL(
            "CREATE INDEX records_batch_newest ON pghistory_context (created_at, id)",
            "DROP INDEX records_batch_newest",
        ),
        *(
            migrations.RunSQL(
                f"CREATE INDEX records_batch_{key}"
                f" ON pghistory_context ((metadata -> '{key}'), created_at, id)",
                f"DROP INDEX records_batch_{key}",
            )
            for key in ("kind", "name")
        ),
    ]

"""Check a merged identity's reference at once, not at the end of the transaction.

Every new record enters its identity from inside a trigger. A check queued there until the end
makes each further row of a long transaction dearer than the one before.
"""

from django.db import migrations

CHECK = """
DO $$
DECLARE
    name text;
BEGIN
    SELECT conname INTO STRICT name FROM pg_constraint
    WHERE conrelid = 'records_identity'::regclass AND contype = 'f';
    EXECUTE format('ALTER TABLE records_identity ALTER CONSTRAINT %I {how}', name);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_records")]

    operations = [
        migrations.RunSQL(
            CHECK.replace("{how}", "NOT DEFERRABLE"),
            CHECK.replace("{how}", "DEFERRABLE INITIALLY DEFERRED"),
        ),
    ]

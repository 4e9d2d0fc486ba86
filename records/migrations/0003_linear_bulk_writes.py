"""Keep long transactions linear: 20,000 new records in one cost as much each as 200.

Every new record enters its identity from inside a trigger. Two things made each further row of a
transaction dearer than the one before:

- the check of a merged identity's reference, queued until the end of the transaction: it is now
  made at once;
- an exception that django-pgtrigger raises and catches in each call while the setting
  ``pgtrigger.ignore`` has no value: the role now has an empty one in this database.
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

SETTING = """
DO $$ BEGIN
    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I {how}', current_database());
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_records")]

    operations = [
        migrations.RunSQL(
            CHECK.replace("{how}", "NOT DEFERRABLE"),
            CHECK.replace("{how}", "DEFERRABLE INITIALLY DEFERRED"),
        ),
        migrations.RunSQL(
            SETTING.replace("{how}", """SET "pgtrigger.ignore" = ''{}''"""),
            SETTING.replace("{how}", """RESET "pgtrigger.ignore\""""),
        ),
    ]

"""What changes of a record in public is noted; all that is or was public is noted once."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.telling import install
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql" / "0019_grow_with_document.sql"
DOCUMENT = {
    "capture": "CASE WHEN NOT changed.waits THEN changed.document_id END",
    "passage": (
        "(SELECT document_id FROM documents_capture WHERE id = changed.capture_id AND NOT waits)"
    ),
}
SUBJECTS = {
    "mechanisms": ("mechanism", "participant", "person", "office", "membership", "topic"),
    "meetings": (
        *("place", "series", "meeting", "participation", "delegate", "outcome", "position"),
    ),
    "documents": ("document",),
}
ABOUT = {f"{name}_id": f"{app}_{name}" for app, names in SUBJECTS.items() for name in names}
ALL_THERE_IS = """
INSERT INTO records_changedrecord (change_id, uid, kind, flags, round)
SELECT (SELECT fora_change()), uid, kind, 0, -1 FROM records_identity
WHERE published_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0018_keep_named"), ("meetings", "0012_tell")]
    operations = [
        install(document=("name slug rights", {}), citation=("", ABOUT)),
        InstallTriggers(
            {
                name: [
                    Trigger(
                        "grow",
                        "AFTER",
                        "INSERT OR UPDATE OR DELETE",
                        body(SQL, document=document),
                        declare="changed record",
                    )
                ]
                for name, document in DOCUMENT.items()
            }
        ),
        migrations.RunSQL(ALL_THERE_IS, migrations.RunSQL.noop),
    ]

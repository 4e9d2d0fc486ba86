"""What the public saw of a record is noted when it sees it; of what there is, as far as is known.

What was published under something that never was public was not seen.
"""

from django.db import migrations

from records.migrations.parts.public import DEPENDS_ON, found_from
from records.migrations.parts.seen import LeaveWhatWasSeen, seen_by_public
from records.migrations.parts.triggers import InstallTriggers

SEEN = {"document": seen_by_public("name", slug=True), "citation": seen_by_public()}

WITH_SLUGS = [
    *(f"mechanisms_{model}" for model in ("topic", "mechanism", "participant", "person")),
    *(f"meetings_{model}" for model in ("place", "series", "meeting")),
    "documents_document",
]

NEVER_SEEN = """
UPDATE records_identity i SET published_at = NULL, label = ''
FROM "{table}" t
WHERE t.uid = i.uid AND NOT t.is_public AND i.published_at IS NOT NULL AND ({above})
"""
ABOVE = """EXISTS (
    SELECT {found} AND EXISTS (
        SELECT FROM records_identity a WHERE a.uid = o.uid AND a.published_at IS NULL
    )
)"""

SLUGS = """
UPDATE records_identity i SET slug = t.slug FROM "{table}" t WHERE t.uid = i.uid AND t.is_public;
UPDATE records_identity i SET slug = e.slug
FROM (
    SELECT DISTINCT ON (pgh_obj_id) uid, slug FROM "{table}event"
    WHERE state = 'published' ORDER BY pgh_obj_id, pgh_id DESC
) e
WHERE e.uid = i.uid AND i.published_at IS NOT NULL AND i.slug = '';
"""

UNSEEN_SLUGS = """
DELETE FROM records_oldslug
WHERE identity_id IN (SELECT uid FROM records_identity WHERE published_at IS NULL)
"""


def note_what_was_seen(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table, others in DEPENDS_ON.items():
            above = " OR ".join(
                ABOVE.format(found=found_from(column, other, f"t.{column}"))
                for column, other in others.items()
            )
            if above:
                query = NEVER_SEEN.format(table=table, above=above)
                cursor.execute(query)
                while cursor.rowcount and table in others.values():
                    cursor.execute(query)
        for table in WITH_SLUGS:
            cursor.execute(SLUGS.format(table=table))
        cursor.execute(UNSEEN_SLUGS)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0015_is_public"),
        ("mechanisms", "0007_seen_by_public"),
        ("meetings", "0010_seen_by_public"),
    ]
    operations = [
        LeaveWhatWasSeen(*SEEN),
        InstallTriggers(SEEN),
        migrations.RunPython(note_what_was_seen, migrations.RunPython.noop),
    ]

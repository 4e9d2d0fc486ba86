"""A choice that few outcomes have, and meetings by their ordinal, are found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_is_public")]
    operations = [
        migrations.AddIndex(
            "meeting",
            models.Index(
                condition=models.Q(ordinal__isnull=False),
                fields=["ordinal", "date_order", "id"],
                name="meeting_by_ordinal",
            ),
        ),
        *(
            migrations.AddIndex("outcome", models.Index(fields=fields, name=name))
            for name, fields in {
                "meetings_ou_action_46fc64_idx": ["action", "date_order", "id"],
                "meetings_ou_instrum_bfdbd9_idx": ["instrument", "date_order", "id"],
                "meetings_ou_latest_9fd086_idx": ["latest"],
            }.items()
        ),
    ]

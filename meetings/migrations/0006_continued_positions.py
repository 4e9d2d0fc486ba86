"""A position may continue an earlier one."""

from django.db import migrations
from django.db.migrations import AddField
from django.db.models import DO_NOTHING, PROTECT, ForeignKey

from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    no_cycle,
    record_triggers,
)

TRIGGERS = {
    "position": [
        *record_triggers(
            "id uid title kind meeting_id mechanism_id proposer_id audience date follows_up_id "
            "continues_id summary",
            label="title",
        )[:1],
        no_cycle("continues_id"),
    ]
}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_authors")]
    operations = [
        AddField(
            "position",
            "continues",
            ForeignKey("meetings.position", PROTECT, null=True, related_name="continued_by"),
        ),
        AddField(
            "positionevent",
            "continues",
            ForeignKey(
                "meetings.position",
                DO_NOTHING,
                null=True,
                db_constraint=False,
                related_name="+",
                related_query_name="+",
            ),
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory("position"),
    ]

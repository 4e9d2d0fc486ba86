"""Lists of members that say how far they go, and participants that stand for a body's members."""

from pathlib import Path

from django.db import migrations
from django.db.migrations import AddConstraint, AddField
from django.db.models import DO_NOTHING, PROTECT, CharField, CheckConstraint, ForeignKey, Q

from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    Trigger,
    body,
    no_cycle,
    record_triggers,
)

SQL = Path(__file__).resolve().parent / "sql"

TRIGGERS = {
    "mechanism": [
        *record_triggers(
            "id uid name slug summary search_text kind parent_id predecessor_id status founded "
            "ended founding membership_listed",
            label="name",
            slug=True,
        ),
        no_cycle("parent_id"),
        no_cycle("predecessor_id"),
    ],
    "participant": [
        *record_triggers(
            "id uid name slug summary search_text kind parent_id mechanism_id members_of_id "
            "members_role iso_alpha2 iso_alpha3",
            label="name",
            slug=True,
        ),
        no_cycle("parent_id"),
        Trigger(
            "collective_has_no_membership",
            "BEFORE",
            'UPDATE OF "members_of_id"',
            body(SQL / "0003_collective_has_no_membership.sql"),
            only_if="(NEW.members_of_id IS DISTINCT FROM OLD.members_of_id)",
        ),
    ],
    "membership": [
        Trigger(
            "collective_is_no_member",
            "BEFORE",
            'INSERT OR UPDATE OF "mechanism_id", "participant_id", "state"',
            body(SQL / "0003_collective_is_no_member.sql"),
            only_if="(NEW.state <> 'withdrawn')",
        ),
    ],
}


def text(length: int) -> CharField:
    return CharField(db_default="", default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0002_name_periods")]
    operations = [
        *(
            AddField(table, "membership_listed", text(10))
            for table in ("mechanism", "mechanismevent")
        ),
        AddField(
            "participant",
            "members_of",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="collectives"),
        ),
        AddField(
            "participantevent",
            "members_of",
            ForeignKey(
                "mechanisms.mechanism",
                DO_NOTHING,
                null=True,
                db_constraint=False,
                related_name="+",
                related_query_name="+",
            ),
        ),
        *(
            AddField(table, "members_role", text(20))
            for table in ("participant", "participantevent")
        ),
        AddConstraint(
            "participant",
            CheckConstraint(
                name="participant_collective_points_to_a_body",
                condition=Q(kind="collective", members_of__isnull=False)
                | (~Q(kind="collective") & Q(members_of__isnull=True, members_role="")),
            ),
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory("mechanism", "participant"),
    ]

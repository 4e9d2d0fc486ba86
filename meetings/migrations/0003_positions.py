"""Positions, what one side put forward, apart from outcomes, which may take one up."""

from django.db import migrations
from django.db.migrations import AddField, AlterField, CreateModel
from django.db.models import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    CharField,
    CheckConstraint,
    ForeignKey,
    Index,
    ManyToManyField,
    Q,
    TextField,
)

from records.fields import PartialDateField
from records.migrations.parts.tables import (
    AUTHOR,
    RECORD,
    CreateTables,
    earliest_of,
    events_of,
    is_a_date,
    latest_of,
    order_of,
    topics_of,
)
from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    no_cycle,
    record_triggers,
)

POSITION = CreateModel(
    "Position",
    [
        *RECORD,
        ("title", CharField(max_length=500)),
        ("kind", CharField(db_default="proposal", default="proposal", max_length=10)),
        ("audience", CharField(db_default="", default="", max_length=300)),
        ("date", PartialDateField()),
        ("earliest", earliest_of("date")),
        ("latest", latest_of("date")),
        ("date_order", order_of("date")),
        ("summary", TextField(db_default="", default="")),
        (
            "follows_up",
            ForeignKey("meetings.outcome", PROTECT, null=True, related_name="positions"),
        ),
        (
            "mechanism",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="positions"),
        ),
        ("meeting", ForeignKey("meetings.meeting", CASCADE, null=True, related_name="positions")),
        (
            "proposer",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="positions"),
        ),
        ("topics", ManyToManyField(related_name="positions", to="mechanisms.topic")),
        *AUTHOR,
    ],
    options={
        "indexes": [Index(name="meetings_po_date_or_bcfaaf_idx", fields=["date_order", "id"])],
        "constraints": [
            CheckConstraint(
                name="position_at_a_meeting_or_on_a_mechanism",
                condition=Q(meeting__isnull=False) | Q(mechanism__isnull=False),
            ),
            *is_a_date("position", "date"),
        ],
    },
)

EVENTS = [
    events_of(
        "meetings",
        POSITION,
        "id uid state version self_published created_at title kind audience date summary "
        "changed_by follows_up mechanism meeting pgh_context pgh_obj proposer",
    ),
    *topics_of("meetings", "Position"),
]

TRIGGERS = {
    "position": record_triggers(
        "id uid title kind meeting_id mechanism_id proposer_id audience date follows_up_id summary",
        label="title",
    ),
    "outcome": [
        *record_triggers(
            "id uid title meeting_id mechanism_id action instrument date proposer_id "
            "follows_up_id takes_up_id summary",
            label="title",
        ),
        no_cycle("follows_up_id"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_name_periods")]
    operations = [
        CreateTables(POSITION, *EVENTS),
        AddField(
            "outcome",
            "takes_up",
            ForeignKey("meetings.position", PROTECT, null=True, related_name="taken_up_by"),
        ),
        AddField(
            "outcomeevent",
            "takes_up",
            ForeignKey(
                "meetings.position",
                DO_NOTHING,
                null=True,
                db_constraint=False,
                related_name="+",
                related_query_name="+",
            ),
        ),
        AlterField(
            "outcome",
            "proposer",
            ForeignKey(
                "mechanisms.participant", PROTECT, null=True, related_name="proposed_outcomes"
            ),
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory("position", "positiontopic", "outcome"),
    ]

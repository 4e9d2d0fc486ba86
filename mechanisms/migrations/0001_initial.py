"""Topics, mechanisms, who takes part in them, people, offices and memberships."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations
from django.db.migrations import CreateModel
from django.db.models import (
    PROTECT,
    CharField,
    CheckConstraint,
    F,
    ForeignKey,
    Index,
    ManyToManyField,
    OneToOneField,
    Q,
    TextField,
    UniqueConstraint,
)

from records.fields import PartialDateField
from records.migrations.parts.tables import (
    AUTHOR,
    NAME,
    NAMED,
    PERIOD,
    RECORD,
    CreateTables,
    by_names,
    earliest_of,
    events_of,
    is_a_date,
    latest_of,
    names_of,
    order_of,
    period_rules,
    topics_of,
    tracked,
)
from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    no_cycle,
    record_triggers,
)

TOPIC = CreateModel(
    "Topic",
    [
        *RECORD,
        *NAMED,
        ("parent", ForeignKey("mechanisms.topic", PROTECT, null=True, related_name="children")),
        *AUTHOR,
    ],
    options={"indexes": [*by_names("topic")]},
)

MECHANISM = CreateModel(
    "Mechanism",
    [
        *RECORD,
        *NAMED,
        ("kind", CharField(max_length=20)),
        ("status", CharField(default="", max_length=12)),
        ("founded", PartialDateField(single=True)),
        ("founded_earliest", earliest_of("founded")),
        ("founded_latest", latest_of("founded")),
        ("founded_order", order_of("founded")),
        ("ended", PartialDateField(single=True)),
        ("ended_earliest", earliest_of("ended")),
        ("ended_latest", latest_of("ended")),
        ("founding", TextField(default="")),
        ("parent", ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="children")),
        (
            "predecessor",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="successors"),
        ),
        ("topics", ManyToManyField(related_name="mechanisms", to="mechanisms.topic")),
        *AUTHOR,
    ],
    options={
        "indexes": [
            *by_names("mechanism"),
            Index(name="mechanisms__name_00b47f_idx", fields=["name", "id"]),
        ],
        "constraints": [
            *is_a_date("mechanism", "founded", "ended"),
            CheckConstraint(
                name="mechanism_ends_after_founding",
                condition=Q(founded_earliest__isnull=True)
                | Q(ended_latest__isnull=True)
                | Q(ended_latest__gte=F("founded_earliest")),
            ),
        ],
    },
)

PARTICIPANT = CreateModel(
    "Participant",
    [
        *RECORD,
        *NAMED,
        ("kind", CharField(max_length=20)),
        ("iso_alpha2", CharField(default="", max_length=2)),
        ("iso_alpha3", CharField(default="", max_length=3)),
        (
            "mechanism",
            OneToOneField(
                "mechanisms.mechanism", PROTECT, null=True, related_name="as_participant"
            ),
        ),
        (
            "parent",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="children"),
        ),
        *AUTHOR,
    ],
    options={
        "indexes": [
            *by_names("participant"),
            Index(name="mechanisms__name_285896_idx", fields=["name", "id"]),
        ],
        "constraints": [
            UniqueConstraint(
                name="participant_iso_alpha2_once",
                fields=["iso_alpha2"],
                condition=~Q(iso_alpha2=""),
            ),
            UniqueConstraint(
                name="participant_iso_alpha3_once",
                fields=["iso_alpha3"],
                condition=~Q(iso_alpha3=""),
            ),
            CheckConstraint(
                name="participant_only_states_have_iso_codes",
                condition=Q(kind__in=["state", "territory"]) | Q(iso_alpha2="", iso_alpha3=""),
            ),
        ],
    },
)

PERSON = CreateModel(
    "Person",
    [*RECORD, *NAMED, *AUTHOR],
    options={
        "indexes": [
            *by_names("person"),
            Index(name="mechanisms__name_24286f_idx", fields=["name", "id"]),
        ]
    },
)

OFFICE = CreateModel(
    "Office",
    [
        *RECORD,
        *PERIOD,
        ("title", CharField(max_length=300)),
        ("participant", ForeignKey("mechanisms.participant", PROTECT, related_name="offices")),
        ("person", ForeignKey("mechanisms.person", PROTECT, related_name="offices")),
        *AUTHOR,
    ],
    options={
        "constraints": [
            UniqueConstraint(
                name="office_once", fields=["person", "participant", "title", "since"]
            ),
            *period_rules("office"),
        ]
    },
)

MEMBERSHIP = CreateModel(
    "Membership",
    [
        *RECORD,
        *PERIOD,
        ("role", CharField(default="member", max_length=20)),
        ("mechanism", ForeignKey("mechanisms.mechanism", PROTECT, related_name="memberships")),
        ("participant", ForeignKey("mechanisms.participant", PROTECT, related_name="memberships")),
        *AUTHOR,
    ],
    options={
        "constraints": [
            *period_rules("membership"),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("mechanism", "="),
                    ("participant", "="),
                    ("role", "="),
                    ("term", "&&"),
                ],
            ),
        ]
    },
)

TOPIC_NAME = names_of("mechanisms", "Topic")
MECHANISM_NAME = names_of("mechanisms", "Mechanism")
PARTICIPANT_NAME = names_of("mechanisms", "Participant")
PERSON_NAME = names_of("mechanisms", "Person")

EVENTS = [
    events_of(
        "mechanisms",
        TOPIC,
        "id uid state version self_published created_at name slug summary changed_by parent "
        "pgh_context pgh_obj",
    ),
    events_of("mechanisms", TOPIC_NAME, NAME),
    events_of(
        "mechanisms",
        MECHANISM,
        "id uid state version self_published created_at name slug summary kind status founded "
        "ended founding changed_by parent pgh_context pgh_obj predecessor",
    ),
    events_of("mechanisms", MECHANISM_NAME, NAME),
    *topics_of("mechanisms", "Mechanism"),
    events_of(
        "mechanisms",
        PARTICIPANT,
        "id uid state version self_published created_at name slug summary kind iso_alpha2 "
        "iso_alpha3 changed_by mechanism parent pgh_context pgh_obj",
    ),
    events_of("mechanisms", PARTICIPANT_NAME, NAME),
    events_of(
        "mechanisms",
        PERSON,
        "id uid state version self_published created_at name slug summary changed_by pgh_context "
        "pgh_obj",
    ),
    events_of("mechanisms", PERSON_NAME, NAME),
    events_of(
        "mechanisms",
        OFFICE,
        "id uid state version self_published created_at since since_is until until_is title "
        "changed_by participant person pgh_context pgh_obj",
    ),
    events_of(
        "mechanisms",
        MEMBERSHIP,
        "id uid state version self_published created_at since since_is until until_is role "
        "changed_by mechanism participant pgh_context pgh_obj",
    ),
]

TRIGGERS = {
    "topic": [
        *record_triggers("id uid name slug summary search_text parent_id", label="name", slug=True),
        no_cycle("parent_id"),
    ],
    "mechanism": [
        *record_triggers(
            "id uid name slug summary search_text kind parent_id predecessor_id status founded "
            "ended founding",
            label="name",
            slug=True,
        ),
        no_cycle("parent_id"),
        no_cycle("predecessor_id"),
    ],
    "participant": [
        *record_triggers(
            "id uid name slug summary search_text kind parent_id mechanism_id iso_alpha2 "
            "iso_alpha3",
            label="name",
            slug=True,
        ),
        no_cycle("parent_id"),
    ],
    "person": record_triggers("id uid name slug summary search_text", label="name", slug=True),
    "office": record_triggers(
        "id uid since since_is until until_is person_id participant_id title", label="title"
    ),
    "membership": record_triggers(
        "id uid since since_is until until_is mechanism_id participant_id role"
    ),
}


class Migration(migrations.Migration):
    initial = True

    # What was squashed into this before the first release: a database that has it has this.
    replaces = [
        ("mechanisms", "0001_bodies"),
        ("mechanisms", "0002_history"),
        ("mechanisms", "0003_begin_history"),
        ("mechanisms", "0004_duplicates"),
    ]
    dependencies = [
        ("records", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        CreateTables(
            TOPIC,
            MECHANISM,
            PARTICIPANT,
            PERSON,
            OFFICE,
            MEMBERSHIP,
            TOPIC_NAME,
            MECHANISM_NAME,
            PARTICIPANT_NAME,
            PERSON_NAME,
            *EVENTS,
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory(*tracked(EVENTS)),
    ]

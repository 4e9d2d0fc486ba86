"""Places, series, meetings, who was there, and what came out of them."""

from django.conf import settings
from django.db import migrations
from django.db.migrations import CreateModel
from django.db.models import (
    CASCADE,
    PROTECT,
    CharField,
    CheckConstraint,
    DecimalField,
    ForeignKey,
    Index,
    ManyToManyField,
    PositiveIntegerField,
    Q,
    TextField,
    UniqueConstraint,
)

from records.fields import PartialDateField
from records.migrations.parts.tables import (
    AUTHOR,
    NAME,
    NAMED,
    RECORD,
    CreateTables,
    by_names,
    earliest_of,
    events_of,
    is_a_date,
    latest_of,
    names_of,
    order_of,
    topics_of,
    tracked,
)
from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    no_cycle,
    record_triggers,
)

PLACE = CreateModel(
    "Place",
    [
        *RECORD,
        *NAMED,
        ("region", CharField(default="", max_length=200)),
        ("latitude", DecimalField(decimal_places=5, max_digits=8, null=True)),
        ("longitude", DecimalField(decimal_places=5, max_digits=8, null=True)),
        ("coordinates_from", CharField(default="", max_length=200)),
        (
            "country",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="places"),
        ),
        *AUTHOR,
    ],
    options={
        "indexes": [
            *by_names("place"),
            Index(name="meetings_pl_name_392c8c_idx", fields=["name", "id"]),
        ],
        "constraints": [
            CheckConstraint(
                name="place_coordinates_in_range",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
            ),
            CheckConstraint(
                name="place_coordinates_say_where_from",
                condition=Q(latitude__isnull=True) | ~Q(coordinates_from=""),
            ),
        ],
    },
)

SERIES = CreateModel(
    "Series",
    [
        *RECORD,
        *NAMED,
        ("level", CharField(default="", max_length=20)),
        ("track", CharField(default="", max_length=3)),
        ("kind", CharField(default="", max_length=20)),
        (
            "mechanism",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="series"),
        ),
        *AUTHOR,
    ],
    options={
        "indexes": [
            *by_names("series"),
            Index(name="meetings_se_name_5cf498_idx", fields=["name", "id"]),
        ]
    },
)

MEETING = CreateModel(
    "Meeting",
    [
        *RECORD,
        *NAMED,
        ("ordinal", PositiveIntegerField(null=True)),
        ("numbering", CharField(default="", max_length=40)),
        ("level", CharField(default="", max_length=20)),
        ("track", CharField(default="", max_length=3)),
        ("kind", CharField(default="", max_length=20)),
        ("mode", CharField(default="", max_length=10)),
        ("status", CharField(default="held", max_length=10)),
        ("date", PartialDateField()),
        ("earliest", earliest_of("date")),
        ("latest", latest_of("date")),
        ("date_order", order_of("date")),
        (
            "mechanism",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="meetings"),
        ),
        ("topics", ManyToManyField(related_name="meetings", to="mechanisms.topic")),
        ("place", ForeignKey("meetings.place", PROTECT, null=True, related_name="meetings")),
        ("series", ForeignKey("meetings.series", PROTECT, null=True, related_name="meetings")),
        *AUTHOR,
    ],
    options={
        "indexes": [
            # Compared by series and date, so without an index of names like another's.
            by_names("meeting")[0],
            Index(name="meetings_me_date_or_6af7c3_idx", fields=["date_order", "id"]),
            Index(name="meetings_me_mechani_c03c42_idx", fields=["mechanism", "date_order", "id"]),
            Index(name="meetings_me_place_i_45ac33_idx", fields=["place", "date_order", "id"]),
            Index(name="meetings_me_status_741daa_idx", fields=["status", "date_order", "id"]),
            Index(name="meetings_me_mode_4a8b0c_idx", fields=["mode", "date_order", "id"]),
            Index(name="meetings_me_track_8bb965_idx", fields=["track", "date_order", "id"]),
            Index(name="meetings_me_level_65d381_idx", fields=["level", "date_order", "id"]),
            Index(name="meetings_me_kind_e00a83_idx", fields=["kind", "date_order", "id"]),
            Index(name="meetings_me_earlies_c47724_idx", fields=["earliest"]),
            Index(name="meetings_me_latest_db7914_idx", fields=["latest"]),
            Index(name="meetings_me_name_043610_idx", fields=["name", "id"]),
        ],
        "constraints": [
            UniqueConstraint(
                name="meeting_ordinal_once_in_series", fields=["series", "numbering", "ordinal"]
            ),
            CheckConstraint(
                name="meeting_ordinal_from_one",
                condition=Q(ordinal__isnull=True) | Q(ordinal__gte=1),
            ),
            CheckConstraint(
                name="meeting_ordinal_belongs_to_series",
                condition=Q(ordinal__isnull=True) | Q(series__isnull=False),
            ),
            *is_a_date("meeting", "date"),
        ],
    },
)

PARTICIPATION = CreateModel(
    "Participation",
    [
        *RECORD,
        ("role", CharField(default="attendee", max_length=10)),
        ("meeting", ForeignKey("meetings.meeting", CASCADE, related_name="participations")),
        (
            "participant",
            ForeignKey("mechanisms.participant", PROTECT, related_name="participations"),
        ),
        *AUTHOR,
    ],
    options={
        "constraints": [
            UniqueConstraint(name="participation_once", fields=["meeting", "participant", "role"])
        ]
    },
)

DELEGATE = CreateModel(
    "Delegate",
    [
        *RECORD,
        ("role", CharField(default="attendee", max_length=10)),
        ("office", CharField(default="", max_length=300)),
        (
            "participant",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="delegates"),
        ),
        ("person", ForeignKey("mechanisms.person", PROTECT, related_name="attendances")),
        ("meeting", ForeignKey("meetings.meeting", CASCADE, related_name="delegates")),
        *AUTHOR,
    ],
    options={
        "constraints": [
            UniqueConstraint(name="delegate_once", fields=["meeting", "person", "role"])
        ]
    },
)

OUTCOME = CreateModel(
    "Outcome",
    [
        *RECORD,
        ("title", CharField(max_length=500)),
        ("action", CharField(max_length=20)),
        ("instrument", CharField(default="", max_length=20)),
        ("date", PartialDateField()),
        ("earliest", earliest_of("date")),
        ("latest", latest_of("date")),
        ("date_order", order_of("date")),
        ("summary", TextField(db_default="", default="")),
        (
            "follows_up",
            ForeignKey("meetings.outcome", PROTECT, null=True, related_name="followed_up_by"),
        ),
        (
            "mechanism",
            ForeignKey("mechanisms.mechanism", PROTECT, null=True, related_name="outcomes"),
        ),
        ("meeting", ForeignKey("meetings.meeting", CASCADE, null=True, related_name="outcomes")),
        (
            "proposer",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="proposals"),
        ),
        ("topics", ManyToManyField(related_name="outcomes", to="mechanisms.topic")),
        *AUTHOR,
    ],
    options={
        "indexes": [Index(name="meetings_ou_date_or_c1c137_idx", fields=["date_order", "id"])],
        "constraints": [
            CheckConstraint(
                name="outcome_of_a_meeting_or_a_mechanism",
                condition=Q(meeting__isnull=False) | Q(mechanism__isnull=False),
            ),
            *is_a_date("outcome", "date"),
        ],
    },
)

PLACE_NAME = names_of("meetings", "Place")
SERIES_NAME = names_of("meetings", "Series")
MEETING_NAME = names_of("meetings", "Meeting")

EVENTS = [
    events_of(
        "meetings",
        PLACE,
        "id uid state version self_published created_at name slug summary region latitude "
        "longitude coordinates_from changed_by country pgh_context pgh_obj",
    ),
    events_of("meetings", PLACE_NAME, NAME),
    events_of(
        "meetings",
        SERIES,
        "id uid state version self_published created_at name slug summary level track kind "
        "changed_by mechanism pgh_context pgh_obj",
    ),
    events_of("meetings", SERIES_NAME, NAME),
    events_of(
        "meetings",
        MEETING,
        "id uid state version self_published created_at name slug summary ordinal numbering level "
        "track kind mode status date changed_by mechanism pgh_context pgh_obj place series",
    ),
    events_of("meetings", MEETING_NAME, NAME),
    *topics_of("meetings", "Meeting"),
    events_of(
        "meetings",
        PARTICIPATION,
        "id uid state version self_published created_at role changed_by meeting participant "
        "pgh_context pgh_obj",
    ),
    events_of(
        "meetings",
        DELEGATE,
        "id uid state version self_published created_at role office changed_by meeting "
        "participant person pgh_context pgh_obj",
    ),
    events_of(
        "meetings",
        OUTCOME,
        "id uid state version self_published created_at title action instrument date summary "
        "changed_by follows_up mechanism meeting pgh_context pgh_obj proposer",
    ),
    *topics_of("meetings", "Outcome"),
]

TRIGGERS = {
    "place": record_triggers(
        "id uid name slug summary search_text country_id region latitude longitude "
        "coordinates_from",
        label="name",
        slug=True,
    ),
    "series": record_triggers(
        "id uid name slug summary search_text mechanism_id level track kind",
        label="name",
        slug=True,
    ),
    "meeting": record_triggers(
        "id uid name slug summary search_text mechanism_id series_id ordinal numbering level "
        "track kind mode status date place_id",
        label="name",
        slug=True,
    ),
    "participation": record_triggers("id uid meeting_id participant_id role"),
    "delegate": record_triggers("id uid meeting_id person_id participant_id role office"),
    "outcome": [
        *record_triggers(
            "id uid title meeting_id mechanism_id action instrument date proposer_id "
            "follows_up_id summary",
            label="title",
        ),
        no_cycle("follows_up_id"),
    ],
}


class Migration(migrations.Migration):
    initial = True

    # What was squashed into this before the first release: a database that has it has this.
    replaces = [
        ("meetings", "0001_meetings"),
        ("meetings", "0002_history"),
        ("meetings", "0003_begin_history"),
        ("meetings", "0004_duplicates"),
        ("meetings", "0005_ordinal_help"),
    ]
    dependencies = [
        ("mechanisms", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        CreateTables(
            PLACE,
            SERIES,
            MEETING,
            PARTICIPATION,
            DELEGATE,
            OUTCOME,
            PLACE_NAME,
            SERIES_NAME,
            MEETING_NAME,
            *EVENTS,
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory(*tracked(EVENTS)),
    ]

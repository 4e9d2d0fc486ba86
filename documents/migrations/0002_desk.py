"""What the desk keeps about documents: candidates, who read what, links, how far evidence goes."""

from django.conf import settings
from django.db import migrations
from django.db.migrations import CreateModel
from django.db.models import (
    CASCADE,
    PROTECT,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    FloatField,
    ForeignKey,
    Index,
    JSONField,
    OneToOneField,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextField,
    UniqueConstraint,
    URLField,
    UUIDField,
)
from django.db.models.functions import Now

from records.migrations.parts.tables import ID, CreateTables, events_of, tracked
from records.migrations.parts.triggers import InstallTriggers, KeepHistory, Trigger

READING = CreateModel(
    "Reading",
    [
        ID,
        ("reader", CharField(max_length=40)),
        ("language", CharField(default="", max_length=20)),
        ("date", CharField(default="", max_length=64)),
        ("found", PositiveIntegerField(default=0)),
        ("read_at", DateTimeField(db_default=Now())),
        ("capture", OneToOneField("documents.capture", CASCADE, related_name="reading")),
    ],
)

CANDIDATE = CreateModel(
    "Candidate",
    [
        ID,
        ("kind", CharField(max_length=20)),
        ("title", TextField()),
        ("start", PositiveBigIntegerField()),
        ("end", PositiveBigIntegerField()),
        ("reading", JSONField(default=dict)),
        ("score", FloatField()),
        ("match", CharField(default="", max_length=10)),
        ("fingerprint", CharField(max_length=64)),
        ("reader", CharField(default="", max_length=40)),
        ("decision", CharField(default="waiting", max_length=10)),
        ("decided_at", DateTimeField(null=True)),
        ("made", CharField(default="", max_length=10)),
        ("batch", UUIDField(null=True)),
        ("version", PositiveIntegerField(default=1)),
        ("capture", ForeignKey("documents.capture", CASCADE, related_name="candidates")),
        ("decided_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
        ("passage", ForeignKey("documents.passage", CASCADE, related_name="candidates")),
        ("proposal", ForeignKey("records.proposal", PROTECT, null=True, related_name="+")),
    ],
    options={
        "indexes": [
            Index(name="documents_c_capture_0e966a_idx", fields=["capture", "start", "id"]),
            Index(
                name="candidate_waiting",
                fields=["capture", "start", "id"],
                condition=Q(decision="waiting"),
            ),
            Index(
                name="candidate_decided",
                fields=["capture", "decided_by", "decided_at"],
                condition=~Q(decision="waiting"),
            ),
        ],
        "constraints": [
            UniqueConstraint(name="candidate_once", fields=["capture", "fingerprint"]),
            CheckConstraint(name="candidate_has_length", condition=Q(end__gt=F("start"))),
            CheckConstraint(
                name="candidate_is_decided_at_a_moment",
                condition=Q(decision="waiting", decided_at__isnull=True)
                | ~Q(decision="waiting") & Q(decided_at__isnull=False),
            ),
        ],
    },
)

READ_PASSAGE = CreateModel(
    "ReadPassage",
    [
        ID,
        ("at", DateTimeField(db_default=Now())),
        ("batch", UUIDField(null=True)),
        ("by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
        ("passage", OneToOneField("documents.passage", CASCADE, related_name="read_mark")),
    ],
)

LINK_CHECK = CreateModel(
    "LinkCheck",
    [
        ID,
        ("url", URLField(max_length=1000)),
        ("answer", CharField(max_length=10)),
        ("status", PositiveSmallIntegerField(null=True)),
        ("said", TextField(default="")),
        ("led_to", TextField(default="")),
        ("failures", PositiveIntegerField(default=0)),
        ("asked_at", DateTimeField()),
        ("document", OneToOneField("documents.document", CASCADE, related_name="link_check")),
    ],
    options={
        "indexes": [
            Index(name="documents_l_asked_a_54b525_idx", fields=["asked_at"]),
            Index(
                name="linkcheck_dead", fields=["id"], condition=Q(answer__in=["failing", "gone"])
            ),
        ]
    },
)

COVERAGE = CreateModel(
    "Coverage",
    [
        ID,
        ("scope", CharField(max_length=10)),
        ("kind", CharField(default="", max_length=40)),
        ("field", CharField(default="", max_length=60)),
        ("records", PositiveBigIntegerField()),
        ("filled", PositiveBigIntegerField()),
        ("evidenced", PositiveBigIntegerField()),
        ("single", PositiveBigIntegerField()),
        ("disputed", PositiveBigIntegerField()),
        ("taken_at", DateTimeField(db_default=Now())),
        (
            "mechanism",
            ForeignKey("mechanisms.mechanism", CASCADE, null=True, related_name="coverage"),
        ),
    ],
    options={"indexes": [Index(name="coverage_by_scope", fields=["scope", "-filled", "-id"])]},
)

EVENTS = [
    events_of(
        "documents",
        CANDIDATE,
        "id kind title start end reading score match fingerprint reader decision decided_at made "
        "batch version capture decided_by passage pgh_context pgh_obj proposal",
    ),
    events_of("documents", READ_PASSAGE, "id at batch by passage pgh_context pgh_obj"),
]

TRIGGERS = {
    "candidate": [
        Trigger("count_version", "BEFORE", "UPDATE", "NEW.version := OLD.version + 1; RETURN NEW;")
    ]
}


class Migration(migrations.Migration):
    # What was squashed into this before the first release: a database that has it has this.
    replaces = [("documents", "0007_candidates")]
    dependencies = [("documents", "0001_initial")]
    operations = [
        CreateTables(
            READING,
            CANDIDATE,
            READ_PASSAGE,
            LINK_CHECK,
            COVERAGE,
            *EVENTS,
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory(*tracked(EVENTS)),
    ]

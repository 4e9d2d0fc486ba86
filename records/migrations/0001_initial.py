"""The functions that other tables rest on; permanent ids, proposals, likely duplicates."""

from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations
from django.db.migrations import CreateModel
from django.db.models import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    SET_NULL,
    BooleanField,
    Case,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    FloatField,
    ForeignKey,
    GeneratedField,
    Index,
    JSONField,
    PositiveIntegerField,
    Q,
    SlugField,
    TextField,
    UniqueConstraint,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Now

from records.migrations.parts.tables import ID, CreateTables
from records.migrations.parts.triggers import SQL, InstallTriggers, Trigger


def functions(file: str) -> migrations.RunSQL:
    """Make the functions of a file."""
    return migrations.RunSQL((SQL / file).read_text(encoding="utf-8"), migrations.RunSQL.noop)


IDENTITY = CreateModel(
    "Identity",
    [
        ("uid", CharField(max_length=10, primary_key=True, serialize=False)),
        ("kind", CharField(max_length=40)),
        ("label", TextField(db_default="", default="")),
        ("state", CharField(db_default="draft", default="draft", max_length=10)),
        ("changed_at", DateTimeField(db_default=Now())),
        ("published_at", DateTimeField(null=True)),
        ("ended_at", DateTimeField(null=True)),
        ("loaded_version", PositiveIntegerField(null=True)),
        ("merged_into", ForeignKey("records.identity", PROTECT, null=True)),
        (
            "changed_by",
            ForeignKey(
                settings.AUTH_USER_MODEL,
                DO_NOTHING,
                null=True,
                db_index=False,
                db_constraint=False,
                related_name="+",
            ),
        ),
    ],
    options={
        "indexes": [
            Index(name="records_ide_changed_795610_idx", fields=["changed_at", "uid"]),
            Index(
                name="identity_in_review",
                fields=["changed_at", "uid"],
                condition=Q(ended_at=None, state="in_review"),
            ),
            Index(
                name="identity_drafts_by_author",
                fields=["changed_by", "changed_at", "uid"],
                condition=Q(ended_at=None, state="draft"),
            ),
        ],
        "constraints": [
            CheckConstraint(
                name="identity_not_merged_into_itself", condition=~Q(merged_into=F("uid"))
            )
        ],
    },
)

OLD_SLUG = CreateModel(
    "OldSlug",
    [
        ID,
        ("kind", CharField(max_length=40)),
        ("slug", SlugField(max_length=200)),
        ("identity", ForeignKey("records.identity", CASCADE, related_name="old_slugs")),
    ],
    options={
        "constraints": [UniqueConstraint(name="old_slug_once_per_kind", fields=["kind", "slug"])]
    },
)

HOUSE_RULES = CreateModel(
    "HouseRules",
    [ID, ("four_eyes", BooleanField(db_default=True, default=True))],
    options={
        "constraints": [CheckConstraint(name="house_has_one_set_of_rules", condition=Q(pk=1))]
    },
)

REMARK = CreateModel(
    "Remark",
    [
        ID,
        ("text", TextField()),
        ("answered", BooleanField(db_default=False, default=False)),
        ("created_at", DateTimeField(db_default=Now())),
        ("author", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
        ("identity", ForeignKey("records.identity", CASCADE, related_name="remarks")),
    ],
    options={
        "indexes": [Index(name="remark_unanswered", fields=["id"], condition=Q(answered=False))]
    },
)

PROPOSAL = CreateModel(
    "Proposal",
    [
        ID,
        ("what", TextField(default="")),
        ("why", TextField(default="")),
        ("changes", JSONField(encoder=DjangoJSONEncoder)),
        ("status", CharField(default="waiting", max_length=10)),
        ("remark", TextField(default="")),
        ("decided_at", DateTimeField(null=True)),
        ("batch", UUIDField(null=True)),
        ("version", PositiveIntegerField(default=1)),
        ("created_at", DateTimeField(db_default=Now())),
        ("updated_at", DateTimeField(auto_now=True)),
        ("author", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
        ("decided_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
        ("identity", ForeignKey("records.identity", PROTECT, null=True, related_name="proposals")),
    ],
    options={
        "indexes": [
            Index(
                name="proposal_waiting", fields=["created_at", "id"], condition=Q(status="waiting")
            )
        ],
        "constraints": [
            CheckConstraint(
                name="proposal_is_decided_by_another_or_open",
                condition=Q(status__in=["waiting", "returned", "taken_back"])
                | Q(decided_by__isnull=False),
            )
        ],
    },
)

DUPLICATE_PAIR = CreateModel(
    "DuplicatePair",
    [
        ID,
        ("kind", CharField(max_length=40)),
        ("score", FloatField()),
        ("reasons", JSONField(default=list)),
        ("verdict", CharField(default="open", max_length=10)),
        ("asked", JSONField(null=True)),
        ("decided_at", DateTimeField(null=True)),
        ("why", TextField(default="")),
        ("batch", UUIDField(null=True)),
        ("version", PositiveIntegerField(default=1)),
        ("found_at", DateTimeField(db_default=Now())),
        (
            "turn",
            GeneratedField(
                db_persist=True,
                expression=Case(When(verdict="unsure", then=Value(2.0)), default=Value(1.0))
                - F("score"),
                output_field=FloatField(),
            ),
        ),
        ("asked_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
        ("because_of", ForeignKey("records.duplicatepair", SET_NULL, null=True, related_name="+")),
        ("decided_by", ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
        ("one", ForeignKey("records.identity", PROTECT, related_name="+")),
        ("other", ForeignKey("records.identity", PROTECT, related_name="+")),
        ("winner", ForeignKey("records.identity", PROTECT, null=True, related_name="+")),
    ],
    options={
        "indexes": [
            Index(
                name="duplicates_to_judge",
                fields=["turn", "id"],
                condition=Q(verdict__in=["open", "unsure"]),
            ),
            Index(name="duplicates_by_batch", fields=["batch"]),
        ],
        "constraints": [
            UniqueConstraint(name="duplicate_pair_once", fields=["one", "other"]),
            CheckConstraint(name="duplicate_pair_in_order", condition=Q(one_id__lt=F("other_id"))),
            CheckConstraint(
                name="duplicate_pair_score_is_a_share", condition=Q(score__gte=0, score__lte=1)
            ),
        ],
    },
)

TRIGGERS = {
    "identity": [
        Trigger(
            "keep_identity",
            "BEFORE",
            "DELETE",
            "RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
        )
    ]
}


class Migration(migrations.Migration):
    initial = True

    # What was squashed into this before the first release: a database that has it has this.
    replaces = [
        ("records", "0001_partial_dates"),
        ("records", "0002_records"),
        ("records", "0004_who_writes"),
        ("records", "0005_house_rules"),
        ("records", "0006_review"),
        ("records", "0008_duplicates"),
        ("records", "0009_what_waits"),
    ]
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        functions("dates.sql"),
        functions("batches.sql"),
        CreateTables(
            IDENTITY,
            OLD_SLUG,
            HOUSE_RULES,
            REMARK,
            PROPOSAL,
            DUPLICATE_PAIR,
        ),
        InstallTriggers(TRIGGERS),
    ]

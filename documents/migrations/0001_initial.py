"""Documents, their copies and passages, and the citations that rest on these."""

from pathlib import Path

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations
from django.db.migrations import CreateModel
from django.db.models import (
    CASCADE,
    PROTECT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    FileField,
    FloatField,
    ForeignKey,
    Func,
    Index,
    IntegerField,
    JSONField,
    PositiveBigIntegerField,
    PositiveIntegerField,
    Q,
    TextField,
    UniqueConstraint,
    URLField,
)
from django.db.models.functions import MD5, Upper
from django.db.models.lookups import Exact

from documents.models import BareUrl
from records.fields import PartialDateField
from records.migrations.parts.tables import (
    AUTHOR,
    ID,
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
    tracked,
)
from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    Trigger,
    body,
    no_cycle,
    record_triggers,
)

SQL = Path(__file__).resolve().parent / "sql"

DOCUMENT = CreateModel(
    "Document",
    [
        *RECORD,
        *NAMED,
        ("kind", CharField(max_length=20)),
        ("published", PartialDateField(single=True)),
        ("published_earliest", earliest_of("published")),
        ("published_latest", latest_of("published")),
        ("published_order", order_of("published")),
        ("language", CharField(default="en", max_length=20)),
        ("url", URLField(default="", max_length=1000)),
        ("identifier", CharField(default="", max_length=200)),
        ("rights", CharField(default="editors", max_length=10)),
        ("version_label", CharField(default="", max_length=100)),
        (
            "expression_of",
            ForeignKey("documents.document", PROTECT, null=True, related_name="expressions"),
        ),
        ("outcome", ForeignKey("meetings.outcome", PROTECT, null=True, related_name="texts")),
        ("part_of", ForeignKey("documents.document", PROTECT, null=True, related_name="parts")),
        (
            "publisher",
            ForeignKey("mechanisms.participant", PROTECT, null=True, related_name="publications"),
        ),
        (
            "version_of",
            ForeignKey("documents.document", PROTECT, null=True, related_name="versions"),
        ),
        *AUTHOR,
    ],
    options={
        "indexes": [
            *by_names("document"),
            Index(name="documents_d_publish_dfb9cd_idx", fields=["published_order", "id"]),
            Index(name="documents_d_name_6a2c9a_idx", fields=["name", "id"]),
            Index(BareUrl("url"), condition=~Q(url=""), name="document_by_url"),
            Index(Upper("identifier"), condition=~Q(identifier=""), name="document_by_identifier"),
        ],
        "constraints": [*is_a_date("document", "published")],
    },
)

CAPTURE = CreateModel(
    "Capture",
    [
        ID,
        ("sha256", CharField(max_length=64, unique=True)),
        ("byte_length", PositiveBigIntegerField()),
        ("char_length", PositiveBigIntegerField()),
        ("media_type", CharField(default="text/plain", max_length=100)),
        ("encoding", CharField(default="utf-8", max_length=40)),
        ("retrieved", PartialDateField(single=True)),
        ("source_url", URLField(default="", max_length=1000)),
        ("file", FileField(default="", upload_to="captures/")),
        ("text", TextField(null=True)),
        ("created_at", DateTimeField(auto_now_add=True)),
        ("document", ForeignKey("documents.document", PROTECT, related_name="captures")),
        ("extractor", CharField(db_default="", default="", max_length=100)),
        (
            "brought_by",
            ForeignKey(
                settings.AUTH_USER_MODEL, PROTECT, null=True, db_index=False, related_name="+"
            ),
        ),
        ("waits", BooleanField(db_default=False, default=False)),
    ],
    options={
        "indexes": [
            Index(MD5("text"), condition=Q(text__isnull=False), name="capture_by_text"),
            Index(name="capture_waits", fields=["id"], condition=Q(waits=True)),
        ],
        "constraints": [
            *is_a_date("capture", "retrieved"),
            CheckConstraint(
                name="capture_text_has_its_length",
                condition=Q(text__isnull=True)
                | Q(char_length=Func(F("text"), function="char_length")),
            ),
        ],
    },
)

PASSAGE = CreateModel(
    "Passage",
    [
        ID,
        ("number", PositiveIntegerField()),
        ("kind", CharField(default="paragraph", max_length=10)),
        ("locator", CharField(max_length=100)),
        ("speaker", CharField(default="", max_length=200)),
        ("start", PositiveBigIntegerField()),
        ("end", PositiveBigIntegerField()),
        ("text", TextField(default="")),
        ("summary", TextField(db_default="", default="")),
        ("capture", ForeignKey("documents.capture", PROTECT, related_name="passages")),
    ],
    options={
        "constraints": [
            UniqueConstraint(name="passage_number_once", fields=["capture", "number"]),
            CheckConstraint(name="passage_has_length", condition=Q(end__gt=F("start"))),
            CheckConstraint(
                name="passage_text_has_its_length",
                condition=Q(text="") | Q(end=F("start") + Func(F("text"), function="char_length")),
            ),
        ]
    },
)

SUBJECTS = {
    "mechanism": "mechanisms.mechanism",
    "participant": "mechanisms.participant",
    "person": "mechanisms.person",
    "office": "mechanisms.office",
    "membership": "mechanisms.membership",
    "topic": "mechanisms.topic",
    "place": "meetings.place",
    "series": "meetings.series",
    "meeting": "meetings.meeting",
    "participation": "meetings.participation",
    "delegate": "meetings.delegate",
    "outcome": "meetings.outcome",
    "document": "documents.document",
}
"""What a citation can be about."""

CITATION = CreateModel(
    "Citation",
    [
        *RECORD,
        ("fields", ArrayField(base_field=CharField(max_length=40), default=list, size=None)),
        ("start", PositiveBigIntegerField()),
        ("end", PositiveBigIntegerField()),
        ("quote", TextField(default="")),
        ("prefix", CharField(default="", max_length=64)),
        ("suffix", CharField(default="", max_length=64)),
        ("stated", JSONField(default=dict)),
        ("reason", TextField(default="")),
        *(
            (name, ForeignKey(SUBJECTS[name], CASCADE, null=True, related_name="citations"))
            for name in sorted(SUBJECTS, key=lambda name: (name == "document", name))
        ),
        ("passage", ForeignKey("documents.passage", PROTECT, related_name="citations")),
        *AUTHOR,
        ("counting", CharField(db_default="", default="", max_length=300)),
    ],
    options={
        "indexes": [
            Index(name="citation_states_otherwise", fields=["id"], condition=~Q(stated={}))
        ],
        "constraints": [
            CheckConstraint(
                name="citation_has_one_subject",
                condition=Exact(
                    Func(*map(F, SUBJECTS), function="num_nonnulls", output_field=IntegerField()), 1
                ),
            ),
            CheckConstraint(name="citation_has_length", condition=Q(end__gt=F("start"))),
            CheckConstraint(
                name="citation_quote_has_its_length",
                condition=Q(quote="")
                | Q(end=F("start") + Func(F("quote"), function="char_length")),
            ),
            CheckConstraint(name="citation_is_no_book", condition=Q(end__lte=F("start") + 20000)),
        ],
    },
)

ANCHOR = CreateModel(
    "Anchor",
    [
        ID,
        ("outcome", CharField(max_length=10)),
        ("why", CharField(default="", max_length=12)),
        ("decision", CharField(default="open", max_length=10)),
        ("start", PositiveBigIntegerField(null=True)),
        ("end", PositiveBigIntegerField(null=True)),
        ("score", FloatField(default=0)),
        ("capture", ForeignKey("documents.capture", PROTECT, related_name="anchors")),
        ("citation", ForeignKey("documents.citation", CASCADE, related_name="anchors")),
        ("origin", ForeignKey("documents.capture", PROTECT, related_name="departures")),
        ("passage", ForeignKey("documents.passage", PROTECT, null=True, related_name="anchors")),
    ],
    options={
        "indexes": [
            Index(name="anchor_open", fields=["id"], condition=Q(decision="open")),
            Index(name="anchor_by_capture", fields=["capture", "outcome", "decision"]),
        ],
        "constraints": [
            UniqueConstraint(name="anchor_once", fields=["citation", "capture"]),
            CheckConstraint(
                name="anchor_has_a_place_or_none",
                condition=Q(end=None, passage=None, start=None)
                | Q(end__gt=F("start"), passage__isnull=False),
            ),
        ],
    },
)

DOCUMENT_NAME = names_of("documents", "Document")

EVENTS = [
    events_of(
        "documents",
        DOCUMENT,
        "id uid state version self_published created_at name slug summary kind published language "
        "url identifier rights version_label changed_by expression_of outcome part_of pgh_context "
        "pgh_obj publisher version_of",
    ),
    events_of("documents", DOCUMENT_NAME, NAME),
    events_of(
        "documents",
        CAPTURE,
        "id sha256 byte_length char_length media_type encoding retrieved source_url file "
        "created_at document pgh_context pgh_obj extractor brought_by waits",
    ),
    events_of(
        "documents",
        PASSAGE,
        "id number kind locator speaker start end summary capture pgh_context pgh_obj",
    ),
    events_of(
        "documents",
        CITATION,
        "id uid state version self_published created_at fields start end quote prefix suffix "
        "stated reason changed_by delegate document mechanism meeting membership office outcome "
        "participant participation passage person pgh_context pgh_obj place series topic counting",
    ),
    events_of(
        "documents",
        ANCHOR,
        "id outcome why decision start end score capture citation origin passage pgh_context "
        "pgh_obj",
    ),
]

TRIGGERS = {
    "document": [
        *record_triggers(
            "id uid name slug summary search_text kind publisher_id published language url "
            "identifier rights part_of_id version_of_id version_label expression_of_id outcome_id",
            label="name",
            slug=True,
        ),
        no_cycle("part_of_id"),
        no_cycle("version_of_id"),
        no_cycle("expression_of_id"),
        Trigger(
            "publish_copies_of_others",
            "BEFORE",
            'UPDATE OF "state"',
            body(SQL / "publish_copies_of_others.sql"),
            only_if="(NEW.state = 'published' AND OLD.state <> 'published')",
        ),
    ],
    "capture": [
        Trigger("bring_capture", "BEFORE", "INSERT", body(SQL / "bring_capture.sql")),
        Trigger("keep_capture", "BEFORE", "UPDATE", body(SQL / "keep_capture.sql")),
        Trigger(
            "keep_cited_agreed",
            "AFTER",
            'UPDATE OF "waits"',
            body(SQL / "keep_cited_agreed.sql"),
            only_if="(NEW.waits AND NOT OLD.waits)",
            at_commit=True,
        ),
    ],
    "citation": [
        *record_triggers(
            "id uid mechanism_id participant_id person_id office_id membership_id topic_id "
            "place_id series_id meeting_id participation_id delegate_id outcome_id document_id "
            "passage_id fields start end quote prefix suffix stated counting reason",
            place=("passage_id", "start", "end", "quote", "prefix", "suffix"),
        ),
        Trigger(
            "citation_inside_passage",
            "BEFORE",
            "INSERT OR UPDATE",
            body(SQL / "citation_inside_passage.sql"),
            declare="copy_waits boolean",
        ),
    ],
}


class Migration(migrations.Migration):
    initial = True

    # What was squashed into this before the first release: a database that has it has this.
    replaces = [
        ("documents", "0001_evidence"),
        ("documents", "0002_history"),
        ("documents", "0003_begin_history"),
        ("documents", "0004_duplicates"),
        ("documents", "0005_working_lists"),
        ("documents", "0006_document_formats"),
        ("documents", "0008_places_of_citations"),
        ("documents", "0009_length_of_citations"),
        ("documents", "0010_copies_that_wait"),
    ]
    dependencies = [("meetings", "0001_initial")]
    operations = [
        CreateTables(
            DOCUMENT,
            CAPTURE,
            PASSAGE,
            CITATION,
            ANCHOR,
            DOCUMENT_NAME,
            *EVENTS,
        ),
        InstallTriggers(TRIGGERS),
        KeepHistory(*tracked(EVENTS)),
    ]

"""Authorship follows all that the public reads; old addresses stay with what was public."""

from pathlib import Path

from django.db import migrations

from records.migrations.parts.authorship import OLD_SLUGS, WITH_AUTHORS, change_owner, end_part
from records.migrations.parts.triggers import InstallTriggers, Trigger, body

SQL = Path(__file__).resolve().parent / "sql"
TRIGGERS = {
    "document": [WITH_AUTHORS, *OLD_SLUGS],
    "citation": [
        WITH_AUTHORS,
        end_part(
            mechanism_id="mechanisms_mechanism",
            participant_id="mechanisms_participant",
            person_id="mechanisms_person",
            office_id="mechanisms_office",
            membership_id="mechanisms_membership",
            topic_id="mechanisms_topic",
            place_id="meetings_place",
            series_id="meetings_series",
            meeting_id="meetings_meeting",
            participation_id="meetings_participation",
            delegate_id="meetings_delegate",
            outcome_id="meetings_outcome",
            position_id="meetings_position",
            document_id="documents_document",
        ),
    ],
    "documentname": [change_owner("record_id", "documents_document")],
    "capture": [
        Trigger(
            "change_document",
            "AFTER",
            'UPDATE OF "media_type", "retrieved", "source_url"',
            body(SQL / "0007_change_document_of_copy.sql"),
            only_if="(NOT NEW.waits AND ROW(NEW.media_type, NEW.retrieved, NEW.source_url)"
            " IS DISTINCT FROM ROW(OLD.media_type, OLD.retrieved, OLD.source_url))",
        ),
    ],
    "passage": [
        Trigger(
            "change_document",
            "AFTER",
            "INSERT OR UPDATE OR DELETE",
            body(SQL / "0007_change_document_of_passage.sql"),
            declare="passage documents_passage; document bigint",
        ),
    ],
}

KNOWN = """
UPDATE records_identity SET authors = ARRAY[changed_by_id]
WHERE state <> 'published' AND changed_by_id IS NOT NULL AND ended_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_move_positions"),
        ("mechanisms", "0004_authors"),
        ("meetings", "0005_authors"),
        ("records", "0003_authors"),
    ]
    operations = [InstallTriggers(TRIGGERS), migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]

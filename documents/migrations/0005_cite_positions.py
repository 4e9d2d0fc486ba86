"""A citation can be about a position, and holds for the values that records have gained."""

from pathlib import Path

from django.db import migrations
from django.db.migrations import AddConstraint, AddField, RemoveConstraint
from django.db.models import (
    CASCADE,
    DO_NOTHING,
    CheckConstraint,
    F,
    ForeignKey,
    Func,
    IntegerField,
)
from django.db.models.lookups import Exact

from records.migrations.parts.triggers import (
    InstallTriggers,
    KeepHistory,
    Trigger,
    body,
    record_triggers,
)

SQL = Path(__file__).resolve().parent / "sql"

SUBJECTS = (
    *("mechanism", "participant", "person", "office", "membership", "topic", "place", "series"),
    *("meeting", "participation", "delegate", "outcome", "position", "document"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_name_periods"),
        ("mechanisms", "0003_lists_and_collectives"),
        ("meetings", "0004_bounds_and_lists"),
    ]
    operations = [
        AddField(
            "citation",
            "position",
            ForeignKey("meetings.position", CASCADE, null=True, related_name="citations"),
        ),
        AddField(
            "citationevent",
            "position",
            ForeignKey(
                "meetings.position",
                DO_NOTHING,
                null=True,
                db_constraint=False,
                related_name="+",
                related_query_name="+",
            ),
        ),
        RemoveConstraint("citation", "citation_has_one_subject"),
        AddConstraint(
            "citation",
            CheckConstraint(
                name="citation_has_one_subject",
                condition=Exact(
                    Func(*map(F, SUBJECTS), function="num_nonnulls", output_field=IntegerField()), 1
                ),
            ),
        ),
        InstallTriggers(
            {
                "citation": [
                    *record_triggers(
                        "id uid mechanism_id participant_id person_id office_id membership_id "
                        "topic_id place_id series_id meeting_id participation_id delegate_id "
                        "outcome_id position_id document_id passage_id fields start end quote "
                        "prefix suffix stated holds_for counting reason",
                        place=("passage_id", "start", "end", "quote", "prefix", "suffix"),
                    )[:1],
                    Trigger(
                        "judge_values",
                        "BEFORE",
                        "INSERT OR UPDATE",
                        body(SQL / "0005_judge_values.sql"),
                        declare="given jsonb; said jsonb",
                    ),
                ]
            }
        ),
        KeepHistory("citation"),
    ]

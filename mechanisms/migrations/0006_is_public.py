"""Whether a record is public, with all that it depends on, is a column."""

from django.db import migrations

from records.migrations.parts.public import (
    InstallReferring,
    SkipWhileSpreading,
    is_public,
    keep_public,
    no_cycle,
    spread_awaited,
    spread_public,
)
from records.migrations.parts.triggers import InstallTriggers

KEEP = {
    model: [keep_public(f"mechanisms_{model}")]
    for model in ("topic", "mechanism", "participant", "membership", "person", "office")
}
DEPENDENTS = {
    "topic": (
        "mechanisms_topic: parent_id",
        "documents_citation: topic_id",
    ),
    "mechanism": (
        "mechanisms_mechanism: parent_id",
        "mechanisms_mechanism: predecessor_id",
        "mechanisms_participant: members_of_id",
        "mechanisms_membership: mechanism_id",
        "meetings_series: mechanism_id",
        "meetings_meeting: mechanism_id",
        "meetings_outcome: mechanism_id",
        "meetings_position: mechanism_id",
        "documents_citation: mechanism_id",
    ),
    "participant": (
        "mechanisms_participant: parent_id",
        "mechanisms_membership: participant_id",
        "mechanisms_office: participant_id",
        "meetings_place: country_id",
        "meetings_participation: participant_id",
        "meetings_delegate: participant_id",
        "meetings_outcome: proposer_id",
        "meetings_position: proposer_id",
        "documents_citation: participant_id",
    ),
    "membership": ("documents_citation: membership_id",),
    "person": (
        "mechanisms_office: person_id",
        "meetings_delegate: person_id",
        "documents_citation: person_id",
    ),
    "office": ("documents_citation: office_id",),
}

RINGS = {
    "topic": ("mechanisms_topic.parent_id: mechanisms_topic",),
    "mechanism": (
        "mechanisms_mechanism.parent_id: mechanisms_mechanism",
        "mechanisms_mechanism.predecessor_id: mechanisms_mechanism",
    ),
    "participant": ("mechanisms_participant.parent_id: mechanisms_participant",),
}
NO_CYCLE = {
    model: [
        no_cycle(f"mechanisms_{model}", one.partition(": ")[0].partition(".")[2], ring)
        for one in ring
        if one.startswith(f"mechanisms_{model}.")
    ]
    for model, ring in RINGS.items()
}


class Migration(migrations.Migration):
    dependencies = [
        ("mechanisms", "0005_keep_complete_list"),
        ("documents", "0014_grow"),
        ("records", "0005_spread_public"),
    ]
    operations = [
        *(is_public(model) for model in KEEP),
        InstallTriggers(KEEP),
        InstallTriggers(NO_CYCLE),
        InstallReferring({model: [spread_public(*rows)] for model, rows in DEPENDENTS.items()}),
        InstallTriggers({model: [spread_awaited(*rows)] for model, rows in DEPENDENTS.items()}),
        SkipWhileSpreading({model: ["version_row", "with_authors"] for model in KEEP}),
    ]

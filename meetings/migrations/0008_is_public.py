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
    model: [keep_public(f"meetings_{model}")]
    for model in ("place", "series", "meeting", "participation", "delegate", "outcome", "position")
}
DEPENDENTS = {
    "place": (
        "meetings_meeting: place_id",
        "documents_citation: place_id",
    ),
    "series": (
        "meetings_meeting: series_id",
        "documents_citation: series_id",
    ),
    "meeting": (
        "meetings_participation: meeting_id",
        "meetings_delegate: meeting_id",
        "meetings_outcome: meeting_id",
        "meetings_position: meeting_id",
        "documents_citation: meeting_id",
    ),
    "participation": ("documents_citation: participation_id",),
    "delegate": ("documents_citation: delegate_id",),
    "outcome": (
        "meetings_outcome: follows_up_id",
        "meetings_position: follows_up_id",
        "documents_citation: outcome_id",
    ),
    "position": (
        "meetings_outcome: takes_up_id",
        "meetings_position: continues_id",
        "documents_citation: position_id",
    ),
}
BY_STATE = ("meetings_outcome: takes_up_id",)

RINGS = {
    "outcome": ("meetings_outcome.follows_up_id: meetings_outcome",),
    "position": ("meetings_position.continues_id: meetings_position",),
}
NO_CYCLE = {
    model: [
        no_cycle(f"meetings_{model}", one.partition(": ")[0].partition(".")[2], ring)
        for one in ring
        if one.startswith(f"meetings_{model}.")
    ]
    for model, ring in RINGS.items()
}


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0007_keep_complete_list"),
        ("mechanisms", "0006_is_public"),
    ]
    operations = [
        *(is_public(model) for model in KEEP),
        InstallTriggers(KEEP),
        InstallTriggers(NO_CYCLE),
        InstallReferring(
            {
                model: [
                    spread_public(
                        *(one for one in rows if one not in BY_STATE),
                        by_state=tuple(one for one in rows if one in BY_STATE),
                    )
                ]
                for model, rows in DEPENDENTS.items()
            }
        ),
        InstallTriggers({model: [spread_awaited(*rows)] for model, rows in DEPENDENTS.items()}),
        SkipWhileSpreading({model: ["version_row", "with_authors"] for model in KEEP}),
    ]

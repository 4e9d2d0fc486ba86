"""Authorship follows all that the public reads; old addresses stay with what was public."""

from django.db import migrations

from records.migrations.parts.authorship import OLD_SLUGS, WITH_AUTHORS, change_owner, end_part
from records.migrations.parts.triggers import InstallTriggers

TRIGGERS = {
    "place": [WITH_AUTHORS, *OLD_SLUGS],
    "series": [WITH_AUTHORS, *OLD_SLUGS],
    "meeting": [WITH_AUTHORS, *OLD_SLUGS],
    "participation": [WITH_AUTHORS, end_part(meeting_id="meetings_meeting")],
    "delegate": [WITH_AUTHORS, end_part(meeting_id="meetings_meeting")],
    "outcome": [
        WITH_AUTHORS,
        end_part(
            meeting_id="meetings_meeting",
            mechanism_id="mechanisms_mechanism",
        ),
    ],
    "position": [
        WITH_AUTHORS,
        end_part(
            meeting_id="meetings_meeting",
            mechanism_id="mechanisms_mechanism",
        ),
    ],
    "placename": [change_owner("record_id", "meetings_place")],
    "seriesname": [change_owner("record_id", "meetings_series")],
    "meetingname": [change_owner("record_id", "meetings_meeting")],
    "meetingtopic": [change_owner("meeting_id", "meetings_meeting")],
    "outcometopic": [change_owner("outcome_id", "meetings_outcome")],
    "positiontopic": [change_owner("position_id", "meetings_position")],
}


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_bounds_and_lists"),
        ("documents", "0006_move_positions"),
        ("records", "0003_authors"),
    ]
    operations = [InstallTriggers(TRIGGERS)]

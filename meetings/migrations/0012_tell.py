"""What changes of a record in public is noted."""

from django.db import migrations

from records.migrations.parts.telling import install

MEETING = {"meeting_id": "meetings_meeting"}
EITHER = {**MEETING, "mechanism_id": "mechanisms_mechanism"}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_keep_named"), ("mechanisms", "0009_tell")]
    operations = [
        install(
            place=("name slug country_id region latitude longitude coordinates_from", {}),
            series=("name slug", {}),
            meeting=("name slug status", {}),
            participation=("", MEETING),
            delegate=("", MEETING),
            outcome=("title", EITHER),
            position=("title", EITHER),
        ),
    ]

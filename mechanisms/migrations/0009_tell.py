"""What changes of a record in public is noted."""

from django.db import migrations

from records.migrations.parts.telling import install

BODY, WHO = "mechanisms_mechanism", "mechanisms_participant"


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0008_keep_named"), ("records", "0008_public_changes")]
    operations = [
        install(
            topic=("name slug", {}),
            participant=("name slug", {}),
            mechanism=("name slug status", {}),
            person=("name slug", {}),
            office=("title", {"person_id": "mechanisms_person"}),
            membership=("", {"mechanism_id": BODY, "participant_id": WHO}),
        ),
    ]

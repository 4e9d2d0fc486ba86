"""Authorship follows all that the public reads; old addresses stay with what was public."""

from django.db import migrations

from records.migrations.parts.authorship import OLD_SLUGS, WITH_AUTHORS, change_owner, end_part
from records.migrations.parts.triggers import InstallTriggers

TRIGGERS = {
    "topic": [WITH_AUTHORS, *OLD_SLUGS],
    "mechanism": [WITH_AUTHORS, *OLD_SLUGS],
    "participant": [WITH_AUTHORS, *OLD_SLUGS],
    "person": [WITH_AUTHORS, *OLD_SLUGS],
    "membership": [WITH_AUTHORS, end_part(mechanism_id="mechanisms_mechanism")],
    "office": [WITH_AUTHORS, end_part(person_id="mechanisms_person")],
    "topicname": [change_owner("record_id", "mechanisms_topic")],
    "mechanismname": [change_owner("record_id", "mechanisms_mechanism")],
    "participantname": [change_owner("record_id", "mechanisms_participant")],
    "personname": [change_owner("record_id", "mechanisms_person")],
    "mechanismtopic": [change_owner("mechanism_id", "mechanisms_mechanism")],
}


class Migration(migrations.Migration):
    dependencies = [
        ("mechanisms", "0003_lists_and_collectives"),
        ("documents", "0006_move_positions"),
        ("records", "0003_authors"),
    ]
    operations = [InstallTriggers(TRIGGERS)]

"""What the public saw of a record is noted when it sees it."""

from django.db import migrations

from records.migrations.parts.seen import LeaveWhatWasSeen, seen_by_public
from records.migrations.parts.triggers import InstallTriggers

SEEN = {
    "topic": seen_by_public("name", slug=True),
    "mechanism": seen_by_public("name", slug=True),
    "participant": seen_by_public("name", slug=True),
    "person": seen_by_public("name", slug=True),
    "membership": seen_by_public(),
    "office": seen_by_public("title"),
}


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0006_is_public"), ("records", "0007_seen_by_public")]
    operations = [LeaveWhatWasSeen(*SEEN), InstallTriggers(SEEN)]

"""What the public saw of a record is noted when it sees it."""

from django.db import migrations

from records.migrations.parts.seen import LeaveWhatWasSeen, seen_by_public
from records.migrations.parts.triggers import InstallTriggers

SEEN = {
    "place": seen_by_public("name", slug=True),
    "series": seen_by_public("name", slug=True),
    "meeting": seen_by_public("name", slug=True),
    "participation": seen_by_public(),
    "delegate": seen_by_public(),
    "outcome": seen_by_public("title"),
    "position": seen_by_public("title"),
}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_indexes"), ("mechanisms", "0007_seen_by_public")]
    operations = [LeaveWhatWasSeen(*SEEN), InstallTriggers(SEEN)]

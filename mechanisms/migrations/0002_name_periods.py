"""A name may stand with each of the periods in which it was used."""

from django.db import migrations
from django.db.models import UniqueConstraint

COLUMNS = ["record", "text", "language", "kind", "since", "until"]


class Migration(migrations.Migration):
    dependencies = [("mechanisms", "0001_initial")]

    operations = [
        operation
        for name in ("mechanismname", "participantname", "personname", "topicname")
        for operation in (
            migrations.RemoveConstraint(name, f"{name}_once"),
            migrations.AddConstraint(name, UniqueConstraint(name=f"{name}_once", fields=COLUMNS)),
        )
    ]

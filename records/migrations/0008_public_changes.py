"""Each change of what the public reads keeps its number, and the records that it changes."""

import django.db.models.deletion
from django.db import migrations, models

from records.migrations.parts.triggers import SQL, InstallTriggers, Trigger, body

GROW = Trigger(
    "grow_register",
    "AFTER",
    "INSERT",
    body(SQL / "0008_grow_register.sql"),
    declare="grown records_registerversion",
    at_commit=True,
)


class Migration(migrations.Migration):
    dependencies = [("records", "0007_seen_by_public")]
    operations = [
        migrations.AddField(
            "publicchange", "number", models.BigIntegerField(null=True, unique=True)
        ),
        migrations.AddField("publicchange", "at", models.DateTimeField(null=True, db_index=True)),
        migrations.CreateModel(
            "ChangedRecord",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "change_id",
                        "uid",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        db_index=False,
                        to="records.publicchange",
                    ),
                ),
                ("uid", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=40)),
                ("flags", models.SmallIntegerField()),
                ("round", models.SmallIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["uid", "change"], name="changes_of_record")]},
        ),
        migrations.RunSQL(
            (SQL / "0008_tell.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
        InstallTriggers({"publicchange": [GROW]}),
    ]

"""The register has a version, which grows when what the public reads changes."""

from django.db import migrations, models

from records.migrations.parts.triggers import SQL, InstallTriggers, Trigger, body


class Migration(migrations.Migration):
    dependencies = [("records", "0003_authors")]
    operations = [
        migrations.CreateModel(
            "RegisterVersion",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False)),
                ("number", models.BigIntegerField(default=0, db_default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="register_version_is_one", condition=models.Q(pk=1)
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "PublicChange",
            [("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False))],
        ),
        migrations.RunSQL(
            (SQL / "0004_grow.sql").read_text(encoding="utf-8"), "DROP FUNCTION fora_grow()"
        ),
        InstallTriggers(
            {
                "publicchange": [
                    Trigger(
                        "grow_register",
                        "AFTER",
                        "INSERT",
                        body(SQL / "0004_grow_register.sql"),
                        at_commit=True,
                    )
                ],
                "identity": [
                    Trigger(
                        "grow",
                        "AFTER",
                        "INSERT OR UPDATE",
                        body(SQL / "0004_grow_with_identity.sql"),
                        only_if="(NEW.published_at IS NOT NULL)",
                    )
                ],
            }
        ),
    ]

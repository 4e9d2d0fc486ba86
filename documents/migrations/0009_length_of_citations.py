from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_places_of_citations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                name="citation_is_no_book",
                condition=Q(end__lte=F("start") + 20000),
                violation_error_message="A citation has at most 20,000 characters: choose the words that say it.",
            ),
        ),
    ]

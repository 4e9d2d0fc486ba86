"""How many were present, how far lists go, and how many meetings of a series a source counts."""

from django.db import migrations
from django.db.migrations import AddConstraint, AddField
from django.db.models import CharField, CheckConstraint, F, PositiveIntegerField, Q

from records.fields import PartialDateField
from records.migrations.parts.tables import is_a_date
from records.migrations.parts.triggers import InstallTriggers, KeepHistory, record_triggers

COLUMNS = {
    "meeting": {
        "participation_listed": CharField(db_default="", default="", max_length=10),
        "attendance_min": PositiveIntegerField(null=True),
        "attendance_max": PositiveIntegerField(null=True),
    },
    "series": {
        "count_min": PositiveIntegerField(null=True),
        "count_max": PositiveIntegerField(null=True),
        "count_date": PartialDateField(single=True),
    },
}

TRIGGERS = {
    "series": record_triggers(
        "id uid name slug summary search_text mechanism_id level track kind count_min count_max "
        "count_date",
        label="name",
        slug=True,
    ),
    "meeting": record_triggers(
        "id uid name slug summary search_text mechanism_id series_id ordinal numbering level "
        "track kind mode status date place_id participation_listed attendance_min attendance_max",
        label="name",
        slug=True,
    ),
}


def in_order(table: str, name: str, low: str, high: str) -> AddConstraint:
    return AddConstraint(
        table,
        CheckConstraint(
            name=name,
            condition=Q(**{f"{low}__isnull": True})
            | Q(**{f"{high}__isnull": True})
            | Q(**{f"{high}__gte": F(low)}),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_positions")]
    operations = [
        *(
            AddField(f"{table}{kind}", name, column)
            for table, columns in COLUMNS.items()
            for name, column in columns.items()
            for kind in ("", "event")
        ),
        in_order("meeting", "meeting_attendance_in_order", "attendance_min", "attendance_max"),
        in_order("series", "series_count_in_order", "count_min", "count_max"),
        AddConstraint(
            "series",
            CheckConstraint(
                name="series_count_has_a_date",
                condition=Q(count_min__isnull=True, count_max__isnull=True, count_date="")
                | ((Q(count_min__isnull=False) | Q(count_max__isnull=False)) & ~Q(count_date="")),
            ),
        ),
        *(AddConstraint("series", rule) for rule in is_a_date("series", "count_date")),
        InstallTriggers(TRIGGERS),
        KeepHistory("series", "meeting"),
    ]

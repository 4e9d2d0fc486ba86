"""What the tables of the first migrations have in common.

Published migrations build on this module: what stands here never changes. A migration that
needs something else says so itself.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import PROTECT, F, Func, Q
from django.db.models.functions import Now

from records.fields import IsValidDate, PartialDateField
from records.models import new_uid

# Partial dates, and the columns that PostgreSQL derives from them (sql/dates.sql)


def derived(function: str, output: models.Field, *sources: str) -> models.GeneratedField:
    expression = Func(*map(F, sources), function=function)
    return models.GeneratedField(expression=expression, output_field=output, db_persist=True)


def earliest_of(source: str) -> models.GeneratedField:
    return derived("edtf_earliest", models.DateField(null=True), source)


def latest_of(source: str) -> models.GeneratedField:
    return derived("edtf_latest", models.DateField(null=True), source)


def order_of(source: str) -> models.GeneratedField:
    return derived("edtf_order", models.CharField(max_length=40, db_collation="C"), source)


def is_a_date(table: str, *columns: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(name=f"{table}_{column}_is_a_date", condition=IsValidDate(F(column)))
        for column in columns
    ]


# Columns that come together

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False))
RECORD = [
    ID,
    ("uid", models.CharField(default=new_uid, max_length=10, unique=True)),
    ("state", models.CharField(db_default="draft", default="draft", max_length=10)),
    ("version", models.PositiveIntegerField(db_default=1, default=1)),
    ("created_at", models.DateTimeField(db_default=Now())),
    ("updated_at", models.DateTimeField(db_default=Now())),
]
NAMED = [
    ("name", models.CharField(max_length=500)),
    ("slug", models.SlugField(max_length=200, unique=True)),
    ("summary", models.TextField(db_default="", default="")),
    ("search_text", models.TextField(db_default="", default="")),
]
PERIOD = [
    ("since", PartialDateField(single=True)),
    ("since_is", models.CharField(default="began", max_length=10)),
    ("until", PartialDateField(single=True)),
    ("until_is", models.CharField(default="ended", max_length=10)),
    ("term", derived("edtf_period", DateRangeField(null=True), "since", "until")),
]
AUTHOR = [
    (
        "changed_by",
        models.ForeignKey(
            settings.AUTH_USER_MODEL, PROTECT, null=True, db_index=False, related_name="+"
        ),
    ),
    ("self_published", models.BooleanField(db_default=False, default=False)),
]


def period_rules(table: str) -> list[models.CheckConstraint]:
    """The constraints on the columns of ``PERIOD``."""
    return [
        *is_a_date(table, "since", "until"),
        models.CheckConstraint(
            name=f"{table}_ends_after_start",
            condition=Q(term__isnull=True) | Q(term__isempty=False),
        ),
    ]


def by_names(table: str) -> list[GinIndex]:
    """The indexes by which a record is found under its names, and under names like them."""
    return [
        GinIndex(SearchVector("search_text", config="simple"), name=f"{table}_names_search"),
        GinIndex(OpClass("search_text", name="gin_trgm_ops"), name=f"{table}_names_trigrams"),
    ]


def names_of(app_label: str, name: str) -> CreateModel:
    """The table of the other names of a kind of record."""
    table = f"{name.lower()}name"
    return CreateModel(
        f"{name}Name",
        [
            ID,
            ("text", models.CharField(max_length=500)),
            ("language", models.CharField(default="en", max_length=20)),
            ("kind", models.CharField(default="alias", max_length=12)),
            ("since", PartialDateField(single=True)),
            ("until", PartialDateField(single=True)),
            (
                "record",
                models.ForeignKey(
                    f"{app_label}.{name.lower()}", models.CASCADE, related_name="names"
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    name=f"{table}_once", fields=["record", "text", "language", "kind"]
                ),
                *is_a_date(table, "since", "until"),
            ],
        },
    )


# Tables of events

NAME = "id text language kind since until pgh_context pgh_obj record"
"""What is kept of a row of ``names_of``."""


def events_of(app_label: str, table: CreateModel, kept: str) -> CreateModel:
    """The table in which each change of a row of ``table`` is kept.

    ``kept`` names its columns after those that number and label the event. They are of the same
    types as in ``table``, without what makes a row there one of a kind; what is referred to may
    be gone by now, so references are kept as they were and not checked.
    """
    columns = dict(table.fields) | {"pgh_context": None, "pgh_obj": None}
    return CreateModel(
        f"{table.name}Event",
        [
            ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
            ("pgh_label", models.TextField()),
            ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
            *(
                (name, event_column(name, columns[name], f"{app_label}.{table.name_lower}"))
                for name in kept.split()
            ),
        ],
    )


def event_column(name: str, field: models.Field | None, table: str) -> models.Field:
    unchecked = {"on_delete": models.DO_NOTHING, "db_constraint": False, "related_name": "+"}
    if name == "pgh_context":
        return models.ForeignKey("pghistory.context", null=True, **unchecked)
    unchecked["related_query_name"] = "+"
    if field is None:
        return models.ForeignKey(table, **unchecked)
    if isinstance(field, models.ForeignKey):
        kwargs = field.deconstruct()[-1]
        same = {name: kwargs[name] for name in ("to", "null", "db_tablespace") if name in kwargs}
        return models.ForeignKey(**same, **unchecked)
    if isinstance(field, models.BigAutoField):
        return models.BigIntegerField()
    _name, _path, args, kwargs = field.deconstruct()
    kwargs.pop("unique", None)
    if isinstance(field, models.SlugField):
        kwargs["db_index"] = False
    return type(field)(*args, **kwargs)


def topics_of(app_label: str, name: str) -> list[CreateModel]:
    """The links of a kind of record to its topics, as a model that can be tracked, and events."""
    kind = name.lower()
    link = f"{name}Topic"
    columns = [
        ID,
        *(
            # pghistory copies the columns of a table that Django made, and these say so.
            (end, models.ForeignKey(to, models.CASCADE, db_tablespace=""))
            for end, to in [(kind, f"{app_label}.{kind}"), ("topic", "mechanisms.topic")]
        ),
    ]
    kept = f"id {kind} pgh_context topic pgh_obj"
    return [
        CreateModel(link, [], options={"proxy": True}, bases=(f"{app_label}.{kind}_topics",)),
        events_of(app_label, CreateModel(link, columns), kept),
    ]


def tracked(events: list[CreateModel]) -> list[str]:
    """The names of the models whose tables of events are among ``events``."""
    names = (table.name_lower for table in events)
    return [name.removesuffix("event") for name in names if name.endswith("event")]


class CreateTables(Operation):
    """Make many tables at once.

    Django builds its models anew for each ``CreateModel``, which takes most of a first start;
    here they are built once, after the last.
    """

    def __init__(self, *tables: CreateModel) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # what Django built, cached
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create tables {', '.join(table.name for table in self.tables)}"

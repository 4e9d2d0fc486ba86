"""The made-up field fills every column that a table of the register asks for."""

from django.apps import apps
from django.db.models import NOT_PROVIDED

from bench.made_up import Field


def test_every_column_without_a_default_in_the_database_is_filled():
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    missing = [
        f"{table}.{column.column}"
        for table, columns, _rows in Field(100).tables()
        for column in models[table]._meta.concrete_fields
        if column.column not in columns.split()
        and not (column.null or column.generated or column.primary_key)
        and column.db_default is NOT_PROVIDED
    ]
    assert missing == []

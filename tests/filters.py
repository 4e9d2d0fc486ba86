"""What the tests of every app's filters share."""

from collections.abc import Mapping

from django.db.models import Model

from records.filters import RecordFilterSet


def found(filterset: type[RecordFilterSet], model: type[Model], **query: str) -> set[Model]:
    """The public records that a query string finds; ``from_`` stands for ``from``."""
    given = filterset(
        {name.rstrip("_"): value for name, value in query.items()},
        model._default_manager.public(),  # type: ignore[attr-defined]
    )
    assert given.is_valid(), given.form.errors.as_json()
    return set(given.qs)


def errors(filterset: type[RecordFilterSet], model: type[Model], query: Mapping) -> list[str]:
    """The names of the values that a filter set refuses."""
    return list(filterset(query, model._default_manager.all()).form.errors)

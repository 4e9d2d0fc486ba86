"""Records that candidates name: found by permanent id, by key, or by a name that only one has."""

from collections.abc import Iterable
from typing import Any

from documents.models import SUBJECTS
from records.keys import is_key
from records.models import Identity, NamedRecord, Record, State


def not_withdrawn(model: type[Record]) -> Any:
    """The records of a kind that are not withdrawn."""
    return model._default_manager.exclude(state=State.WITHDRAWN)


def withdrawn(model: type[Record]) -> Any:
    """The records of a kind that were withdrawn."""
    return model._default_manager.filter(state=State.WITHDRAWN)


def record_of(model: type[Record], uid: str) -> Record | None:
    """The record with a permanent id, or the one it was merged into."""
    found = not_withdrawn(model).filter(uid=uid).first()
    if found is None:
        merged = Identity.objects.filter(uid=uid, merged_into__isnull=False).first()
        found = not_withdrawn(model).filter(uid=merged.merged_into_id).first() if merged else None
    return found


def chosen_record(kind: str, key: str) -> Record | None:
    """The record that a form names by its key, if it is there still."""
    if kind not in SUBJECTS or not is_key(key):
        return None
    return not_withdrawn(SUBJECTS[kind]).filter(pk=key).first()


def known_by_name(model: type[Record], name: str, among: Any = None) -> Record | None:
    """The one record of a kind that has this name, in any spelling; none where two have it.

    ``among``: the rows to look in, else all that are not withdrawn.
    """
    return known_by_names(model, [name], among).get(name)


def known_by_names(
    model: type[Record], names: Iterable[str], among: Any = None
) -> dict[str, Record]:
    """The same for several names, by name; the number of queries does not follow theirs."""
    if not issubclass(model, NamedRecord):
        return {}
    called = (not_withdrawn(model) if among is None else among).called_each(names)
    return {name: found[0] for name, found in called.items() if len(found) == 1}

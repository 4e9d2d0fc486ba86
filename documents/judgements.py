"""The values that a citation is judged to support: ``Citation.holds_for``.

A citation holds for a value, not for a field. When it is made, or comes to speak of one more
field, the database notes the value that its record has then (``triggers.judge_values``). Whether
it still holds is computed by comparing that with the value that the record has now: change the
value and its evidence is gone, change it back and it is there again.

In ``holds_for`` a relation is the key of its record. A value that says nothing by itself is a list
of it and of those that it is said with (``Record.SAID_WITH``): a role, where and whose it is
(``["member", 7, 12]``); where the source states another, an empty object stands for it. How far a
list goes is noted with who is on it (``["complete", [[12, "member"]]]``). The further names are a
list too, each a value by itself. What is said of a plan (``Record.AS_PLANNED``) has ``PLANNED`` at
its end: who is to come to a meeting has not come.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from records.models import NamedRecord, Record
from records.plans import relation_to_plan
from records.words import NOTHING, value_in_words

from .judged_names import (
    ALSO,
    MAY_BE_PREFERRED,
    NAMES,
    has_words_sql,
    label_sql,
    labels_of_words,
    name_label,
    names_of,
)
from .listings import Listing, Listings, how_in_words, in_order, list_rows, listing_sql, listings_of


def judged_fields(model: type[Record]) -> tuple[str, ...]:
    """The fields of ``model`` whose values need evidence, further names among them."""
    named = model.EVIDENTIAL and issubclass(model, NamedRecord)
    return (*model.EVIDENTIAL, *((NAMES,) if named else ()))


class ListedValue(list[Any]):
    """How far a list goes, and who is on it, as ``holds_for`` notes it.

    Of a record that is published those are noted whom the public sees; ``coming`` is the same with
    all that count, as it would be once they are public.
    """

    coming: list[Any]


class Around(NamedTuple):
    """What other rows say of the values of records: who is on their lists, and what is a plan."""

    listings: Listings
    planned: Mapping[type[Record], set[int]]


def around(records: Sequence[Record]) -> Around:
    """What other rows say of the values of ``records``; queries by kind, not by record."""
    return Around(listings_of(records), _planned_of(records))


def _planned_of(records: Sequence[Record]) -> dict[type[Record], set[int]]:
    """The plans of which values of ``records`` are said; those that are at hand are not read."""
    wanted: dict[type[Record], set[int]] = defaultdict(set)
    for record in records:
        for name in record.AS_PLANNED:
            if relation := relation_to_plan(record, name):
                column = _column(type(record), relation)
                wanted[column.related_model].add(getattr(record, column.attname))
    found: dict[type[Record], set[int]] = {}
    for model, keys in wanted.items():
        here = {one.pk: one for one in records if type(one) is model and one.pk in keys}
        rows = model._base_manager.only("pk", *model.PLANNED)
        others = keys - {*here}
        told = [*here.values(), *(rows.filter(pk__in=others) if others else ())]
        found[model] = {one.pk for one in told if one.is_planned}
    return found


def values_of(record: Record, known: Around | None = None) -> dict[str, Any]:
    """What ``holds_for`` would note of ``record`` now; prefetch the names of many.

    ``known``: what is ``around`` many records.
    """
    known = around([record]) if known is None else known
    values: dict[str, Any] = {}
    for name in judged_fields(type(record)):
        if name == NAMES:
            values[name] = sorted({name_label(one) for one in record.names.all()})  # type: ignore[attr-defined]
        elif name in record.LISTED:
            values[name] = _listed(record, name, known)
        else:
            said = [getattr(record, column.attname) for column in columns_of(type(record), name)]
            noted = said if name in record.SAID_WITH else said[0]
            values[name] = _marked(noted, is_said_of_plan(record, name, known))
    return values


def is_said_of_plan(record: Record, name: str, known: Around) -> bool:
    """Whether a value of ``record`` is said of what is no more than a plan."""
    if not record.AS_PLANNED.get(name, True):
        return record.is_planned
    if not (relation := relation_to_plan(record, name)):
        return False
    column = _column(type(record), relation)
    return getattr(record, column.attname) in known.planned.get(column.related_model, ())


PLANNED = {"planned": True}
"""Stands at the end of a value in ``holds_for`` that was judged of a plan."""


def _marked(noted: Any, planned: bool) -> Any:
    if not planned:
        return noted
    return [*(noted if isinstance(noted, list) else [noted]), PLANNED]


def as_planned(noted: Any) -> bool:
    """Whether a value was judged of a plan."""
    return isinstance(noted, list) and noted[-1:] == [PLANNED]


def unmarked(noted: Any) -> list[Any]:
    """The value, and what it is said with, as a list; without the mark of a plan."""
    several = noted if isinstance(noted, list) else [noted]
    return several[:-1] if as_planned(several) else several


def _listed(record: Record, name: str, known: Around) -> ListedValue:
    listing = known.listings.get((type(record), record.pk, name)) or Listing()
    noted = listing.public if listing.is_public else listing.on_it
    planned, said = is_said_of_plan(record, name, known), getattr(record, name)
    value = ListedValue(_marked([said, in_order(noted)], planned))
    value.coming = _marked([said, in_order(listing.on_it)], planned)
    return value


STATED: dict[str, Any] = {}
"""Stands in ``holds_for`` where a source states a value otherwise: it is noted what of."""


def said_of_same(judged: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> bool:
    """Whether what a source states of ``name`` is said of what the record says it of."""
    noted, now = judged.get(name), values[name]
    if not isinstance(noted, list):
        return not as_planned(now)
    return noted[1:] == (now[1:] if isinstance(now, list) else [])


def columns_of(model: type[Record], name: str) -> list[Any]:
    """The columns that make up a value: its own, and those of the values that it is said with."""
    return [_column(model, one) for one in (name, *model.SAID_WITH.get(name, ()))]


def how_meant(model: type[Record], name: str) -> str:
    """The field that says how a value is meant, and nothing by itself; "" where there is none."""
    with_it = model.SAID_WITH.get(name, ())
    return next((one for one in with_it if one not in model.EVIDENTIAL), "")


def filled(record: Record, values: Mapping[str, Any]) -> list[str]:
    """Those of ``values_of(record)`` that say something, in the order of the model."""
    names = [NAMES] if values.get(NAMES) else []
    return [*record.filled_evidential_fields(), *names]


def emptied(record: Record, judged: Mapping[str, Any]) -> list[str]:
    """The fields that say something by being empty, where what was judged filled them."""
    return [
        name
        for name in record.EMPTY_SAYS
        if getattr(record, _column(type(record), name).attname) in (None, "")
        and name in judged
        and unmarked(judged[name])[0] not in (None, "", STATED)
    ]


def holds(judged: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> bool:
    """Whether what was judged is the value of ``name``; of further names, one of them.

    Words that are judged to be a name are so whether they are the preferred one or another.
    """
    if name == NAMES:
        return bool(names_held(judged, values))
    if name in judged and judged[name] == values[name]:
        return True
    names = judged.get(NAMES, ()) if name == "name" else ()
    return bool(names and labels_of_words(names, values[name], MAY_BE_PREFERRED))


def lapsed(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The fields of which another value was judged than the record has now.

    A name that became another of the record's names was judged rightly.
    """
    gone = {
        NAMES: bool(names_gone(judged, values)),
        "name": not names_held({"name": judged.get("name", "")}, values),
    }
    return {
        name
        for name in judged
        if name in values
        and not _is_stated(judged[name])
        and not holds(judged, name, values)
        and (NAMES not in values or gone.get(name, True))
    }


def _is_stated(noted: Any) -> bool:
    return isinstance(noted, list) and noted[:1] == [STATED]


def names_held(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The further names, as ``name_label`` writes them, that were judged."""
    names = values.get(NAMES, ())
    as_preferred = labels_of_words(names, judged["name"], ALSO) if judged.get("name") else set()
    return set(judged.get(NAMES, ())) & set(names) | as_preferred


def names_gone(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The further names that were judged and that the record has no longer, by any name."""
    gone = set(judged.get(NAMES, ())) - set(values.get(NAMES, ()))
    return gone - labels_of_words(gone, values.get("name", ""), MAY_BE_PREFERRED)


def judged_in_words(model: type[Record], name: str, value: Any, other: Any = None) -> str:
    """A value of ``holds_for``, as editors read it.

    Of what it is said with, how a date is meant, and what is not the same in ``other``.
    """
    if name == NAMES:
        return ", ".join(f"“{one}”" for one in value)
    if _is_stated(value):
        return NOTHING
    words = _said_in_words(model, name, unmarked(value), unmarked(other) if other else None)
    if as_planned(value):
        return _("%(value)s, as planned") % {"value": words}
    return words


def _said_in_words(model: type[Record], name: str, value: list[Any], other: Any) -> str:
    if name in model.LISTED:
        return _listed_in_words(model, name, value, other)
    if value[0] in (None, ""):
        return NOTHING
    said = [
        value_in_words(model, one, beside)
        for position, one in enumerate(model.SAID_WITH.get(name, ()), start=1)
        if (beside := value[position]) not in (None, "")
        and (one not in model.EVIDENTIAL or (other and beside != other[position]))
    ]
    words = value_in_words(model, name, value[0])
    return f"{words} ({', '.join(said)})" if said else words


def _listed_in_words(model: type[Record], name: str, value: Any, other: Any) -> str:
    words = value_in_words(model, name, value[0])
    had = other[1] if other else value[1]
    if more := [one for one in value[1] if one not in had]:
        sentence = _("%(listed)s, with %(names)s on it")
        words = sentence % {"listed": words, "names": _on_list_in_words(model, name, more)}
    if gone := [one for one in had if one not in value[1]]:
        sentence = _("%(listed)s, without %(names)s")
        words = sentence % {"listed": words, "names": _on_list_in_words(model, name, gone)}
    return words


def _on_list_in_words(model: type[Record], name: str, some: Sequence[Sequence[Any]]) -> str:
    rows, member = list_rows(model, name).related_model, model.LISTED[name][1]
    names = (
        f"{value_in_words(rows, member, one)} ({how_in_words(rows, how)})" for one, *how in some
    )
    return ", ".join(sorted(names))


def stayed(model: type[Record], name: str, was: Any, now: Any) -> bool:
    """Whether a value is what it was, as it is meant, and only what it is said of is not."""
    before, after = unmarked(was), unmarked(now)
    if name in model.LISTED:
        return bool(before[0] == after[0])
    several = (name, *model.SAID_WITH.get(name, ()))
    own = [one == name or one == how_meant(model, name) for one in several]
    return all(a == b for a, b, counts in zip(before, after, own, strict=True) if counts)


# The same in SQL


def emptied_sql(model: type[Record], name: str, citation: str) -> str:
    """SQL: whether ``citation`` was judged to support a value of ``name`` that is not empty."""
    judged = f"{citation}.holds_for -> '{name}'"
    listed = f"jsonb_typeof({judged}) = 'array'"
    own = f"CASE WHEN {listed} THEN {judged} ->> 0 ELSE {citation}.holds_for ->> '{name}' END"
    return f"({own} <> '' AND NOT {citation}.stated ? '{name}')"


def value_sql(model: type[Record], name: str, row: str) -> str:
    """SQL: what ``holds_for`` notes of ``name`` in ``row``, an alias of the model's table."""
    if name == NAMES:
        return (
            "(SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]')"
            f' FROM (SELECT {label_sql("n")} COLLATE "C" AS label FROM {names_of(model)} n'
            f" WHERE n.record_id = {row}.id) l)"
        )
    mark = "jsonb_build_array(jsonb_build_object('planned', true))"  # PLANNED
    planned = _planned_sql(model, name, row)
    columns = ", ".join(f'{row}."{column.column}"' for column in columns_of(model, name))
    if name in model.LISTED:
        listed = f"CASE WHEN {columns} <> '' THEN {listing_sql(model, name, row)} ELSE '[]' END"
        noted = f"jsonb_build_array({columns}, {listed})"
    elif name in model.SAID_WITH:
        noted = f"jsonb_build_array({columns})"
    else:
        noted = f"to_jsonb({columns})"
        if planned:  # by itself as it is, and with the mark a list
            return f"CASE WHEN {planned} THEN {noted} || {mark} ELSE {noted} END"
    return f"({noted} || CASE WHEN {planned} THEN {mark} ELSE '[]' END)" if planned else noted


def _planned_sql(model: type[Record], name: str, row: str) -> str:
    """SQL: whether ``name`` of ``row`` is said of a plan; "" where it never is."""
    if name not in model.AS_PLANNED:
        return ""
    told = [
        f"(SELECT {_is_plan_sql(column.related_model, 'o')}"
        f" FROM {column.related_model._meta.db_table} o"
        f' WHERE o.id = {row}."{column.column}")'
        for column in (_column(model, relation) for relation in model.AS_PLANNED[name])
    ]
    return f"coalesce({', '.join(told)})" if told else _is_plan_sql(model, row)


def _is_plan_sql(model: type[Record], row: str) -> str:
    conditions = []
    for name, values in model.PLANNED.items():
        listed = ", ".join(f"'{value}'" for value in values)
        conditions.append(f'{row}."{_column(model, name).column}" IN ({listed})')
    return " OR ".join(conditions)


def holds_sql(model: type[Record], name: str, citation: str, row: str) -> str:
    """SQL: whether ``citation`` (an alias) was judged to support a column of ``row``.

    Not where it states what the value is said with in its own words: it may contradict.
    """
    judged = f"{citation}.holds_for -> '{name}'"
    same = f"{judged} = {value_sql(model, name, row)}"
    if said_with := [one for one in model.SAID_WITH.get(name, ()) if one in model.EVIDENTIAL]:
        listed = ", ".join(f"'{one}'" for one in said_with)
        return f"({same} AND NOT {citation}.stated ?| ARRAY[{listed}])"
    if name == "name" and NAMES in judged_fields(model):
        return f"({same} OR {has_words_sql(f'{citation}.holds_for', f'{row}.name')})"
    return same


def _column(model: type[Record], name: str) -> Any:
    return model._meta.get_field(name)

"""The values that a citation is judged to support: ``Citation.holds_for``.

A citation holds for a value, not for a field. When it is made, or comes to speak of one more
field, the database notes the value that its record has then (``triggers.judge_values``). Whether
it still holds is computed by comparing that with the value that the record has now: change the
value and its evidence is gone, change it back and it is there again.

In ``holds_for`` a relation is the key of its record. A value that says nothing by itself is a list
of it and of those that it is said with (``Record.SAID_WITH``): a role, where and whose it is
(``["member", 7, 12]``); where the source states another, an empty object stands for it. How far a
list goes is noted with who is on it (``["complete", [[12, "member"]]]``). The further names are a
list too, each a value by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from records.models import Name, NamedRecord, Record, State
from records.words import NOTHING, value_in_words

NAMES = "names"
"""The field of a record's further names in ``Citation.fields`` and ``Citation.holds_for``."""


def judged_fields(model: type[Record]) -> tuple[str, ...]:
    """The fields of ``model`` whose values need evidence, further names among them."""
    named = model.EVIDENTIAL and issubclass(model, NamedRecord)
    return (*model.EVIDENTIAL, *((NAMES,) if named else ()))


OnList = tuple[int, str]
"""Who is on a list, by key, and in which role."""


@dataclass
class Listing:
    """Who is on a list of a record: all that count, and those whom the public sees there."""

    on_it: set[OnList] = field(default_factory=set)
    public: set[OnList] = field(default_factory=set)
    is_public: bool = False  # the record is


Listings = Mapping[tuple[type[Record], int, str], Listing]


class ListedValue(list[Any]):
    """How far a list goes, and who is on it, as ``holds_for`` notes it.

    Of a record that is published those are noted whom the public sees; ``coming`` is the same with
    all that count, as it would be once they are public.
    """

    coming: list[Any]


def listings_of(records: Iterable[Record]) -> Listings:
    """The lists of ``records`` of which they say how far they go, by kind, key and field."""
    wanted: dict[tuple[type[Record], str], list[int]] = defaultdict(list)
    for record in records:
        for name in record.LISTED:
            if getattr(record, name):
                wanted[type(record), name].append(record.pk)
    found: dict[tuple[type[Record], int, str], Listing] = defaultdict(Listing)
    for (model, name), keys in wanted.items():
        relation, member = model.LISTED[name]
        rows: Any = model._meta.get_field(relation)
        owner = rows.field.attname
        counting = rows.related_model._base_manager.exclude(state=State.WITHDRAWN).exclude(
            **{f"{member}__state": State.WITHDRAWN}
        )
        for key, one, role, state in counting.filter(**{f"{owner}__in": keys}).values_list(
            owner, f"{member}_id", "role", "state"
        ):
            listing = found[model, key, name]
            listing.on_it.add((one, role))
            if state == State.PUBLISHED:
                listing.public.add((one, role))
        public = model._base_manager.filter(pk__in=keys, state=State.PUBLISHED)
        for key in public.values_list("pk", flat=True):
            found[model, key, name].is_public = True
    return found


def values_of(record: Record, listings: Listings | None = None) -> dict[str, Any]:
    """What ``holds_for`` would note of ``record`` now; prefetch the names of many.

    ``listings``: those of many records (``listings_of``).
    """
    values: dict[str, Any] = {}
    for name in judged_fields(type(record)):
        if name == NAMES:
            values[name] = sorted({name_label(one) for one in record.names.all()})  # type: ignore[attr-defined]
        elif name in record.LISTED:
            values[name] = _listed(record, name, listings)
        else:
            said = [getattr(record, column.attname) for column in columns_of(type(record), name)]
            values[name] = said if name in record.SAID_WITH else said[0]
    return values


def _listed(record: Record, name: str, listings: Listings | None) -> ListedValue:
    found = listings_of([record]) if listings is None else listings
    listing = found.get((type(record), record.pk, name)) or Listing()
    noted = listing.public if listing.is_public else listing.on_it
    value = ListedValue([getattr(record, name), _in_order(noted)])
    value.coming = [getattr(record, name), _in_order(listing.on_it)]
    return value


def _in_order(listed: Iterable[OnList]) -> list[list[Any]]:
    return [list(one) for one in sorted(listed)]


STATED: dict[str, Any] = {}
"""Stands in ``holds_for`` where a source states a value otherwise: it is noted what of."""


def said_of_same(judged: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> bool:
    """Whether what a source states of ``name`` is said of what the record says it of."""
    noted = judged.get(name)
    return not isinstance(noted, list) or noted[1:] == values[name][1:]


def columns_of(model: type[Record], name: str) -> list[Any]:
    """The columns that make up a value: its own, and those of the values that it is said with."""
    return [_column(model, one) for one in (name, *model.SAID_WITH.get(name, ()))]


def how_meant(model: type[Record], name: str) -> str:
    """The field that says how a value is meant, and nothing by itself; "" where there is none."""
    with_it = model.SAID_WITH.get(name, ())
    return next((one for one in with_it if one not in model.EVIDENTIAL), "")


def name_label(name: Name) -> str:
    """A further name as it is judged: its words, and the time of their use where that is known."""
    used = f" [{name.since}/{name.until}]" if name.since or name.until else ""
    return f"{name.text}{used}"


def filled(record: Record, values: Mapping[str, Any]) -> list[str]:
    """Those of ``values_of(record)`` that say something, in the order of the model."""
    names = [NAMES] if values.get(NAMES) else []
    return [*record.filled_evidential_fields(), *names]


def holds(judged: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> bool:
    """Whether what was judged is the value of ``name``; of further names, one of them.

    Words that are judged to be a name are so whether they are the preferred one or another.
    """
    if name == NAMES:
        return bool(names_held(judged, values))
    if name == "name" and values[name] in judged.get(NAMES, ()):
        return True
    return name in judged and judged[name] == values[name]


def lapsed(judged: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
    """The fields of which another value was judged than the record has now.

    A name that became another of the record's names was judged rightly.
    """
    names = {*values.get(NAMES, ()), values.get("name")}
    gone = {
        NAMES: bool(set(judged.get(NAMES, ())) - names),
        "name": judged.get("name") not in names,
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
    known = {*judged.get(NAMES, ()), judged.get("name")}
    return known & set(values.get(NAMES, ()))


def judged_in_words(model: type[Record], name: str, value: Any, other: Any = None) -> str:
    """A value of ``holds_for``, as editors read it.

    Of what it is said with, how a date is meant, and what is not the same in ``other``.
    """
    if name == NAMES:
        return ", ".join(f"“{one}”" for one in value)
    if _is_stated(value):
        return NOTHING
    if name in model.LISTED:
        return _listed_in_words(model, name, value, other)
    if name not in model.SAID_WITH:
        return value_in_words(model, name, value)
    if value[0] in (None, ""):
        return NOTHING
    said = [
        value_in_words(model, one, beside)
        for position, one in enumerate(model.SAID_WITH[name], start=1)
        if (beside := value[position]) not in (None, "")
        and (one not in model.EVIDENTIAL or (other and beside != other[position]))
    ]
    words = value_in_words(model, name, value[0])
    return f"{words} ({', '.join(said)})" if said else words


def _on_list(noted: Iterable[Any]) -> set[OnList]:
    return {(key, role) for key, role in noted}


def _listed_in_words(model: type[Record], name: str, value: Any, other: Any) -> str:
    words = value_in_words(model, name, value[0])
    if not (more := _on_list(value[1]) - _on_list(other[1] if other else value[1])):
        return words
    relation, member = model.LISTED[name]
    rows: Any = model._meta.get_field(relation)
    names = sorted(
        f"{value_in_words(rows.related_model, member, one)}"
        f" ({value_in_words(rows.related_model, 'role', role)})"
        for one, role in more
    )
    return _("%(listed)s, with %(names)s on it") % {"listed": words, "names": ", ".join(names)}


def stayed(model: type[Record], name: str, was: Any, now: Any) -> bool:
    """Whether a value is what it was, as it is meant, and only what it is said of is not."""
    if name in model.LISTED:
        return bool(was[0] == now[0])
    if name not in model.SAID_WITH:
        return bool(was == now)
    own = [one == name or one == how_meant(model, name) for one in (name, *model.SAID_WITH[name])]
    return all(a == b for a, b, counts in zip(was, now, own, strict=True) if counts)


# The same in SQL


def value_sql(model: type[Record], name: str, row: str) -> str:
    """SQL: what ``holds_for`` notes of ``name`` in ``row``, an alias of the model's table."""
    if name == NAMES:
        return (
            "(SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]')"
            f' FROM (SELECT {label_sql("n")} COLLATE "C" AS label FROM {names_of(model)} n'
            f" WHERE n.record_id = {row}.id) l)"
        )
    if name in model.LISTED:
        value = f'{row}."{_column(model, name).column}"'
        seen = _listing_sql(model, name, row, f"= '{State.PUBLISHED}'")
        on_it = _listing_sql(model, name, row, f"<> '{State.WITHDRAWN}'")
        noted = f"CASE {row}.state WHEN '{State.PUBLISHED}' THEN {seen} ELSE {on_it} END"
        return f"jsonb_build_array({value}, CASE WHEN {value} <> '' THEN {noted} ELSE '[]' END)"
    columns = ", ".join(f'{row}."{column.column}"' for column in columns_of(model, name))
    return f"jsonb_build_array({columns})" if name in model.SAID_WITH else f"to_jsonb({columns})"


def label_sql(row: str) -> str:
    """SQL: ``name_label`` of a row of a table of names."""
    return (
        f"{row}.text || CASE WHEN {row}.since = '' AND {row}.until = '' THEN ''"
        f" ELSE ' [' || {row}.since || '/' || {row}.until || ']' END"
    )


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
        return f"({same} OR {citation}.holds_for -> '{NAMES}' ? {row}.name)"
    return same


def _listing_sql(model: type[Record], name: str, row: str, state: str) -> str:
    """SQL: the keys of those on a list of ``row``, of its rows that have ``state``."""
    relation, member = model.LISTED[name]
    rows: Any = model._meta.get_field(relation)
    on_it: Any = rows.related_model._meta.get_field(member)
    return (
        f"(SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.{on_it.column}, m.role)), '[]')"
        f" FROM {rows.related_model._meta.db_table} m"
        f" JOIN {on_it.related_model._meta.db_table} p ON p.id = m.{on_it.column}"
        f" AND p.state <> '{State.WITHDRAWN}'"
        f" WHERE m.{rows.field.column} = {row}.id AND m.state {state})"
    )


def names_of(model: type[Record]) -> str:
    """The table of a model's further names."""
    related: Any = model._meta.get_field(NAMES).related_model
    return related._meta.db_table


def _column(model: type[Record], name: str) -> Any:
    return model._meta.get_field(name)

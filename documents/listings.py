"""Who is on a list of which a record says how far it goes (``Record.LISTED``).

A list is noted in ``Citation.holds_for`` as those on it, each by key and role, with until when and
how that is meant where it has an end, and with ``TO_BEGIN`` where it is yet to begin. Of a public
record those count whom the public sees; else all that are not withdrawn, nor what they depend on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from records.conditions import THE_ROW
from records.models import Period, Record, State
from records.public import depending_on_what_counts
from records.words import value_in_words

OnList = tuple[Any, ...]
"""Who is on a list, by key, and how: in which role, until when, whether it is yet to begin."""

TO_BEGIN = str(Period.Began.PLANNED)


@dataclass
class Listing:
    """Who is on a list of a record: all that count, and those whom the public sees there."""

    on_it: set[OnList] = field(default_factory=set)
    public: set[OnList] = field(default_factory=set)
    is_public: bool = False  # the record is


Listings = Mapping[tuple[type[Record], int, str], Listing]


def listings_of(records: Iterable[Record]) -> Listings:
    """The lists of ``records`` of which they say how far they go, by kind, key and field."""
    wanted: dict[tuple[type[Record], str], list[int]] = defaultdict(list)
    for record in records:
        for name in record.LISTED:
            if getattr(record, name):
                wanted[type(record), name].append(record.pk)
    found: dict[tuple[type[Record], int, str], Listing] = defaultdict(Listing)
    for (model, name), keys in wanted.items():
        rows, member = list_rows(model, name), model.LISTED[name][1]
        owner = rows.field.attname
        on_it: Any = rows.related_model._meta.get_field(member).related_model
        listed = rows.related_model._base_manager.exclude(state=State.WITHDRAWN)
        on_it_key = f"{member}_id"
        columns = (owner, "state", on_it_key, *how_on_list(rows.related_model))
        on_lists = list(listed.filter(**{f"{owner}__in": keys}).values(*columns))
        members = on_it._base_manager.filter(pk__in={row[on_it_key] for row in on_lists})
        counting = members.filter(depending_on_what_counts(on_it)).exclude(state=State.WITHDRAWN)
        is_public = dict(counting.values_list("pk", "is_public"))
        for row in on_lists:
            if row[on_it_key] in is_public:
                listing = found[model, row[owner], name]
                one = on_list(row[on_it_key], row)
                listing.on_it.add(one)
                if row["state"] == State.PUBLISHED and is_public[row[on_it_key]]:
                    listing.public.add(one)
        public = model._base_manager.filter(pk__in=keys, state=State.PUBLISHED)
        for key in public.values_list("pk", flat=True):
            found[model, key, name].is_public = True
    return found


def list_rows(model: type[Record], name: str) -> Any:
    """The relation whose rows are the list of which ``name`` says how far it goes."""
    return model._meta.get_field(model.LISTED[name][0])


def how_on_list(rows: type[Record]) -> tuple[str, ...]:
    """The columns of a row of a list that say how somebody is on it."""
    return ("role", "until", "until_is", "since_is") if issubclass(rows, Period) else ("role",)


def on_list(key: int, how: Mapping[str, Any]) -> OnList:
    """Somebody on a list as it is noted, from the columns that say how."""
    until = (how["until"], how["until_is"]) if how.get("until") else ()
    return key, how["role"], *until, *((TO_BEGIN,) if how.get("since_is") == TO_BEGIN else ())


def in_order(listed: Iterable[OnList]) -> list[list[Any]]:
    """Those on a list in the order in which they are noted, which is that of jsonb."""
    return sorted((list(one) for one in listed), key=lambda one: (len(one), one))


UNTIL = ("until", "until_is")


def how_in_words(rows: type[Record], how: Sequence[Any]) -> str:
    """How somebody is on a list, as editors read it."""
    role, *until = how
    words = [value_in_words(rows, "role", role)]
    if len(until) > 1:
        ends = [value_in_words(rows, name, one) for name, one in zip(UNTIL, until, strict=False)]
        words.append(_("until %(date)s (%(meant)s)") % {"date": ends[0], "meant": ends[1]})
    if len(until) % 2:
        words.append(value_in_words(rows, "since_is", TO_BEGIN))
    return ", ".join(words)


def listing_sql(model: type[Record], name: str, row: str) -> str:
    """SQL: those on a list of ``row``: whom the public sees where it is published, else all."""
    rows, member = list_rows(model, name), model.LISTED[name][1]
    on_it: Any = rows.related_model._meta.get_field(member)
    table = on_it.related_model._meta.db_table
    above = depending_on_what_counts(on_it.related_model).sql.replace(THE_ROW, "p")
    seen = f"m.state = '{State.PUBLISHED}' AND p.is_public"
    counts = f"m.state <> '{State.WITHDRAWN}' AND p.state <> '{State.WITHDRAWN}' AND {above}"
    one = f"jsonb_build_array(m.{on_it.column}, m.role)"
    if issubclass(rows.related_model, Period):
        until = "CASE WHEN m.until = '' THEN '[]' ELSE jsonb_build_array(m.until, m.until_is) END"
        begins = f"CASE m.since_is WHEN '{TO_BEGIN}' THEN jsonb_build_array(m.since_is)"
        one += f" || {until} || {begins} ELSE '[]' END"
    return (
        f"(SELECT coalesce(jsonb_agg(DISTINCT {one}), '[]')"
        f" FROM {rows.related_model._meta.db_table} m JOIN {table} p ON p.id = m.{on_it.column}"
        f" WHERE m.{rows.field.column} = {row}.id"
        f" AND CASE {row}.state WHEN '{State.PUBLISHED}' THEN {seen} ELSE {counts} END)"
    )

"""What is public: a published row, if everything it depends on is public; stored in each row.

The column ``is_public`` of every record is kept by the database, whoever writes. ``keep_public``
sets it in a row whose state changes, or on what it depends; ``spread_public`` hands a change on to
the rows that depend on those, one statement for each relation, and so on down. What somebody else
is changing meanwhile is waited for (``FOR SHARE``), so that neither misses the other. A row that
is written before the one on which it depends, as where history comes back, waits for that one
(``fora.awaited``).
``defined_public`` is what the column must be.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F

from records.conditions import THE_ROW, RowCondition, finds

from .row_trigger import RowTrigger

if TYPE_CHECKING:
    from records.models import Record


@dataclass(frozen=True)
class Dependence:
    """That a row of ``model`` is public only with the one of ``other`` to which a relation leads.

    The relation may pass through tables that are no records: from a citation to its document.
    """

    model: type["Record"]
    relation: str
    other: type["Record"]
    column: str  # its first step
    tables: tuple[str, ...]  # that it leads to, one after the other
    onward: tuple[str, ...]  # the columns by which it goes on from each but the last
    by_state: bool  # it is enough that the other is published

    @property
    def asked(self) -> str:
        """SQL: whether ``o``, to which it leads, lets a row be public."""
        return "o.state = 'published'" if self.by_state else "o.is_public"

    def found_from(self, key: str, row: str = "o") -> str:
        """SQL: where ``row``, to which it leads, is found from ``key``, its first foreign key."""
        rows = [*(f"{row}_via{number}" for number in range(len(self.onward))), row]
        found = f'FROM "{self.tables[0]}" {rows[0]}'
        for number, column in enumerate(self.onward):
            near, far = rows[number], rows[number + 1]
            found += f' JOIN "{self.tables[number + 1]}" {far} ON {far}.id = {near}."{column}"'
        return f"{found} WHERE {rows[0]}.id = {key}"

    @property
    def leads_to(self) -> str:
        """SQL: whether a row of ``model`` depends on one of those with the keys ``$1``."""
        condition = "= ANY ($1)"
        for table, column in reversed([*zip(self.tables, self.onward, strict=False)]):
            condition = f'IN (SELECT id FROM "{table}" WHERE "{column}" {condition})'
        return f'"{self.column}" {condition}'


@cache
def dependences(model: type["Record"]) -> tuple[Dependence, ...]:
    """On what a row of ``model`` depends to be public (``PUBLIC_THROUGH``)."""
    return tuple(dependence(model, relation) for relation in model.PUBLIC_THROUGH)


@cache
def dependents(model: type["Record"]) -> tuple[Dependence, ...]:
    """What depends on rows of ``model`` to be public, of all kinds of records."""
    return tuple(one for kind in kinds() for one in dependences(kind) if one.other is model)


def all_on(rows: Iterable["Record"], model: type["Record"]) -> set[int]:
    """Which rows of ``model`` are of ``rows``, or depend on any of them, near or far."""
    leading = leading_to(model)
    found: dict[type[Record], set[int]] = {}
    level: dict[type[Record], set[int]] = defaultdict(set)
    for row in rows:
        if type(row) in leading:
            level[type(row)].add(row.pk)
    while level:
        for kind, keys in level.items():
            found[kind] = found.get(kind, set()) | keys
        below: dict[type[Record], set[int]] = defaultdict(set)
        for kind, keys in level.items():
            for one in dependents(kind):
                if one.model in leading:
                    those = one.model._base_manager.filter(**{f"{one.relation}__in": keys})
                    below[one.model] |= set(those.values_list("pk", flat=True))
        level = {
            kind: new for kind, keys in below.items() if (new := keys - found.get(kind, set()))
        }
    return found.get(model, set())


def more_than(number: int, record: "Record") -> bool:
    """Whether more than ``number`` rows depend on ``record``, near or far; it looks no further."""
    seen = 0
    level: dict[type[Record], list[int]] = {type(record): [record.pk]}
    while level:
        below: dict[type[Record], list[int]] = defaultdict(list)
        for kind, keys in level.items():
            for one in dependents(kind):
                rows = one.model._base_manager.filter(**{f"{one.relation}__in": keys})
                below[one.model] += rows.values_list("pk", flat=True)[: number + 1]
        seen += sum(map(len, below.values()))
        if seen > number:
            return True
        level = {kind: keys for kind, keys in below.items() if keys}
    return False


@cache
def leading_to(model: type["Record"]) -> frozenset[type["Record"]]:
    """The kinds that must be public for rows of one to be, near or far, and itself."""
    found = {model}
    level = found
    while level:
        near = (one for kind in level for one in dependences(kind) if not one.by_state)
        level = {one.other for one in near} - found
        found |= level
    return frozenset(found)


def dependence(model: type["Record"], relation: str) -> Dependence:
    other: Any = model
    columns, tables = [], []
    for step in relation.split("__"):
        field: Any = other._meta.get_field(step)
        other = field.related_model
        columns.append(field.column)
        tables.append(other._meta.db_table)
    by_state = relation in model.BY_STATE
    return Dependence(
        model, relation, other, columns[0], tuple(tables), tuple(columns[1:]), by_state
    )


@cache
def defined_public(model: type["Record"]) -> RowCondition:
    """Whether a row is public by the rule, which asks the column of what it depends on.

    Where it holds of every row, each column is right all the way up: nothing stands above itself.
    """
    conditions = [f"{THE_ROW}.state = 'published'"]
    for one in dependences(model):
        key = f'{THE_ROW}."{one.column}"'
        found = finds(f"{one.found_from(key)} AND {one.asked}")
        conditions.append(f"({key} IS NULL OR {found})")
    return RowCondition(sql=" AND ".join(conditions))


@cache
def kinds() -> tuple[type["Record"], ...]:
    """Every kind of record."""
    found: list[Any] = [one for one in apps.get_models() if hasattr(one, "PUBLIC_THROUGH")]
    return tuple(found)


def kept_wrongly(model: type["Record"]) -> models.QuerySet["Record"]:
    """The rows whose column is not what the rule says: none, unless a trigger was switched off."""
    rows = model._base_manager.annotate(by_rule=defined_public(model))
    return rows.exclude(is_public=F("by_rule"))


@transaction.atomic
def set_anew(some: Sequence[type["Record"]] = ()) -> int:
    """Set the column of the rows where it is not what the rule says; how many changed.

    Of all kinds, or of ``some``.
    """
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fora.spreading', 'on', true)")
        while now := sum(_set_in(kind) for kind in some or kinds()):
            changed += now
        cursor.execute("SELECT set_config('fora.spreading', '', true), fora_grow()")
    return changed


def _set_in(model: type["Record"]) -> int:
    """Set the column of a kind, and note of which records (``records.telling``)."""
    found = kept_wrongly(model)
    uids = list(found.values_list("uid", flat=True))
    with connection.cursor() as cursor:
        tell = "SELECT fora_tell(%s, uid, 8) FROM unnest(%s::text[]) AS uid"
        cursor.execute(tell, [model.kind_name(), uids])
    return found.update(is_public=~F("is_public"))


@cache
def depending_on_what_counts(model: type["Record"]) -> RowCondition:
    """Whether nothing that a row of ``model`` depends on is withdrawn, all the way up."""
    if not dependences(model):
        return RowCondition(sql="TRUE")
    near = [_above_sql(one, f'{THE_ROW}."{one.column}"') for one in dependences(model)]
    far = [
        _above_sql(
            one,
            f'(SELECT r."{one.column}" FROM "{kind._meta.db_table}" r'
            f" WHERE above.in_table = '{kind._meta.db_table}' AND r.id = above.id)",
        )
        for kind in sorted(leading_to(model), key=lambda kind: kind._meta.db_table)
        for one in dependences(kind)
    ]
    return RowCondition(
        sql="(WITH RECURSIVE above (in_table, id, state) AS ("
        f"({' UNION ALL '.join(near)}) UNION SELECT further.* FROM above"
        f" CROSS JOIN LATERAL ({' UNION ALL '.join(far)}) AS further)"
        " SELECT 1 FROM above WHERE state = 'withdrawn' LIMIT 1) IS NULL"
    )


def _above_sql(one: Dependence, key: str) -> str:
    """SQL: the row to which a relation leads from ``key``, with its table and state."""
    table = one.other._meta.db_table
    return f"SELECT '{table}', o.id, o.state {one.found_from(key)}"


# The triggers that keep the column


def keep_public() -> pgtrigger.Trigger:
    """A row is public as the rule has it; what a writer puts there counts for nothing.

    While a change is handed on, rows that stay as they are are not written.
    """
    return RowTrigger(
        name="keep_public",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        sql=lambda model: keep_public_sql(dependences(declared(model))),
    )


def spread_public() -> pgtrigger.Trigger:
    """What depends on rows that are public now, or no longer, follows them."""
    return RowTrigger(
        name="spread_public",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
        declare=[("shown", "bigint[]"), ("hidden", "bigint[]")],
        sql=lambda model: spread_public_sql(dependents(declared(model))),
    )


def spread_awaited() -> pgtrigger.Trigger:
    """What was written before the row on which it depends follows that one."""
    return RowTrigger(
        name="spread_awaited",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(
            "NEW.state = 'published' AND current_setting('fora.awaited', true) = 'on'"
        ),
        sql=lambda model: (
            f"""{_handed_on(dependents(declared(model)), "NULL", "ARRAY[NEW.id]")}
            RETURN NULL;
        """
        ),
    )


def declared(model: type[models.Model]) -> Any:
    """The model with what it declares: migrations know but its columns."""
    return apps.get_model(model._meta.label)


def keep_public_sql(relations: tuple[Dependence, ...]) -> str:
    columns = ["state", *(one.column for one in relations)]
    now, before = (", ".join(f'{row}."{column}"' for column in columns) for row in ("NEW", "OLD"))
    asked = "".join(
        f"""
            IF NEW.is_public AND NEW."{one.column}" IS NOT NULL THEN
                SELECT {one.asked} INTO NEW.is_public
                {one.found_from(f'NEW."{one.column}"')}
                FOR SHARE;
                IF NOT FOUND THEN
                    NEW.is_public := false;
                    PERFORM set_config('fora.awaited', 'on', true);
                END IF;
            END IF;"""
        for one in relations
    )
    return f"""
            IF TG_OP = 'UPDATE' AND current_setting('fora.spreading', true) IS DISTINCT FROM 'on'
               AND ROW({now})
                   IS NOT DISTINCT FROM ROW({before})
            THEN
                NEW.is_public := OLD.is_public;
                RETURN NEW;
            END IF;
            NEW.is_public := NEW.state = 'published';{asked}
            IF TG_OP = 'UPDATE' AND current_setting('fora.spreading', true) = 'on'
               AND NEW.is_public = OLD.is_public
            THEN
                RETURN NULL;
            END IF;
            RETURN NEW;
        """


def spread_public_sql(relations: tuple[Dependence, ...]) -> str:
    whole = tuple(one for one in relations if not one.by_state)
    by_state = tuple(one for one in relations if one.by_state)
    told = _spread_sql("is_public", whole)
    if by_state:
        told += _spread_sql("state = 'published'", by_state)
    return f"""{told}
            RETURN NULL;
        """


def _spread_sql(what: str, relations: tuple[Dependence, ...]) -> str:
    """SQL: hand on of which rows a statement made ``what`` true or untrue.

    No join of before and after: its plan would be kept as made for the first statement, of one row.
    """
    return f"""
            SELECT array_agg(id) FILTER (WHERE now), array_agg(id) FILTER (WHERE NOT now)
            INTO shown, hidden
            FROM (
                SELECT id, {what} AS now FROM new_rows EXCEPT SELECT id, {what} FROM old_rows
            ) AS changed;
            IF coalesce(shown, hidden) IS NOT NULL THEN{_handed_on(relations, "hidden", "shown")}
            END IF;"""


def _handed_on(relations: tuple[Dependence, ...], hidden: str, shown: str) -> str:
    return "".join(
        f"""
            PERFORM fora_spread_public('{one.model._meta.db_table}',
                '{one.leads_to}', {hidden}, {shown});"""
        for one in relations
    )

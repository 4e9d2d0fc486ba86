"""What each change of the register changes in public, record by record (``ChangedRecord``).

A trigger on each table of records notes the records that a writer changes (``tell``), and whoever
hands on what is public notes all that it moved, in one statement (``fora_spread_public``). When the
transaction commits, under the lock of the register's version, ``fora_tell_others`` adds the records
whose answers show something of those: under that lock everything is there that was committed
before, so what two writers do at once is seen by whoever commits last. The function is made from
the models after each migration.

What is noted of a record says who else is told of it: ``SHOWN`` is what others show of it,
``SAID`` what it says, on which its evidence rests, ``CALLED`` its names and what else stands with
it in other tables, ``MOVED`` whether the public sees it: what is public only with it moves as well,
and is noted by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import connection

from .public import Dependence, declared, dependence, kinds
from .row_trigger import RowTrigger

if TYPE_CHECKING:
    from records.models import Record

SHOWN, SAID, CALLED, MOVED = 1, 2, 4, 8


# What a writer changes


def tell(label: str, *, slug: bool) -> pgtrigger.Trigger:
    """Note a record that changes while the public sees it, or that comes or goes.

    So is what listed it, where that is another record now.
    """
    return RowTrigger(
        name="tell",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition(
            "current_setting('fora.spreading', true) IS DISTINCT FROM 'on'"
        ),
        sql=lambda model: tell_sql(
            model._meta.model_name or "",
            shown_columns(declared(model), label, slug=slug),
            listing_columns(declared(model)),
        ),
    )


def shown_columns(model: Any, label: str, *, slug: bool) -> list[str]:
    """The columns of a record that answers about other records show."""
    named = [label] if label else []
    names = [*named, *(["slug"] if slug else []), *model.PLANNED, *model.SHOWN_ELSEWHERE]
    columns = [model._meta.get_field(name).column for name in names]
    return ["is_public", *dict.fromkeys(columns)]


def listing_columns(model: Any) -> dict[str, str]:
    """The columns that lead to what lists a record, with its table."""
    fields = [model._meta.get_field(name) for name in model.LISTED_IN]
    return {field.column: field.related_model._meta.db_table for field in fields}


def tell_sql(kind: str, shown: list[str], listing: dict[str, str]) -> str:
    new, old = (", ".join(f'{row}."{column}"' for column in shown) for row in ("NEW", "OLD"))
    before = "".join(
        f"""
            IF OLD.is_public AND OLD."{column}" IS DISTINCT FROM NEW."{column}" THEN
                PERFORM fora_tell_row('{table}', OLD."{column}");
            END IF;"""
        for column, table in listing.items()
    )
    return f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.is_public THEN
                    PERFORM fora_tell('{kind}', NEW.uid, 0);
                END IF;
                RETURN NULL;
            END IF;
            IF OLD.is_public OR NEW.is_public THEN
                PERFORM fora_tell('{kind}', OLD.uid,
                    CASE WHEN ROW({new}) IS DISTINCT FROM ROW({old}) THEN 3 ELSE 2 END
                    | CASE WHEN current_setting('fora.touched', true) = 'on' THEN 4 ELSE 0 END);
            END IF;{before}
            RETURN NULL;
        """


# What shows something of that


@dataclass(frozen=True)
class Edge:
    """That answers about rows of ``model`` follow those of a kind, where ``path`` joins them.

    Where any of ``on`` is noted of ``l``, a row ``b`` of the kind, they are noted with ``noted``.
    """

    model: type["Record"]
    path: str  # SQL, from b to a, a row of model
    on: int  # 0: whatever is noted
    noted: int
    where: str = ""

    def sql(self, kind: type["Record"]) -> str:
        asked = f" AND l.flags & {self.on} <> 0" if self.on else ""
        return f"""
                INSERT INTO records_changedrecord AS r (change_id, uid, kind, flags, round)
                SELECT DISTINCT made, a.uid, '{self.model._meta.model_name}', {self.noted}, step + 1
                FROM records_changedrecord l
                JOIN "{kind._meta.db_table}" b ON b.uid = l.uid
                {self.path}
                WHERE l.change_id = made AND l.round = step AND l.kind = '{kind._meta.model_name}'
                    AND a.is_public{asked}{self.where}
                ON CONFLICT (change_id, uid) DO UPDATE
                SET flags = r.flags | EXCLUDED.flags, round = EXCLUDED.round
                WHERE r.flags & EXCLUDED.flags <> EXCLUDED.flags;"""  # noqa: S608  names of ours


def edges(kind: type["Record"]) -> Iterator[Edge]:
    """All that follows records of a ``kind``."""
    for name in kind.LISTED_IN:
        field: Any = kind._meta.get_field(name)
        path = f'JOIN "{field.related_model._meta.db_table}" a ON a.id = b."{field.column}"'
        counted = name in {
            listed.field.name
            for listed in (
                field.related_model._meta.get_field(relation)
                for relation, _member in field.related_model.LISTED.values()
            )
            if listed.related_model is kind
        }
        yield Edge(field.related_model, path, 0, SAID if counted else 0)
    for model in kinds():
        for relation in relations(model):
            if relation.other is kind:
                yield from _followed_by(model, relation)
        for field in model._meta.many_to_many:
            if field.related_model is kind:
                through: Any = field
                path = (
                    f'JOIN "{through.m2m_db_table()}" t'
                    f' ON t."{through.m2m_reverse_name()}" = b.id'
                    f' JOIN "{model._meta.db_table}" a ON a.id = t."{through.m2m_column_name()}"'
                )
                yield Edge(model, path, SHOWN | MOVED, 0)


def relations(model: type["Record"]) -> Iterator[Dependence]:
    """Every way from a record to another one that its answer names."""
    names = [field.name for field in model._meta.concrete_fields if _leads_to_record(field)]
    through = [name for name in model.PUBLIC_THROUGH if name not in names]
    yield from (dependence(model, name) for name in (*names, *through))


def _leads_to_record(field: Any) -> bool:
    return field.is_relation and field.related_model in kinds()


def _followed_by(model: type["Record"], relation: Dependence) -> Iterator[Edge]:
    path = _back(model, relation, "a", "b")
    if relation.onward:  # what a source says is shown with what stands in it
        yield Edge(model, path, SHOWN | CALLED, 0)
        return
    name = relation.relation
    planned = any(name in some for some in model.AS_PLANNED.values())
    inside = name in model.SHOWN_ELSEWHERE
    alone = name not in model.PUBLIC_THROUGH or relation.by_state
    seen = SHOWN | MOVED if alone else SHOWN
    yield Edge(model, path, seen, (SHOWN | SAID) if planned else SHOWN if inside else 0)
    if name in model.FOLLOWS:
        yield Edge(model, path, SAID, 0)
    for other in kinds():
        if not other.COMPARED:
            continue
        for said_of in relations(other):
            if said_of.relation in other.FOLLOWS and said_of.other is model:
                compared = (
                    f" AND a.\"{other.COMPARED}\" <> '{{}}' AND a.\"{other.COMPARED}\" ? '{name}'"
                )
                onward = f"{_back(model, relation, 's', 'b')} {_back(other, said_of, 'a', 's')}"
                yield Edge(other, onward, SHOWN | CALLED, 0, compared)


def _back(model: type["Record"], relation: Dependence, near: str, far: str) -> str:
    """SQL: the rows ``near`` of ``model`` from which a relation leads to ``far``."""
    joins, row = "", far
    steps = [*zip(relation.tables, relation.onward, strict=False)]
    for number, (table, column) in reversed([*enumerate(steps)]):
        joins += f'JOIN "{table}" v{number} ON v{number}."{column}" = {row}.id '
        row = f"v{number}"
    return f'{joins}JOIN "{model._meta.db_table}" {near} ON {near}."{relation.column}" = {row}.id'


def tell_others_sql() -> str:
    """SQL: the function that notes what shows something of what is noted of a change."""
    cases = "".join(
        f"""
            WHEN '{kind._meta.model_name}' THEN{_case(kind)}"""
        for kind in sorted(kinds(), key=lambda kind: kind._meta.db_table)
    )
    return f"""
CREATE OR REPLACE FUNCTION fora_tell_others(made bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    step smallint := 0;
    told record;
    any_told boolean;
BEGIN
    LOOP
        any_told := false;
        FOR told IN
            SELECT kind, bit_or(flags) AS flags FROM records_changedrecord
            WHERE change_id = made AND round = step GROUP BY kind ORDER BY kind
        LOOP
            any_told := true;
            CASE told.kind{cases}
            ELSE NULL;
            END CASE;
        END LOOP;
        EXIT WHEN NOT any_told;
        step := step + 1;
    END LOOP;
END
$$;
"""  # noqa: S608  names of ours


def _case(kind: type["Record"]) -> str:
    found = [*edges(kind)]
    always = "".join(one.sql(kind) for one in found if not one.on)
    lines = always or "\n                NULL;"
    for on in sorted({one.on for one in found if one.on}):
        asked = "".join(one.sql(kind) for one in found if one.on == on)
        lines += f"""
                IF told.flags & {on} <> 0 THEN{asked}
                END IF;"""
    return lines


def keep_telling() -> None:
    """Make the function anew, from the models as they are; none while tables are of before."""
    tables = {kind._meta.db_table for kind in kinds()} | {"records_changedrecord"}
    if tables <= set(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(tell_others_sql())

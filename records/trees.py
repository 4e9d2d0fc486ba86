"""Nothing stands above itself, by whatever way: such a row would be public only if it is."""

from functools import cache
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.db import models

from .public import Dependence, dependences, leading_to
from .row_trigger import RowTrigger

if TYPE_CHECKING:
    from records.models import Record


@cache
def ring(model: type["Record"]) -> tuple[Dependence, ...]:
    """The dependences by which a row of ``model`` could stand above itself, of all kinds."""
    kinds = [one for one in leading_to(model) if model in leading_to(one)]
    found = (
        one
        for kind in kinds
        for one in dependences(kind)
        if one.other in kinds and not one.by_state
    )
    return tuple(sorted(found, key=lambda one: (one.model._meta.db_table, one.column)))


def no_cycle(column: str) -> pgtrigger.Trigger:
    """Refuse a row that would be its own ancestor by ``column`` (``parent_id`` and the like).

    Whatever leads up from there counts: what one body is part of and what it follows, together
    (``ring``). Those who write such a column wait for an advisory lock, so two halves of a
    ring cannot pass each other unseen. Of a new row, nothing leads up to it yet, unless it is one
    that comes back.
    """

    def sql(model: type[models.Model]) -> str:
        declared: Any = apps.get_model(model._meta.label)
        table = model._meta.db_table
        others = {one.column: one.tables[0] for one in ring(declared) if one.model is declared}
        further = """
                            UNION ALL""".join(
            f"""
                            SELECT '{one.tables[0]}', r.{one.column}
                            FROM {one.model._meta.db_table} r
                            WHERE above.in_table = '{one.model._meta.db_table}'
                                AND r.id = above.id"""
            for one in ring(declared)
        )
        return f"""
            IF TG_OP = 'UPDATE' THEN
                IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN
                    RETURN NEW;
                END IF;
            ELSIF current_setting('fora.restoring', true) IS DISTINCT FROM NEW.uid THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('no_cycle {min(others.values())}'));
            PERFORM 1 FROM (
                WITH RECURSIVE above (in_table, id) AS (
                    SELECT '{others[column]}', NEW.{column}
                    UNION
                    SELECT further.* FROM above CROSS JOIN LATERAL ({further}
                    ) AS further (in_table, id)
                    WHERE further.id IS NOT NULL
                )
                SELECT FROM above WHERE in_table = '{table}' AND id = NEW.id
            ) AS itself;
            IF FOUND THEN
                RAISE EXCEPTION '{table}_no_cycle_{column}: it would stand above itself'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """

    return RowTrigger(
        name=f"no_cycle_{column}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        sql=sql,
        condition=pgtrigger.Condition(f"NEW.{column} IS NOT NULL"),
    )

"""Pieces of the limit's SQL: what is public, JSON of columns and relations, a page of a list."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import connection

from api.serializers import MAX_PART_ROWS
from bench.speed.requests import SITE
from documents.models import Citation
from mechanisms.models import Topic
from records.paging import COUNT_CAP

API = f"{SITE}/api/v1"
PAGE = 50


def public(model: Any, alias: str) -> str:
    """SQL: whether the row ``alias`` of ``model`` is public, as ``public()`` asks it."""
    rows = model._default_manager.public().order_by().values("pk")
    operations: Any = connection.ops
    sql = operations.compose_sql(*rows.query.get_compiler("default").as_sql())
    where = sql.split(" WHERE ", 1)[1]
    return where.replace(f'"{model._meta.db_table}".', f"{alias}.")


def json_object(**values: str) -> str:
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in values.items())
    return f"json_build_object({pairs})"


def unless_empty(column: str) -> str:
    return f"nullif({column}, '')"


def address_of(resource: str, alias: str) -> str:
    return f"'{API}/{resource}/' || {alias}.uid || '/'"


def reference(model: Any, alias: str) -> str:
    """Another record, where it is there: its alias is the one of a LEFT JOIN."""
    values = {"id": f"{alias}.uid", "slug": f"{alias}.slug", "name": f"{alias}.name"}
    made = json_object(**values, url=address_of(model.PLURAL, alias))
    return f"CASE WHEN {alias}.id IS NOT NULL THEN {made} END"


def left_join(model: Any, alias: str, key: str) -> str:
    return f" LEFT JOIN {model._meta.db_table} {alias} ON {alias}.id = {key}"


def json_list(value: str, rows: str, order: str) -> str:
    return f"(SELECT coalesce(json_agg({value} ORDER BY {order}), '[]') FROM {rows})"


def names_of(table: str, alias: str) -> str:
    named = json_object(
        text="n.text", language="n.language", kind="n.kind", since=unless_empty("n.since"),
        until=unless_empty("n.until"),
    )  # fmt: skip
    order = "n.kind, n.language, n.text, n.id"
    return json_list(named, f"{table} n WHERE n.record_id = {alias}.id", order)


def topics_of(table: str, column: str, alias: str) -> str:
    rows = f"{table} l JOIN mechanisms_topic t ON t.id = l.topic_id AND {public(Topic, 't')}"
    return json_list(reference(Topic, "t"), f"{rows} WHERE l.{column} = {alias}.id", "t.name, t.id")


def more_of(*models: Any) -> str:
    """Where the rest is of the lists in the meeting ``m`` that end before their last row."""
    rest = {}
    for model in models:
        asked = "about" if model is Citation else "meeting"
        more = (
            f"EXISTS (SELECT FROM {model._meta.db_table} x WHERE x.meeting_id = m.id"
            f" AND {public(model, 'x')} OFFSET {MAX_PART_ROWS})"
        )
        address = f"'{API}/{model.PLURAL}/?{asked}=' || m.uid"
        rest[model.PLURAL] = f"CASE WHEN {more} THEN {address} END"
    return f"json_strip_nulls({json_object(**rest)})"


def page_of(
    path: str, chosen: str, written: str, counted: str, ordering: str, position: str, order: str,
    *, deep: bool = False,
) -> str:  # fmt: skip
    """SQL: a page as the API gives it; ``written`` are its rows, from the keys in ``chosen``."""
    base, _, query = path.partition("?")
    given = [(name, value) for name, value in parse_qsl(query) if name != "cursor"]
    address = f"{SITE}{base}?{urlencode([*given, ('cursor', '')])}"

    def cursor(backwards: int, number: str) -> str:
        text = f"""format('["{ordering}", {backwards}, %s]', {position})"""
        encoded = f"encode(convert_to({text}, 'UTF8'), 'base64')"
        encoded = f"translate({encoded}, E'+/=\\n', '-_')"
        return f"(SELECT '{address}' || {encoded} FROM page ORDER BY {order} {number})"

    more = f"(SELECT count(*) FROM page) > {PAGE}"
    answer = json_object(
        count=f"least(counted.n, {COUNT_CAP})",
        count_is_exact=f"counted.n <= {COUNT_CAP}",
        next=f"CASE WHEN {more} THEN {cursor(0, f'OFFSET {PAGE - 1} LIMIT 1')} END",
        previous=cursor(1, "LIMIT 1") if deep else "NULL::text",
        results=f"(SELECT coalesce(json_agg(one), '[]') FROM ({written}) w)",
    )
    return (
        f"WITH page AS MATERIALIZED ({chosen}), counted AS MATERIALIZED (SELECT count(*) AS n"
        f" FROM (SELECT 1 {counted} LIMIT {COUNT_CAP + 1}) c) SELECT {answer}::text FROM counted"
    )

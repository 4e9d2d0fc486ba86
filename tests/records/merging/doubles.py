"""Two records of one thing, and the whole register before and after they are merged."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection

from records.history.events import tracked
from records.models import Identity, OldSlug
from records.policy import Role, give_role
from tests import make

BOOKS = ["version", "updated_at", "created_at", "changed_by_id", "self_published"]


def account(name: str, role: Role = Role.REVIEWER):
    user = get_user_model().objects.create_user(name, is_staff=True)
    give_role(user, role)
    return user


def whole_register() -> dict[str, Any]:
    """Every row of every table of the register, without its books; and where ids and slugs lead."""
    rows: dict[str, Any] = {model._meta.db_table: [] for model in tracked()}
    every_row = " UNION ALL ".join(
        f"SELECT '{table}', (to_jsonb(row) - %(books)s::text[])::text FROM {table} row"
        for table in rows
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{every_row} ORDER BY 1, 2", {"books": BOOKS})
        for table, row in cursor.fetchall():
            rows[table].append(row)
    rows["ids"] = list(
        Identity.objects.order_by("uid").values_list(
            "uid", "kind", "label", "state", "merged_into", "ended_at"
        )
    )
    rows["slugs"] = sorted(OldSlug.objects.values_list("kind", "slug", "identity"))
    return rows


def refusal(call, *arguments, **more) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(*arguments, **more)
    return refused.value.messages


def fresh(record):
    return type(record)._default_manager.get(pk=record.pk)


def cited(record, *fields, **values):
    make.make_citation(record, *fields, **values)
    return record


def two_meetings(**values):
    """Two records of one summit, each cited, with parts that overlap."""
    china = make.make_participant(name="China")
    winner = cited(make.make_meeting(name="19th China-ASEAN Summit", slug="winner", **values))
    loser = make.make_meeting(name="China–ASEAN 19th Summit", slug="loser", **values)
    loser.names.create(text="第十九次领导人会议", language="zh")
    cited(loser)
    cited(make.make_participation(meeting=winner, participant=china, role="host"))
    cited(make.make_participation(meeting=loser, participant=china, role="host"))
    laos = make.make_participant(name="Laos")
    cited(make.make_participation(meeting=loser, participant=laos, role="chair"))
    cited(make.make_outcome(meeting=loser, title="Joint Statement"))
    loser.topics.add(make.make_topic(name="Trade"))
    shared = make.make_topic(name="Security")
    winner.topics.add(shared)
    loser.topics.add(shared)
    return loser, winner

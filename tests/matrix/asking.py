"""One client that asks and is rolled back, and whether anything was written."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse

from .accounts import signed_in
from .register import Register

# Whether anything was written

FINGERPRINT = """
CREATE FUNCTION pg_temp.fingerprint() RETURNS TABLE (name text, sum numeric) AS $$
BEGIN RETURN QUERY {tables}; END $$ LANGUAGE plpgsql
"""
PROPOSALS = {"records_proposal"}
VIEWS = {"Events"}  # what is no table of its own


def sums() -> Iterator[str]:
    """One query for each table that a request might write, but for sessions."""
    kept = [
        model
        for app in ("records", "mechanisms", "meetings", "documents", "auth", "pghistory", "admin")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model.__name__ not in VIEWS
    ]
    for table in sorted({model._meta.db_table for model in kept}):
        row = "hashtextextended(t::text, 0)"
        if table == "auth_user":  # not what signing in leaves there
            row = "hashtextextended(ROW(username, password, is_staff, is_active)::text, 0)"
        yield f"SELECT '{table}', coalesce(sum({row}), 0) + count(*) FROM {table} t"


def fingerprint() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sum FROM pg_temp.fingerprint()")
        return dict(cursor.fetchall())


def make_fingerprint() -> None:
    """Make the function that ``fingerprint`` asks; it is gone with the connection."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT.format(tables=" UNION ALL ".join(sums())))


# Asking


class Statements:
    """Notes whether any statement but a plain query is sent to the database."""

    def __init__(self) -> None:
        self.writing = self.any_writing = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.any_writing = True
            self.writing |= '"django_session"' not in sql
        return execute(sql, params, many, context)


class Asked:
    """One client that asks, is rolled back, and counts."""

    def __init__(self, register: Register, user: User | None) -> None:
        self.register, self.user = register, user
        self.client = signed_in(user)
        self.cookies = {key: one.value for key, one in self.client.cookies.items()}
        self.before = fingerprint()
        self.wrong: list[str] = []
        self.number = 0

    def ask(self, method: str, address: str, data: Any = None) -> tuple[HttpResponse, set[str]]:
        """The answer, and the tables that it wrote."""
        self.number += 1
        for key, value in self.cookies.items():
            self.client.cookies[key] = value
        call = getattr(self.client, method.lower())
        seen = Statements()
        with transaction.atomic():
            with connection.execute_wrapper(seen):
                response = call(address, data) if method == "POST" else call(address)
            # Where no statement was sent that writes, no table can be another one.
            changed = self.written() if seen.writing else set()
            if seen.any_writing:
                transaction.set_rollback(True)
        return response, changed

    def written(self) -> set[str]:
        """The tables that are not what they were."""
        now = fingerprint()
        return {table for table in now if now[table] != self.before[table]}

    def expect(self, right: bool, what: str) -> None:
        if not right:
            self.wrong.append(what)

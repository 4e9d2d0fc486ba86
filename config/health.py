"""What a load balancer or an operator asks: is the process up, can it serve?"""

from django.core.management.base import CommandError
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.upgrades import check_squashed


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, has every migration, and finds words of any script."""
    checks = {"database": "ok", "migrations": "not checked", "trigrams": "not checked"}
    try:
        checks["migrations"] = unapplied_migrations()
        checks["trigrams"] = trigrams_of_chinese()
    except Error:
        # The cause may name hosts and users: it goes to the log of the server, not to the public.
        checks["database"] = "unreachable"
    ready = set(checks.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks},
        status=200 if ready else 503,
    )


def unapplied_migrations() -> str:
    """Say "ok", or how many migrations wait for `manage.py migrate`, or why none can."""
    try:
        check_squashed(connection)
    except CommandError as error:
        return str(error)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} not applied: run manage.py migrate" if plan else "ok"


def trigrams_of_chinese() -> str:
    """Say "ok", or that the database was made with a character type that knows no letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone()[0]:
            return "the extension pg_trgm is missing: run manage.py migrate"
        cursor.execute("SELECT show_trgm('澜') <> '{}'")
        if not cursor.fetchone()[0]:
            return "none for Chinese: create the database with LC_CTYPE C.UTF-8"
    return "ok"

import pytest
from django.db import connection


def test_healthz_answers_without_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_says_that_database_migrations_and_trigrams_are_in_order(client, db):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "ok",
            "checks": {"database": "ok", "migrations": "ok", "trigrams": "ok"},
        },
    )


def test_readyz_names_the_migration_that_is_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'sessions' AND name = '0001_initial'"
        )

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "1 not applied: run manage.py migrate"


def test_readyz_says_that_a_database_is_too_old_to_be_upgraded(client, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'documents'"
            " AND name IN ('0001_initial', '0010_copies_that_wait')"
        )

    response = client.get("/readyz")

    assert response.status_code == 503
    said = response.json()["checks"]["migrations"]
    assert said.startswith("This database is at an older state than this version can upgrade")


def test_readyz_says_that_the_extension_is_missing(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["trigrams"].startswith("the extension pg_trgm is missing")


def test_readyz_says_that_the_database_is_unreachable(client, transactional_db, settings, tmp_path):
    connection.close()
    address = connection.settings_dict
    before = address["HOST"]
    address["HOST"] = str(tmp_path)
    try:
        response = client.get("/readyz")
    finally:
        connection.close()
        address["HOST"] = before

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {
            "database": "unreachable",
            "migrations": "not checked",
            "trigrams": "not checked",
        },
    }


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policies(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert sorted(response.headers["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"

"""Passwords cannot be guessed, and nobody can lock somebody else out by trying."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.clients import address_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long and honest password"
Try = Callable[..., HttpResponse]


@pytest.fixture
def sign_in() -> Try:
    User.objects.create_superuser("mai", password=PASSWORD)

    def sign_in(password: str, address: str = "192.0.2.1", name: str = "mai", **headers: str):
        # A client of its own each time: who guesses keeps no cookies.
        return Client().post(
            reverse("admin:login"),
            {"username": name, "password": password, "next": "/admin/"},
            REMOTE_ADDR=address,
            headers=headers,
        )

    return sign_in


def guess(sign_in: Try, times: int = settings.AXES_FAILURE_LIMIT, **more: str) -> None:
    for number in range(times):
        sign_in(f"guess {number}", **more)


def test_after_many_wrong_passwords_the_right_one_is_refused_too(sign_in: Try):
    guess(sign_in, 60)

    refused = sign_in(PASSWORD)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert "wait 15 minutes, then try again" in refused.content.decode()


def test_who_guesses_locks_out_nobody_elsewhere_and_no_other_account(sign_in: Try):
    User.objects.create_superuser("bo", password=PASSWORD)
    guess(sign_in)

    assert sign_in(PASSWORD, address="192.0.2.2").status_code == 302
    assert sign_in(PASSWORD, name="bo").status_code == 302
    assert sign_in(PASSWORD).status_code == 429


def test_a_few_wrong_passwords_are_forgiven_by_the_right_one(sign_in: Try):
    for _again in range(3):
        guess(sign_in, settings.AXES_FAILURE_LIMIT - 1)
        assert sign_in(PASSWORD).status_code == 302


def test_the_lock_ends(sign_in: Try):
    guess(sign_in)
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time
        - settings.AXES_COOLOFF_TIME
        - timedelta(seconds=1)
    )

    assert sign_in(PASSWORD).status_code == 302


def test_no_password_is_kept(sign_in: Try):
    guess(sign_in, 2)

    kept = str(AccessAttempt.objects.values())
    assert "mai" in kept
    assert "guess" not in kept


def test_what_a_client_says_of_its_address_counts_only_behind_a_proxy(sign_in: Try, settings):
    guess(sign_in, **{"X-Forwarded-For": "198.51.100.7"})
    assert sign_in(PASSWORD, **{"X-Forwarded-For": "198.51.100.8"}).status_code == 429

    settings.PROXIES = 1
    assert sign_in(PASSWORD, **{"X-Forwarded-For": "198.51.100.8"}).status_code == 302
    guess(sign_in, **{"X-Forwarded-For": "203.0.113.1, 198.51.100.9"})
    assert sign_in(PASSWORD, **{"X-Forwarded-For": "8.8.8.8, 198.51.100.9"}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "address"),
    [
        (0, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (1, "192.0.2.1", "", "192.0.2.1"),
        (1, "192.0.2.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "192.0.2.1", "1.1.1.1, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (1, "192.0.2.1", "no address", "192.0.2.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", None),
    ],
)
def test_from_where_a_request_comes(settings, proxies: int, peer: str, said: str, address: str):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": said})

    assert address_of(request) == address

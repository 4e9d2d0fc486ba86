"""The accounts that ask, in which methods, and what is drawn of what is answered alike."""

import random
from collections.abc import Sequence
from typing import TypeVar

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from records import policy
from records.policy import Role

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
RARE = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
WHO = ("visitor", "no desk", "no role", *Role.values, "superuser")
SHUT_OUT = {"visitor", "no desk"}
T = TypeVar("T")


class Sample:
    """Draws one of what is answered alike, for each account others; all of it where exhaustive."""

    def __init__(self, exhaustive: bool, who: str) -> None:
        self.random = None if exhaustive else random.Random(who)
        self.turn = WHO.index(who)

    def of(self, alike: Sequence[T], number: int = 1) -> Sequence[T]:
        return self.random.sample(alike, min(number, len(alike))) if self.random else alike

    def share(self, alike: Sequence[T], among: int, offset: int = 0) -> Sequence[T]:
        """One part of ``among``, so that as many accounts in a row ask all of it."""
        return alike[(self.turn + offset) % among :: among] if self.random else alike


def account(who: str) -> User | None:
    if who == "visitor":
        return None
    if who == "superuser":
        return User.objects.create_superuser(who, password="A long password 1")
    user = User.objects.create_user(who, is_staff=who == "no role")
    if who in Role.values:
        policy.give_role(user, Role(who))
    return user


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(
        (reverse("admin:login"), reverse("admin:index") + "?")
    )

"""Those the work waits for, and what their working lists and their home show."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from records.models import HouseRules
from records.policy import Role, give_role


def make_people() -> dict[str, Any]:
    """An author and a reviewer, where four eyes are asked for."""
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    found = {}
    for name, role in (("author", Role.CONTRIBUTOR), ("reviewer", Role.REVIEWER)):
        found[name] = get_user_model().objects.create_user(name, is_staff=True)
        give_role(found[name], role)
    return found


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, name: str, **query: str) -> dict[str, str]:
    """The rows of a working list: title and what is said of it."""
    response = client.get(reverse("admin:work", args=[name]), query)
    assert response.status_code == 200
    return {row.title: row.what for row in response.context["found"].rows}


def counts(client: Client) -> dict[str, str]:
    """The counts of the home, by the name of the list."""
    waiting = client.get(reverse("admin:index")).context["waiting"]
    return {one["url"].rstrip("/").rpartition("/")[2]: str(one["count"]) for one in waiting}

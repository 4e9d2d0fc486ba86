"""What an account is called on the desk."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model


def account_name(user: Any) -> str:
    """The name of an account, or its user name where it has none; ``""`` for nobody."""
    return "" if user is None else user.get_full_name() or user.get_username()


def account_names(keys: Iterable[Any]) -> dict[Any, str]:
    """What the accounts of these keys are called; those that are gone are left out."""
    users = get_user_model()._default_manager.in_bulk({key for key in keys if key})
    return {key: account_name(user) for key, user in users.items()}


def user_names_of(name: str) -> list[str]:
    """The user names of all that may be called ``name``, which may be one itself."""
    called = get_user_model()._default_manager.filter(first_name=name, last_name="")
    return [name, *called.values_list("username", flat=True)]

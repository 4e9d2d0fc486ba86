"""Accounts that decide about candidates."""

import pytest
from django.contrib.auth.models import User

from records import policy
from records.policy import Role


@pytest.fixture
def editor(admin_user: User) -> User:
    return admin_user


@pytest.fixture
def contributor() -> User:
    user = User.objects.create_user("ann")
    policy.give_role(user, Role.CONTRIBUTOR)
    return user

"""What the tests of the desk find ready."""

import pytest
from django.test import Client

from records.policy import Role, give_role


@pytest.fixture
def account(django_user_model):
    """Signs in a new account of a role; its ``user`` is on the client."""

    def make_account(name: str, role: Role) -> Client:
        user = django_user_model.objects.create_user(name)
        give_role(user, role)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make_account

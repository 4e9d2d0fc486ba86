"""A contributor and two reviewers, signed in where four eyes are asked for."""

import pytest
from django.test import Client

from records.models import HouseRules
from records.policy import Role, give_role


@pytest.fixture(autouse=True)
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


@pytest.fixture
def account(django_user_model):
    def make_account(name: str, role: Role) -> Client:
        user = django_user_model.objects.create_user(name)
        give_role(user, role)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make_account


@pytest.fixture
def ann(account):
    return account("ann", Role.CONTRIBUTOR)


@pytest.fixture
def rose(account):
    return account("rose", Role.REVIEWER)


@pytest.fixture
def roy(account):
    return account("roy", Role.REVIEWER)

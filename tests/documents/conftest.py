"""What tests of documents share."""

import pytest

from records.models import HouseRules
from records.policy import Role, give_role


@pytest.fixture
def account(django_user_model):
    def make_account(name: str, role: Role):
        user = django_user_model.objects.create_user(name)
        give_role(user, role)
        return user

    return make_account


@pytest.fixture
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


@pytest.fixture
def rose(account, four_eyes):
    return account("rose", Role.REVIEWER)


@pytest.fixture
def roy(account, four_eyes):
    return account("roy", Role.REVIEWER)

"""A contributor and two reviewers, signed in where four eyes are asked for."""

import pytest

from records.models import HouseRules
from records.policy import Role


@pytest.fixture(autouse=True)
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


@pytest.fixture
def ann(account):
    return account("ann", Role.CONTRIBUTOR)


@pytest.fixture
def rose(account):
    return account("rose", Role.REVIEWER)


@pytest.fixture
def roy(account):
    return account("roy", Role.REVIEWER)

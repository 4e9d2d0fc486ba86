"""What tests of documents share."""

import pytest

from records.policy import Role, give_role


@pytest.fixture
def account(django_user_model):
    def make_account(name: str, role: Role):
        user = django_user_model.objects.create_user(name)
        give_role(user, role)
        return user

    return make_account

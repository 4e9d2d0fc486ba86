"""What the tests of tables on the desk share."""

import pytest
from django.test import Client


@pytest.fixture
def staff(client: Client, django_user_model) -> Client:
    client.user = django_user_model.objects.create_user("staff", is_staff=True)
    client.force_login(client.user)
    return client

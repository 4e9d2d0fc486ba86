"""A form that was made before its browser signed in anew."""

import pytest
from django.test import Client
from django.urls import reverse

from mechanisms.models import Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_sent_from_before_is_refused_on_a_page_of_ours(admin_user, signed_in):
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(admin_user)
    address = reverse("admin:mechanisms_topic_add")

    response = client.post(address, {"name": "Fisheries", "csrfmiddlewaretoken": "x" * 64})

    said = response.content.decode()
    assert response.status_code == 403
    assert "your work is kept" in " ".join(said.split())
    assert f'<a class="button" href="{address}">' in said
    assert not Topic.objects.exists()

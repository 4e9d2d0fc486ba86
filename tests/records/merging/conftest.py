"""Who may merge alone, and where two have to agree."""

import pytest

from records.models import HouseRules


@pytest.fixture
def one_editor():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})


@pytest.fixture
def four_eyes():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})

"""Who the work waits for."""

from typing import Any

import pytest

from .working_lists import make_people


@pytest.fixture
def people(db) -> dict[str, Any]:
    """An author and a reviewer, where four eyes are asked for."""
    return make_people()

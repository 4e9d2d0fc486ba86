"""What the tests of the pages of records find ready."""

import pytest

from tests import make
from tests.desk.pages import TEXT


@pytest.fixture
def passage(db):
    return make.make_passage(capture=make.make_capture(TEXT))

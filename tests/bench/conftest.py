"""A made-up field for the tests of a module."""

import pytest

from bench.filling import fill_quickly
from bench.made_up import Sizes

FIELD = Sizes(280)


@pytest.fixture(scope="module")
def field(kept) -> Sizes:
    """A field of 280 meetings, taken back after the module."""
    fill_quickly(FIELD, lambda _line: None)
    return FIELD

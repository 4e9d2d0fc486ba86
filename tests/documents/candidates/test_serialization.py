"""A candidate as JSON."""

import pytest

from documents.candidates.serialization import from_json
from tests import make

from .made_up import hosted_by, make_text, summit, taken_for

pytestmark = pytest.mark.django_db


def test_json_of_a_candidate_is_the_candidate():
    known = make.make_meeting()
    found = summit(matches=taken_for(known), parts=(hosted_by(None),), mentions=((1, 5),))

    assert from_json(make.make_candidate(make_text(), found)) == found

"""How much of a copy has been read."""

import pytest

from documents.candidates.accepting import reject
from documents.candidates.progress import mark_read, next_unread, progress_of
from tests import make

from .made_up import make_text, summit

pytestmark = pytest.mark.django_db


def test_progress_counts_what_is_cited_decided_and_marked(admin_user):
    capture = make_text()
    body = list(capture.passages.exclude(kind="heading").order_by("number"))
    assert len(body) == 3
    candidate = make.make_candidate(capture, summit(), passage=body[0])
    make.make_citation(make.make_topic(), passage=body[1])
    make.make_citation(make.make_topic(), passage=body[0])  # and yet a candidate waits there

    first = progress_of(capture)
    reject(candidate, by=admin_user, version=1)
    second = progress_of(capture)
    mark_read(body[2], by=admin_user)

    assert (first.body, first.read, first.waiting, first.untouched) == (3, 1, 1, 1)
    assert (second.read, second.percent, second.to_decide) == (2, 66, 0)
    assert progress_of(capture).percent == 100
    assert next_unread(capture) is None

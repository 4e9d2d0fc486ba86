"""What was hidden comes back only with its evidence, whatever brings it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from documents.evidence import supports
from documents.models import Citation
from mechanisms.models import Mechanism
from meetings.models import Meeting, Position
from records import workflow
from records.history.batches import batch
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden() -> dict[str, Any]:
    """A meeting of a body below one that was withdrawn; a position there has lost its evidence."""
    above = make.make_mechanism()
    body = make.make_mechanism(parent=above)
    meeting = make.make_meeting(mechanism=body)
    position = make.make_position(meeting=meeting)
    for one in (above, body, meeting, position):
        make.make_citation(one)
    workflow.withdraw(above)
    workflow.withdraw(Citation.objects.get(position=position))
    return {"above": above, "body": body, "meeting": meeting, "position": position}


def take_out(body: Mechanism, publish: Callable[[], Any]) -> None:
    """Let the body stand below none, as one change."""
    with batch("request"):
        Mechanism.objects.filter(pk=body.pk).update(parent=None)
        publish()


def bare() -> list[str]:
    """The public positions of which nothing supports a value."""
    found = supports(list(Position.objects.public()))  # type: ignore[attr-defined]
    return [str(one.record) for one in found if one.uncited]


def test_when_what_it_depends_on_is_published_again(hidden):
    with pytest.raises(ValidationError, match="no public document is cited"):
        workflow.publish(hidden["above"])
    assert bare() == []


def test_when_what_it_depends_on_depends_on_another(hidden):
    body = hidden["body"]
    with pytest.raises(ValidationError, match="no public document is cited"):
        take_out(body, lambda: workflow.publish(body))
    assert bare() == []

    make.make_citation(hidden["position"])
    take_out(body, lambda: workflow.publish(body))
    assert Meeting.objects.public().count() == 1  # type: ignore[attr-defined]
    assert bare() == []


def test_when_files_say_that_it_depends_on_another(hidden):
    body = hidden["body"]
    with pytest.raises(ValidationError, match="no public document is cited"):
        take_out(body, lambda: workflow.publish_recorded([body], first=lambda records: []))
    assert bare() == []


def test_a_save_that_changes_nothing_of_that_asks_nothing_of_what_depends_on_it(hidden):
    free = make.make_mechanism()
    meeting = make.make_meeting(mechanism=free)
    for one in (free, meeting):
        make.make_citation(one)
    make.make_position(meeting=meeting)  # as a register of earlier days may have it
    with batch("request"):
        Mechanism.objects.filter(pk=free.pk).update(summary="In other words.")
        workflow.publish(free)

"""A candidate is taken for the record that the register has already."""

import pytest
from django.core.exceptions import ValidationError

from documents.candidates.accepting import accept
from documents.candidates.known_records import known_record
from documents.candidates.record_values import record_values
from documents.models import Citation
from extraction.candidates import Candidate as Found
from meetings.models import Meeting
from tests import make

from .made_up import make_text, quotes, summit, value

pytestmark = pytest.mark.django_db


def test_membership_that_is_recorded_already_is_cited(editor):
    known = make.make_membership(role="member")
    make.make_citation(known)
    words = value("hosted by Estwick")
    found = Found(
        kind="membership",
        title="Estwick, member",
        start=words.start,
        end=words.end,
        fields={
            "mechanism": value("Basin", uid=known.mechanism.uid),
            "participant": value("Estwick", uid=known.participant.uid),
            "role": value("hosted", says="member"),
        },
    )
    candidate = make.make_candidate(make_text(), found)

    done = accept(candidate, by=editor, version=1)

    assert (done.record, done.is_new) == (known, False)
    assert quotes(known) == {"mechanism": "Basin", "participant": "Estwick", "role": "hosted"}


def test_meeting_that_another_document_brought_meanwhile_is_cited_and_not_made_again(editor):
    first = make.make_candidate(make_text(), summit())
    second = make.make_candidate(make_text(name="Another review"), summit())
    made = accept(first, by=editor, version=1).record

    with pytest.raises(ValidationError, match=r"Meanwhile .* was recorded"):
        accept(second, by=editor, version=1, seen_as="")
    done = accept(second, by=editor, version=1, seen_as=made.uid)

    assert (done.record, done.is_new) == (made, False)
    assert Meeting.objects.count() == 1
    assert Citation.objects.filter(meeting=made, fields__contains=["date"]).count() == 2


@pytest.mark.parametrize(
    ("title", "known"), [("Treaty on River Patrols", True), ("Joint Statement", False)]
)
def test_instrument_is_known_by_a_telling_title_though_its_meeting_is_not_said(title, known):
    outcome = make.make_outcome(title=title, action="signed")
    words = value("hosted by Estwick")
    fields = {"title": value("River Basin", says=title), "action": value("hosted", says="signed")}
    found = Found(kind="outcome", title=title, start=words.start, end=words.end, fields=fields)

    assert (known_record(found, record_values(found)[0]) == outcome) is known

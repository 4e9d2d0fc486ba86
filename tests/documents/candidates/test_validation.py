"""What cannot be written is refused at its value, as the record's own page would."""

import pytest

from documents.candidates.accepting import accept
from documents.candidates.validation import InvalidValues
from meetings.models import Place
from tests import make

from .made_up import make_text, summit

pytestmark = pytest.mark.django_db


def test_what_cannot_be_written_names_its_field_and_leaves_nothing_behind(editor):
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(InvalidValues) as refused:
        accept(
            candidate,
            by=editor,
            version=1,
            changes={"name": "", "date": "5 May", "status": "held", "place-new": "Port Amber"},
        )

    assert set(refused.value.errors) == {"name", "date"}
    assert not Place.objects.exists()
    candidate.refresh_from_db()
    assert candidate.is_waiting


def test_ordinal_that_is_taken_is_refused_at_its_field(editor):
    series = make.make_series(name="River Basin Summit")
    make.make_meeting(series=series, ordinal=3)
    candidate = make.make_candidate(make_text(), summit())
    sent = {"name": "Summit", "status": "held", "series": str(series.pk), "ordinal": "3"}

    with pytest.raises(InvalidValues) as refused:
        accept(candidate, by=editor, version=1, changes=sent)

    assert refused.value.errors == {
        "ordinal": ["This series already has a meeting with this ordinal."]
    }

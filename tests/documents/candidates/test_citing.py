"""Citations from the reading desk, and the values that they are judged to support."""

import pytest
from django.core.exceptions import ValidationError

from documents.candidates.citing import Citing
from documents.evidence import supports
from documents.models import Citation
from tests import make

from .made_up import TEXT, make_text

pytestmark = pytest.mark.django_db


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_name_as_printed_supports_that_name_only():
    meeting = make.make_meeting(name="Basin Meeting")
    for name in ("River Basin Summit", "River Summit", "流域峰会"):
        meeting.names.create(text=name, language="en")

    Citing(make_text()).cite(meeting, ["names"], span("Third River Basin Summit"))

    assert Citation.objects.get().holds_for == {"names": ["River Basin Summit [en; alias]"]}
    assert supports([meeting])[0].uncited_names == [
        "River Summit [en; alias]",
        "流域峰会 [en; alias]",
    ]


def test_words_in_which_no_other_name_stands_support_none():
    meeting = make.make_meeting(name="Basin Meeting")
    meeting.names.create(text="River Dialogue", language="en")

    with pytest.raises(ValidationError, match="None of its other names"):
        Citing(make_text()).cite(meeting, ["names"], span("Port Amber"))


def test_same_words_cited_for_another_name_support_both():
    meeting = make.make_meeting(name="Basin Meeting")
    citing, words = Citing(make_text()), span("Third River Basin Summit")
    meeting.names.create(text="River Basin Summit", language="en")
    citing.cite(meeting, ["names"], words)
    meeting.names.create(text="Third River Basin Summit", language="en")

    citing.cite(meeting, ["names"], words)

    assert supports([meeting])[0].uncited_names == []
    assert Citation.objects.count() == 1


def test_value_that_the_same_words_were_cited_for_is_judged_anew_and_no_other():
    meeting = make.make_meeting(date="2031-05", mode="video", state="draft")
    citing, words = Citing(make_text()), span("4 May 2031")
    citing.cite(meeting, ["date", "mode"], words)
    meeting.date, meeting.mode = "2031-05-04", "hybrid"
    meeting.save()

    citing.cite(meeting, ["date"], words)

    judged = {"date": ["2031-05-04", "held"], "mode": ["video", "held"]}
    assert Citation.objects.get().holds_for == judged


def test_value_that_stands_is_left_as_it_was_judged():
    meeting = make.make_meeting(date="2031-05-04", state="draft")
    citing, words = Citing(make_text()), span("4 May 2031")
    citing.cite(meeting, ["date"], words)
    version = Citation.objects.get().version

    citing.cite(meeting, ["date"], words)

    assert Citation.objects.get().version == version


def test_words_that_said_otherwise_say_it_once_they_are_cited_for_it():
    meeting = make.make_meeting(date="1999", state="draft")
    citing, words = Citing(make_text()), span("4 May 2031")
    citing.cite(meeting, ["date"], words, stated={"date": "2031-05-04"}, reason="It errs.")
    assert "date" in supports([meeting])[0].contradicted

    citing.cite(meeting, ["date"], words)

    assert "date" in supports([meeting])[0].supported

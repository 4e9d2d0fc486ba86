"""Whatever a candidate says of a known record: what differs is stated, nothing is overwritten."""

import contextlib
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from documents.candidates.accepting import accept, cite_words, link
from documents.candidates.record_values import SAME_AS, values_of
from documents.evidence import supports
from documents.models import Citation
from extraction.candidates import Candidate as Found
from extraction.candidates import Value
from records.dates import bounds
from tests import make

from .made_up import TEXT, make_text, value

pytestmark = pytest.mark.django_db

DATES = ("", "2031", "2031-05", "2031-05-04", "2031-06", "1999-01-01", "2031-05-03/2031-05-04")
LEVELS = ("", "leaders", "ministers", "experts")
MODES = ("", "video", "in_person")
STATUSES = ("held", "announced", "postponed")
PLACES = ("", "Port Amber", "Stonehaven")

RECORDS = st.fixed_dictionaries(
    {
        "date": st.sampled_from(DATES),
        "level": st.sampled_from(LEVELS),
        "mode": st.sampled_from(MODES),
        "status": st.sampled_from(STATUSES),
        "place": st.sampled_from(PLACES),
    }
)
WORDS = {"date": "4 May 2031", "level": "Summit", "mode": "by video link", "status": "was held"}


class TakenBack(Exception):
    """Nothing of an example stays."""


def read_as(read: dict[str, str]) -> Found:
    """The summit of the text, read as saying these values."""
    words = {**WORDS, "place": "Port Amber"}
    said = {name: value(words[name]) for name, one in read.items() if one}
    start = TEXT.index("The Third")
    fields = {
        name: Value(read[name], where.start, where.end, because="made up")
        for name, where in said.items()
    }
    fields["name"] = value("Third River Basin Summit")
    return Found("meeting", "Third River Basin Summit", start, start + 80, fields=fields)


def is_refined(before: str, after: str) -> bool:
    """Whether a date was made more exact, and no other."""
    (low, high), (first, last) = bounds(before), bounds(after)
    days: list[date | None] = [low, high, first, last]
    return None not in days and low <= first and last <= high  # type: ignore[operator]


def test_value_that_differs_is_stated_and_never_overwritten(editor, few_examples):
    @few_examples
    @given(has=RECORDS, read=RECORDS, way=st.sampled_from(["accept", "link", "cite"]))
    def holds(has, read, way):
        with contextlib.suppress(TakenBack), transaction.atomic():
            check(editor, has, read, way)
            raise TakenBack

    holds()


def check(editor, has, read, way) -> None:
    capture = make_text()
    places = {name: make.make_place(name=name) for name in PLACES if name}
    known = make.make_meeting(
        name="Third River Basin Summit", state="draft", **{**has, "place": places.get(has["place"])}
    )
    row = make.make_candidate(capture, read_as(read))
    if way == "accept":
        sent = {key: one for values in values_of(row) for key, one in values.initial.items()}
        accept(row, by=editor, version=1, changes={**sent, SAME_AS: str(known.pk)})
    elif way == "link":
        link(row, known, by=editor, version=1)
    else:
        stated = {name: one for name, one in read.items() if one and one != has[name]}
        start = TEXT.index("The Third")
        cite_words(capture, start, start + 80, known, list(stated), by=editor, stated=stated)

    known.refresh_from_db()
    now = {name: str(getattr(known, name) or "") for name in has}
    for name, before in has.items():
        planned = name in ("date", "place", "mode")
        of_other = planned and read["status"] not in ("", has["status"])
        filled = not before and way != "cite" and not of_other  # a day of what was not held
        moved = name == "date" and before != now[name] and way != "cite"
        refined = before and moved and is_refined(before, now[name])
        assert now[name] == (read[name] if filled or refined else before)
    (support,) = supports([known])
    states = {name: one.stated[name] for one in Citation.objects.of([known]) for name in one.stated}
    for name, said in read.items():
        if said and said != now[name] and name in states:
            cited = [one.quote for one in support.supported.get(name, ())]
            assert WORDS.get(name, "Port Amber") not in cited
            assert name in support.contradicted

"""The reader on any text: it never fails, points inside the text, and takes its time only."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.candidates import Candidate
from extraction.reader import read

from .made_up import GAZETTEER

PIECES = st.sampled_from(
    [
        *(
            "the ",
            "Third ",
            "and ",
            "19th ",
            "Summit ",
            "Meeting ",
            "of ",
            "on ",
            "in ",
            "held ",
            "was ",
        ),
        *(
            "2016 ",
            "7 September ",
            "May ",
            "(",
            ") ",
            ", ",
            ". ",
            "\n\n",
            "“",
            "” ",
            "CSF ",
            "Fiji ",
            "’s ",
        ),
        *(
            "Suva, ",
            "met ",
            "respectively ",
            "since ",
            "第三次",
            "会议",
            "2016年",
            "举行。",
            "在苏瓦",
            "last ",
        ),
        *(
            "Minister ",
            "Ana Duarte, ",
            "co-hosted by ",
            "its ",
            "three ",
            "talks ",
            "- ",
            "| ",
            "XIV ",
        ),
    ]
)


def all_of(candidates: tuple[Candidate, ...]):
    for one in candidates:
        yield one
        yield from all_of(one.parts)


def check(text: str) -> None:
    reading = read(text, gazetteer=GAZETTEER, date="2017-01-11")
    again = read(text, gazetteer=GAZETTEER, date="2017-01-11")
    assert reading == again
    for one in all_of(reading.candidates):
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.score <= 1
        assert one.title
        for value in one.fields.values():
            assert 0 <= value.start < value.end <= len(text)
            assert text[value.start : value.end].strip()


@given(st.text(max_size=300))
def test_any_characters(text):
    check(text)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_words_of_the_field(text):
    check(text)


@given(st.lists(PIECES, min_size=5, max_size=40).map("".join))
def test_the_words_of_a_printed_value_stand_where_it_says(text):
    reading = read(text, gazetteer=GAZETTEER, date="2017-01-11")
    for one in reading.candidates:
        for name in ("place", "series"):
            if one.kind == "meeting" and name in one.fields:
                value = one.fields[name]
                assert value.value == " ".join(text[value.start : value.end].split())


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "A",
            "Aa ",
            "the ",
            "of the ",
            "Meeting ",
            "Meeting of the ",
            "and ",
            "A, ",
            "first ",
            "((((",
            "“",
        ),
        *(
            "7 ",
            "May ",
            "7 May ",
            "2016 ",
            "A-",
            "A. ",
            "第",
            "第一次",
            "会议",
            "in A ",
            "by A, B and ",
            "Mr. A ",
        ),
        *(
            "on Aa and Bb, ",
            "Summit (A) ",
            "hosted by ",
            "Council of ",
            "twenty-",
            "19th ",
            "II ",
            " ",
            "\n",
        ),
    ],
)
def test_hostile_text_takes_steps_in_proportion(piece):
    short, long = steps(piece, 1_000), steps(piece, 4_000)

    # Four times the text: far from the sixteen times of a square.
    assert long < 7 * short + 5_000


@pytest.mark.parametrize("piece", ["Minister of ", "Director of the "])
def test_within_one_sentence_too(piece):
    short, long = steps(piece, 450), steps(piece, 1_800)

    assert long < 7 * short


def steps(piece: str, count: int) -> int:
    """How many lines of the reader run for ``count`` characters of a piece repeated."""
    text = (piece * count)[:count]
    with counted() as count_of:
        read(text, gazetteer=GAZETTEER, date="2017-01-11")
    return count_of.lines


class counted:
    """Counts the lines of the reader that run."""

    def __enter__(self):
        self.lines = 0
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_error):
        sys.settrace(None)

    def _enter(self, frame, _event, _arg):
        return self._line if "extraction" in frame.f_code.co_filename else None

    def _line(self, _frame, event, _arg):
        self.lines += event == "line"
        return self._line

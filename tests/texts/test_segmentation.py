"""Plain text into passages: the golden facts of the seed documents, and any text at all."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.models import Passage
from texts.pieces import LONGEST, Segment
from texts.segmentation import _INVISIBLE, segment


def read(folder: Path, number: str) -> str:
    (path,) = folder.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


def cut(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.locator, text[one.start : one.end]) for one in segment(text)]


# The seed documents


@pytest.mark.parametrize(
    ("number", "kinds", "digest"),
    [
        ("000", {"furniture": 5, "heading": 1, "paragraph": 3, "caption": 3}, "e7810b61ebfabff3"),
        ("001", {"heading": 12, "paragraph": 30, "furniture": 2}, "ccb6de93a3547d19"),
        ("002", {"heading": 3, "paragraph": 3}, "cf6c1ce88a99967f"),
        (
            "003",
            {"heading": 26, "paragraph": 21, "question": 10, "answer": 22, "furniture": 11},
            "2aebf7331af57b8a",
        ),
        ("004", {"heading": 1, "paragraph": 6, "furniture": 1}, "b3ff625436333244"),
    ],
)
def test_a_seed_is_cut_as_the_register_cites_it(seeds, number, kinds, digest):
    segments = segment(read(seeds, number))

    assert Counter(one.kind for one in segments) == kinds
    facts = repr([(s.number, s.kind, s.locator, s.speaker, s.start, s.end) for s in segments])
    assert hashlib.sha256(facts.encode()).hexdigest()[:16] == digest


def test_a_chapter_has_locators_by_section_and_paragraph(seeds):
    segments = segment(read(seeds, "001"))

    assert [one.locator for one in segments[:11]] == [
        "title", "heading 1", "¶1", "byline", "furniture 1",
        "V", "V.1", "V.1 ¶1", "V.1 ¶2", "V.1 ¶3", "V.2",
    ]  # fmt: skip
    assert [one.locator for one in segments if one.kind == "heading"][2:] == [
        "V", *(f"V.{number}" for number in range(1, 10))
    ]  # fmt: skip
    assert [one.locator for one in segments if one.locator.startswith("V.8 ")] == [
        f"V.8 ¶{number}" for number in range(1, 6)
    ]


def test_a_transcript_says_who_asks_and_who_answers(seeds):
    segments = segment(read(seeds, "003"))

    assert [(s.locator, s.speaker) for s in segments if s.kind == "question"] == [
        ("CCTV, question 1", "CCTV"),
        ("Taiwan Central News Agency (CNA), question 2", "Taiwan Central News Agency (CNA)"),
        ("Hong Kong Wen Wei Po, question 3", "Hong Kong Wen Wei Po"),
        ("People's Daily, question 4", "People's Daily"),
        ("Lianhe Zaobao, question 5", "Lianhe Zaobao"),
        ("CRI, question 6", "CRI"),
        ("BBC, question 7", "BBC"),
        ("China Daily, question 8", "China Daily"),
        ("Reuters, question 9", "Reuters"),
        ("China News Service, question 10", "China News Service"),
    ]
    assert {one.speaker for one in segments if one.kind == "answer"} == {"Liu Zhenmin"}
    assert [one.locator for one in segments if "answer 5" in one.locator] == [
        "answer 5", *(f"Liu Zhenmin, answer 5 ¶{number}" for number in range(1, 5)),
    ]  # fmt: skip
    assert (segments[79].locator, segments[79].speaker) == (
        "Hu Kaihong, statement 5",
        "Hu Kaihong",
    )
    assert {one.kind for one in segments[80:]} == {"furniture"}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_white_space_around_a_seed_passage_lies_outside_it(seeds, number):
    text = read(seeds, number)

    for one in segment(text):
        words = text[one.start : one.end]
        assert words == words.strip()


# Rules


def test_numbered_headings_nest_in_the_order_in_which_their_styles_appear():
    lines = ["Report", "I. First", "A. Small", "Text.", "1. Smaller", "Text.", "B. Next", "Text."]
    text = "\n\n".join([*lines, "II. Last", "Text."])

    assert [locator for _kind, locator, _text in cut(text)] == [
        "title", "I", "I.A", "I.A ¶1", "I.A.1", "I.A.1 ¶1", "I.B", "I.B ¶1", "II", "II ¶1",
    ]  # fmt: skip


def test_prose_broken_at_a_margin_is_one_passage():
    lines = [
        "The parties reaffirm that the measures which they have taken since",
        "the last meeting are to be continued, and that every one of them",
        "reports on its own.",
    ]

    assert cut("\n".join(lines)) == [("paragraph", "¶1", "\n".join(lines))]


def test_lines_of_full_paragraphs_are_passages_each():
    first, second = "One. " * 40, "Two. " * 40

    assert cut(f"{first}\n{second}") == [
        ("paragraph", "¶1", first.strip()),
        ("paragraph", "¶2", second.strip()),
    ]


def test_items_of_a_list_are_passages_each():
    assert cut(
        "They agreed:\n- to meet again;\n- to write a plan.\n\n(1) One thing;\n(2) another."
    ) == [
        ("paragraph", "¶1", "They agreed:"),
        ("list_item", "item 1", "- to meet again;"),
        ("list_item", "item 2", "- to write a plan."),
        ("list_item", "item 3", "(1) One thing;"),
        ("list_item", "item 4", "(2) another."),
    ]


def test_without_an_introduction_the_first_and_most_frequent_speaker_answers():
    asked = ["Li Wei:", "Good day.", "Daily News:", "Why?", "Li Wei:", "Thus.", "And so."]
    text = "\n\n".join([*asked, "Wire:", "When?", "Li Wei:", "Soon."])

    assert [(s.kind, s.locator, s.speaker) for s in segment(text) if s.kind != "heading"] == [
        ("paragraph", "Li Wei, statement 1", "Li Wei"),
        ("question", "Daily News, question 1", "Daily News"),
        ("answer", "Li Wei, answer 1 ¶1", "Li Wei"),
        ("answer", "Li Wei, answer 1 ¶2", "Li Wei"),
        ("question", "Wire, question 2", "Wire"),
        ("answer", "Li Wei, answer 2", "Li Wei"),
    ]


def test_a_line_that_ends_with_a_colon_makes_no_transcript_by_itself():
    segments = segment("They agreed on:\n\nPeace.\n\nFor example:\n\nTalks.")

    assert [one.speaker for one in segments] == ["", "", "", ""]


def test_chinese_headings_are_numbered_sections():
    text = "第一章 总则\n\n一、合作\n\n各方同意加强合作。\n\n（一）对话\n\n各方继续对话。"

    assert [locator for _kind, locator, _text in cut(text)] == [
        "一", "一.一", "一.一 ¶1", "一.一.一", "一.一.一 ¶1",
    ]  # fmt: skip


def test_names_of_image_files_are_furniture_and_what_stands_below_them_is_a_caption():
    text = "Title\n\n" + "Word. " * 40 + "\n\n123.jpg\n\nThe hosts in front of the hall"

    assert [kind for kind, _locator, _text in cut(text)] == [
        "heading", "paragraph", "furniture", "caption",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_divide_alike(ending):
    text = ending.join(["Title", "", "\xa0 A sentence. \u3000", " \xa0", "Another one.", ""])

    assert cut(text) == [
        ("heading", "title", "Title"),
        ("paragraph", "¶1", "A sentence."),
        ("paragraph", "¶2", "Another one."),
    ]


# Any text

LINES = st.sampled_from(
    [
        "", "\n", "\n\n", "\r\n", "\f", "\xa0", " ", "\ufeff", "\u2028", "a", "A.", "Title",
        "1. One", "1.2 Two", "I. X", "C. Y", "V. Z", "Reuters:", "Li Wei:", "Photo by X",
        "Speaker:\nLi Wei, minister", "• b", "(a) c", "x.jpg", "< 1 2 >", "Home > News",
        "Jan. 11, 2017", "一、二", "word " * 40, "No comments.", "\x00", "\ud800",
    ]
)  # fmt: skip


def check(text: str) -> list[Segment]:
    """Every visible character is in exactly one passage, in order; nothing else is in one."""
    segments = segment(text)
    outside, end = [], 0
    for number, one in enumerate(segments, start=1):
        assert one.number == number
        assert end <= one.start < one.end
        outside.append(text[end : one.start])
        end = one.end
    outside.append(text[end:])
    assert not "".join(outside).strip().translate(dict.fromkeys(map(ord, _INVISIBLE))).strip()
    return segments


@given(st.text())
def test_no_character_of_any_text_is_lost_or_in_two_passages(text):
    check(text)


@given(st.lists(LINES, max_size=30).map("\n".join) | st.lists(LINES, max_size=30).map("".join))
def test_any_mixture_of_lines_makes_passages_that_the_database_takes(text):
    segments = check(text)

    locators = [one.locator for one in segments]
    assert len(set(locators)) == len(locators)
    for one in segments:
        assert one.kind in Passage.Kind.values
        assert 0 < len(one.locator) <= 100
        assert len(one.speaker) <= 200


@given(st.text())
def test_the_same_text_is_cut_the_same_again(text):
    assert segment(text) == segment(text)


# Lines too long for a passage


@pytest.mark.parametrize(
    ("unit", "end"),
    [("The ministers met. ", "."), ("word ", "d"), ("x", "x"), ("外长会晤。", "。")],
)
def test_a_line_of_any_length_is_cut_into_passages_that_a_page_can_show(unit, end):
    text = (unit * 60_000)[:55_555]

    passages = segment(text)

    assert all(len(text[one.start : one.end]) <= LONGEST for one in passages)
    assert all(text[one.start : one.end].endswith(end) for one in passages[:-1])
    assert "".join(text[one.start : one.end] for one in passages).replace(" ", "") == text.replace(
        " ", ""
    )
    assert len({one.locator for one in passages}) == len(passages) >= 6

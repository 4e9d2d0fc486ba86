"""A later copy of a document: where each citation goes when its text was edited."""

import re

import pytest

from documents.models import Anchor, Citation, Passage
from texts.marks import plain_marks
from texts.placing import ALIKE

from .book import BOATS, BOOK, CLOSING, FISHERY, HARBOUR, OF_BOATS, PATROLS, bring, cite

pytestmark = pytest.mark.django_db

EDITS = [
    ("nothing but the end of the file", BOOK + "Printed in Accra.\n", HARBOUR, "exact", ""),
    ("a line before", "Draft of the secretariat\n\n" + BOOK, HARBOUR, "moved", ""),
    ("lines broken elsewhere", BOOK.replace("met in the ", "met in\nthe "), HARBOUR, "moved", ""),
    ("other quotation marks", BOOK.replace("“", '"').replace("”", '"'), BOATS, "moved", ""),
    (
        "its section put last",
        "\n\n".join(["Report of the session", HARBOUR, FISHERY, PATROLS, CLOSING, *OF_BOATS]),
        BOATS,
        "moved",
        "",
    ),
    (
        "its short passage put last, where others stand beside it",
        "\n\n".join(["Report of the session", FISHERY, PATROLS, CLOSING, HARBOUR]),
        HARBOUR,
        "fuzzy",
        "around",
    ),
    ("a date corrected", BOOK.replace("3 May", "4 May"), HARBOUR, "fuzzy", "alike"),
    (
        "words added in the middle",
        BOOK.replace("nine coastal", "nine coastal and two landlocked"),
        HARBOUR,
        "fuzzy",
        "alike",
    ),
    ("its sentence cut", BOOK.replace(FISHERY + "\n\n", ""), FISHERY, "orphaned", "not_found"),
    (
        "its sentence written anew",
        BOOK.replace(FISHERY, "A list of ships shall be drawn up by the secretariat instead."),
        FISHERY,
        "orphaned",
        "not_found",
    ),
    (
        "a word of it that now stands in another sentence only",
        BOOK.replace("the harbour office", "Accra").replace("Joint patrols", "Harbour police"),
        "Joint",
        "orphaned",
        "not_found",
    ),
    (
        "a short word whose sentence is gone and that stands elsewhere",
        BOOK.replace(FISHERY + "\n\n", "") + "\nDakar is a port.\n",
        "Dakar",
        "fuzzy",
        "same_words",
    ),
    (
        "a break of passages in the middle",
        BOOK.replace("fishing vessels, to", "fishing vessels, to\n\nbe").replace("be be", "be"),
        FISHERY,
        "fuzzy",
        "across",
    ),
]


@pytest.mark.parametrize(
    ("text", "words", "outcome", "why"), [edit[1:] for edit in EDITS], ids=[e[0] for e in EDITS]
)
def test_what_becomes_of_a_citation_when_the_text_is_edited(text, words, outcome, why):
    citation = cite(BOOK, words)
    before = citation.passage_id

    anchor = bring(citation, text)

    citation.refresh_from_db()
    assert (anchor.outcome, anchor.why) == (outcome, why)
    if outcome in ("exact", "moved"):
        assert anchor.decision == "taken"
        assert citation.passage.capture == anchor.capture
        assert citation.quote == text[citation.start : citation.end]
        assert plain_marks(citation.quote).split() == plain_marks(words).split()
    else:
        assert (citation.passage_id, citation.quote, anchor.decision) == (before, words, "open")
    if outcome == "fuzzy":
        assert anchor.score >= ALIKE or why == "across"
        assert anchor.passage is not None
        assert anchor.start in range(anchor.passage.start, anchor.passage.end)
        assert anchor.end in range((anchor.start or 0) + 1, anchor.passage.end + 1)


SAID_OF_MANY = "The meeting adopted the statement of its chair."
AGENDAS = {
    "short headings": ["1. Seventeenth meeting", "2. Eighteenth meeting", "3. Nineteenth meeting"],
    "headings alike but for a number": [
        "Item 1: the 17th meeting of the harbour masters",
        "Item 2: the 18th meeting of the harbour masters",
        "Item 3: the 19th meeting of the harbour masters",
    ],
    "headings with the same words before and after": [
        "17th meeting: all states of the coast were there.",
        "18th meeting: all states of the coast were there.",
        "19th meeting: all states of the coast were there.",
    ],
}


def agenda(headings: list[str], *items: int, more: bool) -> str:
    """A text in which the sentence that is said of many stands under some items."""
    parts = ["Report on three meetings"]
    for number, heading in enumerate(headings, start=1):
        parts += [heading, *([SAID_OF_MANY] if number in items else [])]
        parts += ["The host was thanked."] if more else []
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("more", [True, False])
@pytest.mark.parametrize("headings", AGENDAS.values(), ids=AGENDAS)
@pytest.mark.parametrize(("before", "after"), [((1,), (2,)), ((2,), (1,)), ((1, 2), (2, 3))])
def test_the_same_sentence_about_another_meeting_waits_for_an_editor(headings, before, after, more):
    old = agenda(headings, *before, more=more)
    citation = cite(old, SAID_OF_MANY)

    anchor = bring(citation, agenda(headings, *after, more=more))

    citation.refresh_from_db()
    assert (anchor.outcome, anchor.why, anchor.decision) == ("fuzzy", "same_words", "open")
    assert citation.passage.capture.text == old


@pytest.mark.parametrize("headings", AGENDAS.values(), ids=AGENDAS)
def test_the_same_sentence_about_the_same_meeting_is_followed(headings):
    old = agenda(headings, 1, 2, more=True)
    first, second = cite(old, SAID_OF_MANY), cite(old, SAID_OF_MANY, nth=2)
    new = "Second printing\n\n" + agenda(headings, 1, 2, 3, more=True)

    bring(first, new)

    starts = [found.start() for found in re.finditer(SAID_OF_MANY, new)]
    for citation, start in zip((first, second), starts, strict=False):
        citation.refresh_from_db()
        assert (citation.passage.capture.text, citation.start) == (new, start)


def test_a_fuzzy_place_is_the_whole_changed_sentence():
    citation = cite(BOOK, HARBOUR)
    changed = HARBOUR.replace("nine coastal", "ten coastal").replace("3 May", "4 May")
    text = "Second edition\n\n" + BOOK.replace(HARBOUR, changed)

    anchor = bring(citation, text)

    assert text[anchor.start : anchor.end] == changed


def test_words_in_chinese_are_followed_and_their_changes_found():
    text = (
        "会议纪要\n\n第三次海上安全会议于二〇一四年五月在达喀尔举行。\n\n"
        "一、决议\n\n各方同意建立渔船登记册。\n"
    )
    same = cite(text, "各方同意建立渔船登记册。")
    other = cite(text, "第三次海上安全会议于二〇一四年五月在达喀尔举行。")

    moved = bring(same, "新版\n\n" + text.replace("五月", "六月"))

    assert moved.outcome == "moved"
    assert Anchor.objects.get(citation=other).outcome == "fuzzy"


def test_two_hundred_repeats_each_keep_their_own_place():
    line = "The committee met again."
    text = "\n\n".join(["Minutes", *[line] * 200, "End of the minutes of this year"]) + "\n"
    first = cite(text, line)
    others = [cite(text, line, nth=n) for n in range(2, 201)]
    new = "Minutes of the committee, second printing\n\n" + text

    bring(first, new)

    placed = [Citation.objects.get(pk=one.pk).start for one in [first, *others]]
    shift = len("Minutes of the committee, second printing\n\n")
    assert placed == [one.start + shift for one in [first, *others]]
    assert set(Anchor.objects.values_list("outcome", flat=True)) == {"moved"}


def test_a_summary_goes_with_a_passage_that_says_the_same():
    citation = cite(BOOK, HARBOUR)
    Passage.objects.filter(pk=citation.passage_id).update(summary="Nine states met.")

    anchor = bring(citation, "Second edition\n\n" + BOOK)

    said = Passage.objects.filter(capture=anchor.capture).exclude(summary="")
    assert [(one.text, one.summary) for one in said] == [(HARBOUR, "Nine states met.")]

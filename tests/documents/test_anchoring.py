"""A later copy of a document: where each citation goes, and that none is lost."""

import re
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from documents.anchor_decisions import undecided_anchors
from documents.anchoring import reanchor
from documents.copies import newest, newest_first, newest_text
from documents.importing import import_document
from documents.models import Anchor, Capture, Citation, Document, Passage
from documents.quoting import quote_from
from records.history import undoing
from records.history.batches import batch
from records.models import HouseRules, Identity
from records.policy import Role
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage
from texts import placing
from texts.placing import ALIKE, Finder, Place, Selector
from texts.whitespace import one_space

HARBOUR = "Delegates of nine coastal states met in the harbour office on 3 May 2014."
FISHERY = "They agreed on a common register of fishing vessels, to be kept in Dakar."
PATROLS = "Joint patrols are to begin in the spring of the following year."
CLOSING = "The next session will be called by the chair."
BOOK = "\n\n".join(["Report of the session", HARBOUR, FISHERY, PATROLS, CLOSING]) + "\n"


def cite(text: str, words: str, *, nth: int = 1, document: Document | None = None) -> Citation:
    """A citation of ``words``, where they stand in ``text`` for the ``nth`` time."""
    capture = Capture.objects.filter(text=text).first()
    if capture is None:
        given = {"document": document.slug} if document else {"rights": "public"}
        capture = import_document(data=text.encode(), file_name="a.txt", **given).capture
    start = -1
    for _time in range(nth):
        start = text.index(words, start + 1)
    passage = capture.passages.get(start__lte=start, end__gte=start + len(words))
    citation = make_citation(
        make_meeting(), "date", passage=passage, start=start, end=start + len(words)
    )
    quote_from(text, citation)
    citation.save()
    return citation


def bring(citation: Citation, text: str) -> Anchor:
    """Import ``text`` as a later copy of what is cited; what became of the citation."""
    home = citation.passage.capture.document
    done = import_document(data=text.encode(), file_name="b.txt", document=home.slug)
    return Anchor.objects.get(citation=citation, capture=done.capture)


# Each kind of edit


EDITS = [
    ("nothing but the end of the file", BOOK + "Printed in Accra.\n", HARBOUR, "exact", ""),
    ("a line before", "Draft of the secretariat\n\n" + BOOK, HARBOUR, "moved", ""),
    ("lines broken elsewhere", BOOK.replace("met in the ", "met in\nthe "), HARBOUR, "moved", ""),
    (
        "its passage put last",
        "\n\n".join(["Report of the session", FISHERY, PATROLS, CLOSING, HARBOUR]),
        HARBOUR,
        "moved",
        "",
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


@pytest.mark.django_db
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
        assert citation.quote.split() == words.split()
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


@pytest.mark.django_db
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


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_fuzzy_place_is_the_whole_changed_sentence():
    citation = cite(BOOK, HARBOUR)
    changed = HARBOUR.replace("nine coastal", "ten coastal").replace("3 May", "4 May")
    text = "Second edition\n\n" + BOOK.replace(HARBOUR, changed)

    anchor = bring(citation, text)

    assert text[anchor.start : anchor.end] == changed


@pytest.mark.django_db
def test_words_in_chinese_are_followed_and_their_changes_found():
    text = (
        "会议纪要\n\n第三次海上安全会议于二〇一四年五月在达喀尔举行。\n\n各方同意建立渔船登记册。\n"
    )
    same = cite(text, "各方同意建立渔船登记册。")
    other = cite(text, "第三次海上安全会议于二〇一四年五月在达喀尔举行。")

    moved = bring(same, "新版\n\n" + text.replace("五月", "六月"))

    assert moved.outcome == "moved"
    assert Anchor.objects.get(citation=other).outcome == "fuzzy"


@pytest.mark.django_db
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


# What is inserted around loses nothing

WORDS = st.sampled_from(
    ["ships", "port", "met", "the", "2014", "May", "agreed", "Accra", "in", "on"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=12, unique=True).map("\n\n".join)
BEFORE = st.sampled_from(["", "A preface of the printer.\n\n", "x y z "])
AFTER = st.sampled_from(["", "\n\nA note of the printer.", " z y x"])


def words_of(text: str, data: st.DataObject) -> tuple[int, int]:
    """Some whole words of ``text``: where they begin and end."""
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    return words[first][0], words[last][1]


def place_of(old: str, start: int, end: int, before: str, after: str) -> tuple[str, str, Place]:
    """Some words of ``old``, the text with more put right around them, and where they are found."""
    quote = old[start:end]
    new = old[:start] + before + quote + after + old[end:]
    selector = Selector(quote, old[max(0, start - 32) : start], old[end:][:32], start)
    (place,) = Finder(new, old=old).find([selector])
    assert place is not None
    return quote, new, place


def test_a_text_of_one_common_word_is_not_taken_for_another_such_word():
    (place,) = Finder("A note of the printer.\n\nthe", old="the").find([Selector("the", "", "", 0)])

    assert place is not None
    assert not place.sure


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_text_put_around_the_whole_leaves_every_quote_in_its_place(old, before, after, data):
    start, end = words_of(old, data)
    new = before + old + after
    selector = Selector(old[start:end], old[max(0, start - 32) : start], old[end:][:32], start)

    (place,) = Finder(new, old=old).find([selector])

    assert place is not None
    found = (place.start, place.end, place.score, place.sure)
    right = (start + len(before), end + len(before), 1, True)
    if one_space(new).count(one_space(old)) == 1:
        assert found == right
    else:  # nothing tells the text from what was put around it: an editor is asked
        assert one_space(new[place.start : place.end]) == one_space(selector.quote)
        assert not place.sure or found == right


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_text_put_right_around_a_quote_never_loses_it(old, before, after, data):
    start, end = words_of(old, data)
    quote, new, place = place_of(old, start, end, before, after)

    assert place.score == 1
    assert new[place.start : place.end].split() == quote.split()
    if new.count(quote) == 1 and one_space(old) != one_space(quote):
        rest, put = (
            set(re.findall(r"\w+", text)) for text in (old[:start] + old[end:], before + after)
        )
        assert place.sure or rest <= put  # nothing of the old text is left to tell where it stood


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_of_the_same_words_only_those_that_were_quoted_are_taken_for_sure(old, before, after, data):
    start, end = words_of(old, data)
    _quote, _new, place = place_of(old, start, end, before, after)

    if place.sure:
        assert (place.start, place.end) == (start + len(before), end + len(before))


def test_repeats_of_a_hostile_text_are_looked_at_up_to_a_bound():
    text = "aa " * 30_000
    quote = "aa " * 20 + "aa"
    selectors = [
        Selector(quote, text[max(0, at - 30) : at], " aa" * 10, at) for at in range(0, 1200, 3)
    ]

    places = Finder(text, old=text).find(selectors)

    assert [place.start for place in places] == [selector.start for selector in selectors]


def test_a_long_quote_is_compared_as_a_whole_but_a_few_times(monkeypatch):
    words = [f"word{number * 7919 % 9973}" for number in range(2_000)]
    old = " ".join(words)
    new = " ".join(f"other{word}" if at % 7 == 6 else word for at, word in enumerate(words))
    compared = []
    ratio = fuzz.ratio

    def counting(one: str, other: str) -> float:
        compared.append(len(one))
        return ratio(one, other)

    monkeypatch.setattr(placing.fuzz, "ratio", counting)
    (place,) = Finder(f"Before. {new} After.", old=old).find([Selector(old, "", "", 0)])

    assert (place.start, place.end) == (8, 8 + len(new))
    assert sum(compared) < 4 * len(old)


# Texts that are not held


@pytest.mark.django_db
def test_without_the_earlier_text_a_citation_waits_and_says_why():
    capture = make_capture(None, document=make_document(rights="public"))
    passage = make_passage(capture=capture, start=0, end=100)
    citation = make_citation(make_meeting(), "date", passage=passage)

    anchor = bring(citation, BOOK)

    assert (anchor.outcome, anchor.why, anchor.passage) == ("orphaned", "not_held", None)
    assert Citation.objects.get(pk=citation.pk).passage == passage


@pytest.mark.django_db
def test_when_the_earlier_text_comes_in_later_its_citations_are_followed_then():
    import hashlib

    document = make_document(rights="public")
    capture = Capture.objects.create(
        document=document,
        sha256=hashlib.sha256(BOOK.encode()).hexdigest(),
        byte_length=len(BOOK.encode()),
        char_length=len(BOOK),
        retrieved="2015-01-01",
    )
    start = BOOK.index(FISHERY)
    passage = make_passage(capture=capture, start=start, end=start + len(FISHERY))
    citation = make_citation(make_meeting(), "date", passage=passage)
    new = "Second edition\n\n" + BOOK
    assert bring(citation, new).outcome == "orphaned"

    import_document(data=BOOK.encode(), file_name="a.txt")

    citation.refresh_from_db()
    assert citation.quote == FISHERY
    assert citation.start == new.index(FISHERY)
    assert Anchor.objects.get().decision == "taken"


@pytest.mark.django_db
def test_an_older_copy_that_comes_in_later_takes_nothing_over():
    citation = cite(BOOK, HARBOUR)
    capture = citation.passage.capture
    Capture.objects.filter(pk=capture.pk).update(retrieved="2020-01-01")
    older = make_capture("Proofs\n\n" + BOOK, document=capture.document, retrieved="2012-05-01")
    make_passage(capture=older)

    assert reanchor(capture.document).outcomes == {}
    assert Citation.objects.get(pk=citation.pk).passage.capture == capture
    assert newest_text(capture.document) == capture  # and it is what the desk reads


@pytest.mark.django_db
def test_a_newer_copy_that_is_not_held_stands_for_nothing():
    citation = cite(BOOK, HARBOUR)
    held = citation.passage.capture
    make_capture(None, document=held.document, retrieved="2099-01-01")

    assert newest_text(held.document) == held
    assert newest(newest_first(held.document)) == held


@pytest.mark.django_db
def test_where_no_copy_is_held_the_newest_stands_for_the_document():
    document = make_document()
    make_capture(None, document=document, retrieved="2015-01-01")
    newer = make_capture(None, document=document, retrieved="2016-01-01")

    assert newest(newest_first(document)) == newer
    assert newest_text(document) is None
    assert newest([]) is None


# One batch, kept and taken back


@pytest.mark.django_db
def test_a_published_citation_follows_its_words_without_a_second_pair_of_eyes(account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    citation = cite(BOOK, HARBOUR)
    rose = account("rose", Role.REVIEWER)

    with batch("import", by=rose, what="b.txt"):
        anchor = bring(citation, "Second edition\n\n" + BOOK)

    citation.refresh_from_db()
    assert (anchor.outcome, citation.state) == ("moved", "published")
    assert citation.changed_by is None  # who wrote it is who wrote what it says


@pytest.mark.django_db
def test_an_import_with_all_it_moved_is_undone_as_one(account):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    citation = cite(BOOK, HARBOUR)
    Document.objects.update(state="published")
    Citation.objects.update(fields=[])  # it speaks of all that is said of the meeting
    before = (citation.passage_id, citation.start, citation.quote)
    rose = account("rose", Role.REVIEWER)
    with batch("import", by=rose, what="b.txt") as key:
        anchor = bring(citation, "Second edition\n\n" + BOOK)

    undoing.undo(key, by=rose)

    citation.refresh_from_db()
    assert (citation.passage_id, citation.start, citation.quote) == before
    assert not Capture.objects.filter(pk=anchor.capture_id).exists()
    assert not Anchor.objects.exists()


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_the_command_says_so(capsys):
    citation = cite(BOOK, HARBOUR)
    bring(citation, "Second edition\n\n" + BOOK)
    version = Citation.objects.get(pk=citation.pk).version

    call_command("reanchor")

    assert "Nothing changed" in capsys.readouterr().out
    assert Citation.objects.get(pk=citation.pk).version == version


@pytest.mark.django_db
def test_the_command_moves_what_waits_for_it_and_refuses_an_unknown_document(capsys):
    citation = cite(BOOK, HARBOUR)
    home = citation.passage.capture.document
    newer = make_capture("Second edition\n\n" + BOOK, document=home)
    make_passage(capture=newer)

    call_command("reanchor", home.slug)

    assert "1 moved" in capsys.readouterr().out
    assert Citation.objects.get(pk=citation.pk).passage.capture == newer
    with pytest.raises(CommandError, match="no document with the slug “nowhere”"):
        call_command("reanchor", "nowhere")


@pytest.mark.django_db
def test_a_summary_goes_with_a_passage_that_says_the_same():
    citation = cite(BOOK, HARBOUR)
    Passage.objects.filter(pk=citation.passage_id).update(summary="Nine states met.")

    anchor = bring(citation, "Second edition\n\n" + BOOK)

    said = Passage.objects.filter(capture=anchor.capture).exclude(summary="")
    assert [(one.text, one.summary) for one in said] == [(HARBOUR, "Nine states met.")]


@pytest.mark.django_db
def test_of_two_later_copies_only_the_last_asks_for_a_decision():
    citation = cite(BOOK, HARBOUR)
    first = bring(citation, BOOK.replace("3 May", "4 May"))

    second = bring(citation, BOOK.replace("3 May", "5 May"))

    first.refresh_from_db()
    assert (first.decision, second.decision) == ("passed", "open")
    assert list(undecided_anchors()) == [second]


# Speed and turns


@pytest.mark.django_db
@pytest.mark.parametrize("number", [3, 30])
def test_the_number_of_questions_does_not_grow_with_the_citations(
    number, django_assert_max_num_queries
):
    citations = [cite(BOOK, words) for words in [HARBOUR, FISHERY, PATROLS] * (number // 3)]
    home = citations[0].passage.capture.document
    make_passage(capture=make_capture("Second edition\n\n" + BOOK, document=home))

    with django_assert_max_num_queries(30):
        done = reanchor(home)

    assert done.moved == number


@pytest.mark.django_db(transaction=True)
def test_two_copies_that_come_at_once_wait_for_each_other():
    citation = cite(BOOK, HARBOUR)
    slug = citation.passage.capture.document.slug
    texts = [f"Edition {letter}\n\n" + BOOK for letter in "AB"]
    refused: list[BaseException] = []

    def bring_one(text: str) -> None:
        try:
            import_document(data=text.encode(), file_name="b.txt", document=slug)
        except BaseException as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_one, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == []
    citation.refresh_from_db()
    last = Capture.objects.latest("pk")
    assert citation.passage.capture == last
    assert citation.quote == (last.text or "")[citation.start : citation.end] == HARBOUR
    assert Identity.objects.filter(kind="citation").count() == 1

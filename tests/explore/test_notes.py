"""The notes beside facts: the words a fact rests on, whole, marked, and as much as is public."""

import re
from collections import Counter
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.importing import import_document
from documents.models import SUBJECTS, Capture, Citation, Document, Passage
from explore.evidence import Evidence
from explore.notes import AROUND, LONGEST, Piece, notes_of
from meetings.models import Outcome, Position
from records.models import NamedRecord, Record
from tests.html import squeezed
from tests.make import (
    make_capture,
    make_citation,
    make_document,
    make_meeting,
    make_outcome,
    make_passage,
)

OPENING = "The leaders of six countries met in Sanya on the coast of Hainan and had a long talk. "
FIRST = "The Sanya Declaration was adopted"
SECOND = "a paper on capacity was issued"
TEXT = OPENING * 5 + FIRST + " by acclamation, and " + SECOND + " on the same day. " + OPENING


def passage_of(rights: str, text: str = TEXT) -> Passage:
    return make_passage(capture=make_capture(text, document=make_document(rights=rights)))


def cite(passage: Passage, words: str, **values) -> Citation:
    start = passage.text.index(words)
    values.setdefault("suffix", passage.text[start + len(words) :][:32])
    outcome = values.pop("outcome", None) or make_outcome()
    return make_citation(outcome, passage=passage, start=start, end=start + len(words), **values)


def note_beside(*citations: Citation) -> list:
    """The notes of a page on which these facts stand."""
    evidence = Evidence([one.subject for one in citations])
    return [evidence.show(one.subject).marks[0].note for one in citations]


@pytest.mark.django_db
def test_the_words_of_a_fact_are_shown_however_far_into_the_passage_they_stand():
    passage = passage_of("public")
    (note,) = note_beside(cite(passage, FIRST))

    assert note.pieces == [
        Piece("…met in Sanya on the coast of Hainan and had a long talk. "),
        Piece(FIRST, marked=True),
        Piece(" by acclamation, and a paper on capacity was issued on the…"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("rights", ["editors", "not_held"])
def test_of_a_text_that_the_public_may_not_read_the_words_alone_are_shown(rights):
    passage = passage_of(rights)
    (note,) = note_beside(cite(passage, FIRST))

    assert note.pieces == [Piece(FIRST)]


@pytest.mark.django_db
def test_facts_whose_words_stand_close_together_share_a_note_that_marks_both():
    passage = passage_of("public")
    one, other = note_beside(cite(passage, FIRST), cite(passage, SECOND))

    assert one is other
    assert [piece.text for piece in one.pieces if piece.marked] == [FIRST, SECOND]
    assert FIRST + " by acclamation, and " + SECOND in one.words


@pytest.mark.django_db
def test_where_the_text_is_closed_words_that_nobody_cited_are_left_out_between():
    passage = passage_of("editors", "China, Japan, and the Republic of Korea met.")
    cited = [cite(passage, words) for words in ("China", "Japan", "Korea")]

    assert {note.words for note in note_beside(*cited)} == {"China, Japan … Korea"}


@pytest.mark.django_db
def test_facts_whose_words_stand_far_apart_have_a_note_each():
    passage = passage_of("public", OPENING + FIRST + ". " + OPENING * 4 + SECOND + ".")
    one, other = note_beside(cite(passage, FIRST), cite(passage, SECOND))

    assert one is not other
    assert (FIRST in one.words, SECOND in one.words) == (True, False)
    assert (FIRST in other.words, SECOND in other.words) == (False, True)


@pytest.mark.django_db
def test_the_limit_on_quoting_a_closed_text_counts_for_each_citation():
    words = [f"{letter * 9} " * 25 for letter in "abc"]
    passage = passage_of("editors", "".join(words))
    long = "x" * 310
    closed = passage_of("editors", long)

    assert [note.words for note in note_beside(*(cite(passage, each) for each in words))] == words
    assert [note.words for note in note_beside(cite(closed, long))] == ["x" * 299 + "…"]


@pytest.mark.django_db
def test_of_very_long_words_the_beginning_and_the_end_are_shown():
    passage = passage_of("public")
    (note,) = note_beside(cite(passage, TEXT))

    first, _between, last = note.words.partition(" … ")
    assert (len(first) > 150, len(last) > 50, len(note.words) <= LONGEST) == (True, True, True)
    assert TEXT.startswith(first)
    assert TEXT.endswith(last)


@pytest.mark.django_db
def test_words_within_those_of_a_long_citation_have_a_note_that_shows_them():
    passage = passage_of("public")
    long, short = note_beside(cite(passage, TEXT), cite(passage, FIRST))

    assert long is not short
    assert FIRST not in long.words
    assert Piece(FIRST, marked=True) in short.pieces


@pytest.mark.django_db
def test_facts_of_a_text_that_is_not_held_share_the_summary_of_their_passage(client):
    passage = make_passage(capture=make_capture(None), summary="They met in Sanya.")
    meeting = make_meeting(slug="first")
    for outcome, start in ((make_outcome(meeting=meeting), 0), (make_outcome(meeting=meeting), 5)):
        make_citation(outcome, passage=passage, start=start, end=start + 3, quote="")

    page = client.get("/meetings/first/").content.decode()

    assert page.count("They met in Sanya.") == 1
    assert page.count('href="#source-1"') == 2


# Anything anybody cites


def unsaved(text: str, spans, rights: str) -> list[Citation]:
    """Citations of one passage, as the page of their records finds them."""
    capture = Capture(document=Document(rights=rights))
    passage = Passage(pk=1, capture=capture, text=text, start=7, end=7 + len(text))
    found = []
    for key, (start, end) in enumerate(spans):
        citation = Citation(pk=key, passage=passage, start=7 + start, end=7 + end)
        citation.quote, citation.suffix = text[start:end], text[end : end + 32]
        is_open = rights == "public"
        citation.before = text[max(0, start - 80) : start] if is_open else ""
        citation.after = text[end : end + 80] if is_open else ""
        found.append(citation)
    return found


SPANS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 500)), min_size=1, max_size=8)


@given(st.sampled_from(["public", "editors"]), SPANS, st.integers(2, 9))
def test_a_note_shows_the_words_of_each_of_its_facts_and_marks_them_alone(rights, spans, gap):
    text = "".join(" " if not n % gap else chr(0x4E00 + n) for n in range(1, 1501))
    citations = unsaved(text, [(start, start + length) for start, length in spans], rights)
    notes = notes_of(citations)

    for citation in citations:
        note = notes[citation.pk]
        quote = citation.quote
        marked = "".join(piece.text for piece in note.pieces if piece.marked) or note.words
        if len(quote) <= LONGEST:
            assert quote in marked
        else:
            beginning = marked[:100]
            assert beginning.strip()
            assert quote.startswith(beginning)
    for note in notes.values():
        assert len(note.words) <= LONGEST + 2 * (AROUND + 1)
        quoted = "".join(citation.quote for citation in note.citations)
        shown = "".join(piece.text for piece in note.pieces if piece.marked) or note.words
        assert set(shown) <= set(quoted) | {"…", " "}


# The way to the reader


@pytest.mark.django_db
def test_the_locator_beside_a_fact_leads_to_its_words_in_the_reader(client):
    passage = passage_of("public")
    first = cite(passage, FIRST)
    cite(passage, SECOND, outcome=make_outcome(meeting=first.subject.meeting))
    page = client.get(first.subject.meeting.get_absolute_url()).content.decode()
    (address, _other) = re.findall(r'<a class="source-mark" href="([^"]+)"', page)

    read = squeezed(client.get(unescape(address)).content.decode())

    assert re.findall('<mark class="lit" id="words">(.*?)</mark>', read) == [FIRST]
    assert f"<mark>{SECOND}</mark>" in read


@pytest.mark.django_db
def test_of_a_closed_text_the_reader_lights_the_facts_of_the_words(client):
    passage = passage_of("editors")
    citation = cite(passage, FIRST)
    cite(passage, SECOND)

    (note,) = note_beside(citation)
    read = squeezed(client.get(note.url).content.decode())

    assert read.count('class="lit"') == 1
    lit = read[read.index('class="lit"') :]
    assert lit.index(FIRST) < lit.index('id="words"') < lit.index(SECOND)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["", "x", "5", "9-4", "-4", "0-0", "99999-999999", "²-9", "1-" * 99]
)
def test_words_that_are_none_light_nothing_and_the_passage_is_found(client, words):
    passage = passage_of("public")
    cite(passage, FIRST)
    address = passage.get_absolute_url().partition("#")[0]

    read = squeezed(client.get(f"{address}&words={words}").content.decode())

    assert 'class="lit"' not in read
    assert '<div class="passage-body" id="words">' in read


# The curated register


@pytest.fixture(scope="module")
def quoted(curated, seeds) -> None:
    """The curated register with the texts that it cites, all of which are closed."""
    for path in sorted(seeds.glob("*.txt")):
        import_document(data=path.read_bytes(), file_name=path.name)


def pages(rights: str, *, exhaustive: bool) -> list[str]:
    """A third of those with outcomes and positions, which have most notes; else all with evidence.

    Another third with each of the rights.
    """
    if not exhaustive:
        parts = [
            part
            for model in (Outcome, Position)
            for part in model.objects.public().select_related("meeting", "mechanism")
        ]
        noted = sorted({(part.meeting or part.mechanism).get_absolute_url() for part in parts})
        return noted[("editors", "public").index(rights) :: 3]
    found = []
    for model in SUBJECTS.values():
        if issubclass(model, NamedRecord) and model is not Document:
            found += [one.get_absolute_url() for one in model.objects.public()]
    return found


@pytest.mark.parametrize("rights", ["editors", "public"])
def test_each_mark_in_the_register_leads_to_a_note_with_the_words_of_its_fact(
    client, quoted, monkeypatch, exhaustive, rights
):
    Document.objects.update(rights=rights)
    asked: list[tuple[Record, tuple[str, ...], list]] = []
    show = Evidence.show

    def noted(self, record, *fields):
        shown = show(self, record, *fields)
        asked.append((record, fields, shown.marks))
        return shown

    monkeypatch.setattr(Evidence, "show", noted)
    wrong: list[tuple] = []
    shown_of: Counter[str] = Counter()
    for address in pages(rights, exhaustive=exhaustive):
        page = unescape(client.get(address).content.decode())
        notes = {
            int(number): re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))
            for number, text in re.findall(r'id="source-(\d+)">.*?<q.*?>(.*?)</q>', page, re.S)
        }
        for record, fields, marks in asked:
            shown_of[address] += record.kind_name() in ("outcome", "position")
            for mark in marks:
                shown = notes.get(mark.note.number, "")
                for citation in mark.citations:
                    if re.sub(r"\s+", " ", citation.quote).strip() not in shown:
                        wrong.append((address, str(record), fields, citation.quote, shown))
        asked.clear()

    assert wrong == []
    assert shown_of.total() >= (90 if exhaustive else 30)

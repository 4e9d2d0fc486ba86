"""Citations whose words are the same in a later copy, by what is read otherwise with them."""

import re
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import same_words
from documents.importing import import_document
from documents.models import Anchor, Capture, Citation, Document, Passage
from documents.same_words import accept_together, groups_of, read_waiting, waiting_in
from records.history import proposals
from records.history.batches import batch
from records.history.undoing import undo
from records.models import HouseRules, Proposal
from records.policy import Role

from . import test_surroundings as waiting_for_others
from .book import cite

pytestmark = pytest.mark.django_db

LONG = (
    "Guests from the towns along the river and the press of many states had come to the harbour, "
    "where the boats lay at anchor in the sun, and the band of the fire brigade played until the "
    "evening, when all of them went home by the last of the trains."
)
FIRST, SECOND = f"The sides agreed to sign the pact. {LONG}", f"They agreed on a register. {LONG}"
THIRD = f"They will meet again in May. {LONG}"
BOOK = f"# Of the pact\n\n{FIRST}\n\n{SECOND}\n\n# Of the end\n\n{THIRD}\n"


def cited(text: str, *words: str) -> list[Citation]:
    return [cite(text, one, file_name="a.md") for one in words]


def bring(text: str) -> Capture:
    """A later copy of the one document."""
    document = Document.objects.get()
    return import_document(data=text.encode(), file_name="b.md", document=document.slug).capture


def groups_in(capture: Capture) -> list[same_words.Group]:
    return groups_of(read_waiting(waiting_in(capture), capture))


def told(group: same_words.Group) -> tuple[list[tuple[str, str]], list[int], int, bool]:
    """The differences of a group, those shown before, how many citations, and if it is known."""
    shown = [(one.before, one.after) for _number, one in group.shown]
    return shown, group.also, len(group.waiting), group.is_known


def marks(capture: Capture) -> dict[int, str]:
    waiting = read_waiting(waiting_in(capture), capture)
    return {one.anchor.citation_id: one.mark for one in waiting}


def counted(*texts: str) -> Counter[str]:
    """The words of texts, as often as they stand there."""
    return Counter(re.findall(r"\w+", " ".join(texts)))


def four_eyes(*, asked: bool) -> None:
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": asked})


AGREED = ("agreed to sign the pact", "agreed on a register", "meet again in May")


def test_a_changed_heading_stands_once_above_all_that_is_read_under_it():
    cited(BOOK, *AGREED)

    found = groups_in(bring(BOOK.replace("# Of the pact", "# Of the pacts")))

    assert [told(group) for group in found] == [([("Of the pact", "Of the pacts")], [], 3, True)]


def test_a_second_changed_heading_is_shown_with_a_reference_to_the_first():
    cited(BOOK, *AGREED)

    found = groups_in(bring(BOOK.replace("# Of the pact", "# The pact").replace("the end", "ends")))

    assert [told(group) for group in found] == [
        ([("Of the pact", "The pact")], [], 2, True),
        ([("Of the end", "Of ends")], [1], 1, True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            BOOK,
            BOOK.replace("the band", "a band", 1),
            [(FIRST, FIRST.replace("the band", "a band"))],
        ),
        (
            BOOK,
            BOOK.replace(FIRST, f"It is denied that:\n\n{FIRST}"),
            [("", "It is denied that:")],
        ),
        (BOOK, BOOK.replace(SECOND, "# More\n\n" + SECOND), [("", "More")]),
        (
            f"# Talk\n\nThese are true:\n\nIt rained.\n\n{BOOK}".replace("# Of the pact\n\n", ""),
            f"# Talk\n\nThese are false:\n\nIt rained.\n\n{BOOK}".replace("# Of the pact\n\n", ""),
            [("These are true:", "These are false:")],
        ),
        (
            "- Mali\n- Togo\n\n" + BOOK,
            "- Mali\n- Togo\n\n" + BOOK.replace("# Of the pact\n\n", ""),
            None,
        ),
    ],
    ids=["its paragraph", "a lead", "a heading between", "a lead further up", "a heading less"],
)
def test_all_that_differs_is_shown(old, new, shown):
    cited(old, "agreed to sign the pact", "agreed on a register")

    found = groups_in(bring(new))

    assert found
    assert all(group.is_known and group.shown for group in found)
    if shown is not None:
        assert [one for group in found for one in told(group)[0]] == shown


def test_another_kind_of_passage_is_a_difference():
    cited(BOOK, *AGREED[:2])

    found = groups_in(bring(BOOK.replace(FIRST, f"- {FIRST}").replace(SECOND, f"- {SECOND}")))

    assert [told(group) for group in found] == [([("paragraph", "list_item")], [], 1, True)]


TALK = "A talk\n\nAnn Lee:\n\nLet us begin.\n\n" + "".join(
    f"Ann Lee:\n\nWhat of the {thing}?\n\nWang Yi:\n\nThe {thing} is dealt with. {LONG}\n\n"
    for thing in ("pact", "register", "harbour")
)


def test_another_name_of_who_speaks_is_one_difference_for_all_that_he_says():
    cited(TALK, *(f"The {thing} is dealt with" for thing in ("pact", "register", "harbour")))

    (group,) = groups_in(bring(TALK.replace("Wang Yi", "Wang Yii")))

    assert told(group) == ([("Wang Yi", "Wang Yii")], [], 3, True)


def test_what_is_longer_than_can_be_shown_is_decided_one_by_one(account):
    four_eyes(asked=False)
    other = " ".join(f"word{number}" for number in range(400))
    cited(f"# Title\n\nShort. {THIRD}\n", "meet again in May")
    capture = bring(f"# Title\n\n{other}. {THIRD}\n")

    (group,) = groups_in(capture)

    assert told(group)[2:] == (1, False)
    with pytest.raises(ValidationError, match="has changed"):
        accept_together(capture, marks(capture), by=account("rose", Role.REVIEWER))


def cases_of(name: str) -> list[tuple[str, ...]]:
    """What a test of ``test_surroundings`` is asked with."""
    marks = getattr(waiting_for_others, name).pytestmark
    return next(mark.args[1] for mark in marks if mark.name == "parametrize")


BESIDE = [
    (f"Title\n\n{old} Then all went home.\n", words, f"Title\n\n{new} Then all went home.\n", "txt")
    for old, words, new in cases_of("test_other_words_beside_them_wait_for_an_editor")
]
READ_WITH = [
    (
        waiting_for_others.in_a_report(old),
        waiting_for_others.AGREED,
        waiting_for_others.in_a_report(new),
        "txt",
    )
    for old, new in cases_of("test_other_words_that_are_read_with_them_wait_for_an_editor")
]
LEADING = [
    (*case, "md") for case in cases_of("test_other_words_that_lead_to_them_wait_for_an_editor")
]


@pytest.mark.parametrize(("old", "words", "new", "suffix"), [*BESIDE, *READ_WITH, *LEADING])
def test_each_word_that_makes_a_citation_wait_is_shown(old, words, new, suffix):
    citation = cite(old, words, file_name=f"a.{suffix}")
    done = import_document(
        data=new.encode(),
        file_name=f"b.{suffix}",
        document=citation.passage.capture.document.slug,
    )

    (one,) = read_waiting(waiting_in(done.capture), done.capture)

    assert one.is_known
    gone = (
        counted(old) - counted(new) - counted(*(each.before for each in one.differences.values()))
    )
    come = counted(new) - counted(old) - counted(*(each.after for each in one.differences.values()))
    assert (dict(gone), dict(come)) == ({}, {})


def test_a_run_of_leads_is_compared_to_its_first():
    run = "".join(f"So it was said in number {n}:\n\n" for n in range(9))
    book = f"# Title\n\n{run}{FIRST}\n"
    cited(book, "agreed to sign the pact")

    (group,) = groups_in(bring(book.replace("number 0", "number 77")))

    assert told(group) == (
        [("So it was said in number 0:", "So it was said in number 77:")],
        [],
        1,
        True,
    )


def test_ticked_citations_move_in_one_batch_and_the_others_stay(account):
    four_eyes(asked=False)
    first, second, third = cited(BOOK, *AGREED)
    Document.objects.update(state="published")
    Citation.objects.update(fields=[])
    capture = bring(BOOK.replace("# Of the pact", "# Of the pacts"))
    seen = marks(capture)
    del seen[third.pk]

    rose = account("rose", Role.REVIEWER)

    with batch("request", by=rose) as key:
        done = accept_together(capture, seen, by=rose, why="A misprint.")

    assert (done.moved, done.proposed) == (2, 0)
    now = dict(Citation.objects.values_list("pk", "passage__capture"))
    assert [now[one.pk] for one in (first, second)] == [capture.pk] * 2
    assert now[third.pk] != capture.pk
    decisions = dict(Anchor.objects.values_list("citation", "decision"))
    assert decisions == {first.pk: "taken", second.pk: "taken", third.pk: "open"}
    undo(key, by=rose)
    assert not Citation.objects.filter(passage__capture=capture).exists()
    assert set(Anchor.objects.values_list("decision", flat=True)) == {"open"}


@pytest.mark.parametrize("what", ["citation", "place", "decided", "read_with"])
def test_all_is_refused_where_one_of_them_is_not_as_it_was_seen(account, what):
    four_eyes(asked=False)
    first, *_others = cited(BOOK, *AGREED)
    capture = bring(BOOK.replace("# Of the pact", "# Of the pacts"))
    seen, anchor = marks(capture), Anchor.objects.get(citation=first)
    if what == "citation":
        Citation.objects.filter(pk=first.pk).update(fields=["place"])
    elif what == "place":
        Anchor.objects.filter(pk=anchor.pk).update(start=(anchor.start or 0) + 1)
    elif what == "decided":
        Anchor.objects.filter(pk=anchor.pk).update(decision="kept")
    else:
        Passage.objects.filter(pk=anchor.passage_id).update(speaker="Li")

    with pytest.raises(ValidationError, match="has changed while you were looking"):
        accept_together(capture, seen, by=account("rose", Role.REVIEWER))

    assert not Citation.objects.filter(passage__capture=capture).exists()
    assert not Anchor.objects.filter(decision="taken").exists()


def test_with_four_eyes_all_public_ones_are_one_proposal_and_drafts_move(account):
    four_eyes(asked=True)
    first, second, third = cited(BOOK, *AGREED)
    Document.objects.update(state="published")
    Citation.objects.update(fields=[])
    for row in (third, third.subject):
        type(row).objects.filter(pk=row.pk).update(state="draft")
    capture = bring(BOOK.replace("# Of the pact", "# Of the pacts"))
    carl, rose = account("carl", Role.CONTRIBUTOR), account("rose", Role.REVIEWER)

    done = accept_together(capture, marks(capture), by=carl)

    assert (done.moved, done.proposed) == (1, 2)
    moved = Citation.objects.filter(passage__capture=capture)
    assert list(moved.values_list("pk", flat=True)) == [third.pk]
    with pytest.raises(ValidationError, match="wait for a reviewer already"):
        accept_together(capture, marks(capture), by=carl)
    proposal = Proposal.objects.get()
    proposals.accept(proposal, by=rose, version=proposal.version, seen=proposals.mark(proposal))
    assert moved.count() == 3
    assert {first.pk, second.pk} <= set(moved.values_list("pk", flat=True))


def test_a_reader_decides_nothing(account):
    cited(BOOK, *AGREED)
    capture = bring(BOOK.replace("# Of the pact", "# Of the pacts"))

    with pytest.raises(PermissionDenied):
        accept_together(capture, marks(capture), by=account("rea", Role.READER))
    with pytest.raises(ValidationError, match="Tick the citations"):
        accept_together(capture, {}, by=account("rose", Role.REVIEWER))

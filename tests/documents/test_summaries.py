"""Summaries of passages go along to a later copy where their passages say the same there."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from documents import waiting_copies
from documents.importing import import_document
from documents.models import Capture, Document, Passage
from records.history import undoing
from records.history.events import tracked
from records.models import HouseRules
from tests import make
from tests.desk.forms import notices
from tests.html import main_text

from .test_waiting_copies import bring, signed_in

pytestmark = pytest.mark.django_db

YES = "Yes, that is so."
SIGNED, STARTED = "Laos agreed to sign the pact.", "Chad started the war."
OF_LAOS = f"Did Laos agree to sign the pact?\n\n{YES}"
OF_CHAD = f"Did Chad start the war?\n\n{YES}"
END = "More lines that stand here."
REST = "Then they rested."


def talks(*parts: str) -> str:
    return "\n\n".join(["Talks of the year", *parts, END]) + "\n"


TALKS = talks(OF_LAOS, OF_CHAD)
LATER = f"Second edition\n\n{TALKS}\nOne more line.\n"


def held(text: str = TALKS, *summaries: str) -> Capture:
    """A copy of a public document, of which readers see our summaries alone; of its answers."""
    done = import_document(data=text.encode(), file_name="a.txt", rights="editors", title="Talks")
    Document.objects.update(state="published")
    sum_up(done.capture, *summaries)
    make.make_citation(make.make_meeting(), passage=done.capture.passages.get(text=END))
    return done.capture


def sum_up(capture: Capture, *summaries: str) -> None:
    answers = capture.passages.filter(text=YES).order_by("number")
    for passage, summary in zip(answers, summaries, strict=False):
        Passage.objects.filter(pk=passage.pk).update(summary=summary)


def said(capture: Capture) -> list[str]:
    """The summaries of the answers in a copy, in order."""
    answers = capture.passages.filter(text=YES).order_by("number")
    return list(answers.values_list("summary", flat=True))


def alone() -> None:
    HouseRules.objects.update(four_eyes=False)


# Which of them go along


def test_two_passages_of_the_same_words_each_keep_their_own_summary(rose):
    alone()
    held(TALKS, SIGNED, STARTED)

    assert said(bring(rose, LATER)) == [SIGNED, STARTED]


@pytest.mark.parametrize(
    ("old", "summaries", "new", "found"),
    [
        (TALKS, [SIGNED], LATER, [SIGNED, ""]),
        (TALKS, [SIGNED], TALKS.replace("agree to", "refuse to"), ["", ""]),
        (TALKS, [SIGNED], TALKS.replace(OF_LAOS + "\n\n", ""), [""]),
        (TALKS, [SIGNED, STARTED], TALKS.replace(OF_LAOS + "\n\n", ""), [STARTED]),
        (TALKS, [SIGNED, STARTED], TALKS.replace(OF_CHAD, OF_LAOS), ["", ""]),
        (TALKS.replace(OF_CHAD, OF_LAOS), [SIGNED], TALKS, ["", ""]),
        (TALKS.replace(OF_CHAD, OF_LAOS), [SIGNED], LATER, ["", ""]),
        (TALKS, [SIGNED, STARTED], talks(OF_CHAD, OF_LAOS), ["", ""]),
        (
            talks(OF_LAOS, REST, OF_CHAD, REST),
            [SIGNED, STARTED],
            talks(OF_CHAD, REST, OF_LAOS, REST),
            [STARTED, SIGNED],
        ),
        (TALKS, [SIGNED, STARTED], TALKS.replace(YES, "Yes, that is  so"), []),
    ],
    ids=[
        "one of two alike",
        "another question",
        "its question is gone",
        "the other stays",
        "twice in the later copy",
        "twice in the earlier copy",
        "twice in the earlier copy, once more in the later",
        "before another line",
        "in another order",
        "other words",
    ],
)
def test_a_summary_goes_to_the_one_passage_that_is_read_the_same(old, summaries, new, found, rose):
    alone()
    held(old, *summaries)

    later = bring(rose, new)

    assert said(later) == found
    expected = [one for one in found if one]
    assert list(later.passages.exclude(summary="").values_list("summary", flat=True)) == expected


def test_of_very_many_passages_that_say_the_same_none_is_taken_for_another(rose, monkeypatch):
    alone()
    monkeypatch.setattr("documents.summaries.COMPARED", 3)
    held(TALKS, SIGNED, STARTED)

    assert said(bring(rose, LATER)) == ["", ""]


def test_a_summary_that_was_taken_away_does_not_come_back(rose):
    alone()
    first = held(TALKS, SIGNED, STARTED)
    second = bring(rose, LATER)
    sum_up(second, "")

    third = bring(rose, LATER + "\nAnd one more.\n")
    sum_up(third, "", "")
    call_command("reanchor")

    assert [said(one) for one in (first, second)] == [[SIGNED, STARTED], ["", STARTED]]
    assert said(third) == ["", ""]


def test_only_the_copy_that_comes_in_and_stands_takes_summaries_over(rose):
    alone()
    first = held(TALKS, SIGNED)
    Capture.objects.filter(pk=first.pk).update(retrieved="2099-01-01")

    assert said(bring(rose, LATER)) == ["", ""]


def test_an_import_says_what_became_of_summaries(db):
    held(TALKS, SIGNED, STARTED)

    done = import_document(
        data=TALKS.replace("agree to", "refuse to").encode(),
        file_name="b.txt",
        document=Document.objects.get().slug,
    )

    assert str(done.summaries) == "Summaries: 1 taken over, 1 left on the earlier copy."
    assert [(one.number, summary) for one, summary in done.summaries.taken] == [(5, STARTED)]
    assert [(one.number, one.summary) for one in done.summaries.left] == [(3, SIGNED)]


# With four eyes


def agree(capture: Capture, by, seen: str) -> None:
    waiting_copies.accept_copy(capture, by=by, seen=seen)


def test_who_agrees_to_a_copy_sees_the_summaries_that_would_stand_there(rose, roy, client):
    held(TALKS, SIGNED, STARTED)
    capture = bring(rose, TALKS.replace("agree to", "refuse to"))
    page = reverse("admin:copy", args=[capture.pk])

    shown = signed_in(roy).get(page)

    text, whole = main_text(shown).split("The whole copy")
    going, staying = text[text.index("Summaries in our words") :].split("stay on the earlier copy")
    assert (STARTED in going, SIGNED in going) == (True, False)
    assert (STARTED in staying, SIGNED in staying) == (False, True)
    assert (STARTED in whole, SIGNED in whole) == (True, False)
    mark = shown.context["mark"]
    answer = signed_in(roy).post(page, {"decision": "agree", "seen": mark}, follow=True)
    assert "The copy stands" in notices(answer)[0]
    assert said(capture) == ["", STARTED]
    public = client.get(capture.document.get_absolute_url()).content.decode()
    assert (STARTED in public, SIGNED in public) == (True, False)


def test_nobody_agrees_to_summaries_that_are_others_by_now(rose, roy):
    first = held(TALKS, SIGNED)
    capture = bring(rose, LATER)
    seen = waiting_copies.mark(capture)
    sum_up(first, STARTED)

    with pytest.raises(ValidationError, match="changed while you were looking"):
        agree(capture, roy, seen)
    rows, _dot, _summaries = waiting_copies.mark(capture).rpartition(".")
    for given in (rows, f"{rows}.", f"{rows}.{seen.rpartition('.')[2]}"):
        with pytest.raises(ValidationError, match="changed while you were looking"):
            agree(capture, roy, given)
    with pytest.raises(ValidationError, match="Load this page anew"):
        agree(capture, roy, "")
    agree(capture, roy, waiting_copies.mark(capture))

    assert said(capture) == [STARTED, ""]


def known_by_its_hash() -> Capture:
    """``LATER``, of which the register has the hash alone."""
    data = LATER.encode()
    return make.make_capture(
        None,
        document=Document.objects.get(),
        sha256=hashlib.sha256(data).hexdigest(),
        byte_length=len(data),
        char_length=len(LATER),
    )


def test_a_copy_whose_passages_were_recorded_before_its_text_keeps_their_summaries(rose, roy):
    held(TALKS, SIGNED, STARTED)
    known, start = known_by_its_hash(), LATER.index(YES)
    make.make_passage(capture=known, start=start, end=start + len(YES))
    waiting = bring(rose, LATER)

    seen, summaries = waiting_copies.look_at_copy(waiting)
    agree(waiting, roy, seen)

    assert (summaries.taken, said(known)) == ([], [""])


def test_a_copy_known_by_its_hash_alone_takes_summaries_over_with_its_text(rose, roy):
    held(TALKS, SIGNED, STARTED)
    known = known_by_its_hash()
    waiting = bring(rose, LATER)

    agree(waiting, roy, waiting_copies.mark(waiting))

    assert not Capture.objects.waiting().exists()
    assert said(known) == [SIGNED, STARTED]


def test_agreeing_is_undone_and_done_again_with_its_summaries(rose, roy):
    held(TALKS, SIGNED, STARTED)
    capture = bring(rose, LATER)
    agree(capture, roy, waiting_copies.mark(capture))
    event = tracked()[Passage].objects.latest("pgh_id")

    alone()
    undoing.undo(event.pgh_context_id, by=roy)
    HouseRules.objects.update(four_eyes=True)

    assert (list(Capture.objects.waiting()), said(capture)) == ([capture], ["", ""])
    agree(capture, roy, waiting_copies.mark(capture))
    assert said(capture) == [SIGNED, STARTED]

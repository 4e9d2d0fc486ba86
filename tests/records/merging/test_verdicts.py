"""Who judges a pair, with four eyes where they are asked for, and of two who do at once."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Meeting
from records.approval import NotAsSeen, mark_of
from records.merging import verdicts
from records.merging.duplicates import side_by_side
from records.merging.merge import merge, unmerge
from records.models import DuplicatePair, Identity
from tests import make

from .doubles import account, cited, fresh, refusal, two_meetings, whole_register

pytestmark = pytest.mark.django_db


def ask(pair, loser, winner, **said) -> bool:
    """As from the page that shows both."""
    seen = mark_of([loser, winner])
    return verdicts.same(pair, loser=loser, winner=winner, version=1, seen=seen, **said)


def test_what_moved_since_it_was_asked_for_is_not_done(four_eyes):
    loser, winner = two_meetings()
    ann, ben = account("ann"), account("ben")
    pair = side_by_side(loser, winner)
    ask(pair, loser, winner, by=ann, fields=["summary"])
    Meeting.objects.filter(pk=loser.pk).update(summary="Nobody else has read this.")
    before = whole_register()
    seen = mark_of([loser, winner])

    with pytest.raises(NotAsSeen):
        verdicts.agree(pair, loser=loser, winner=winner, version=2, by=ben, seen=seen)

    assert whole_register() == before


def test_who_asks_a_second_reviewer_has_seen_what_they_ask_for(four_eyes):
    loser, winner = two_meetings()
    pair, ann = side_by_side(loser, winner), account("ann")

    with pytest.raises(ValidationError, match="Load this page anew"):
        verdicts.same(pair, loser=loser, winner=winner, version=1, by=ann)

    assert not DuplicatePair.objects.get(pk=pair.pk).asked


def test_what_is_public_is_merged_when_two_agree(four_eyes):
    loser, winner = two_meetings()
    before = whole_register()
    ann, ben = account("ann"), account("ben")
    assert refusal(merge, loser, winner, by=ann) == [
        "This changes what is public, so a second reviewer has to agree."
    ]
    pair = side_by_side(loser, winner)

    done = ask(pair, loser, winner, by=ann, why="One summit")
    assert (done, whole_register() == before) == (False, True)
    assert refusal(verdicts.agree, pair, loser=loser, winner=winner, version=2, by=ann) == [
        "You asked for this yourself: another reviewer has to agree."
    ]
    verdicts.agree(
        pair, loser=loser, winner=winner, version=2, by=ben, seen=mark_of([loser, winner])
    )

    pair = fresh(pair)
    assert (pair.verdict, pair.winner_id, pair.decided_by) == ("same", winner.uid, ann)
    assert fresh(winner).changed_by == ann
    assert not fresh(winner).self_published

    assert verdicts.undo(pair, version=pair.version, by=ben) is False
    pair = fresh(pair)
    verdicts.agree(
        pair, loser=None, winner=winner, version=pair.version, by=ann, seen=mark_of([winner])
    )
    assert whole_register() == before
    assert fresh(pair).verdict == "open"


def test_drafts_are_merged_by_one_reviewer(four_eyes):
    loser, winner = (make.make_meeting(state="draft") for _each in (1, 2))
    pair = side_by_side(loser, winner)

    assert verdicts.same(pair, loser=loser, winner=winner, version=1, by=account("ann"))


def test_whoever_declines_leaves_everything_as_it_is(four_eyes):
    loser, winner = two_meetings()
    pair = side_by_side(loser, winner)
    ask(pair, loser, winner, by=account("ann"))

    verdicts.decline(pair, version=2, by=account("ben"))

    assert (fresh(pair).asked, fresh(pair).verdict) == (None, "open")
    assert Meeting.objects.filter(pk=loser.pk).exists()


def test_the_second_of_two_who_judge_one_pair_is_told(one_editor):
    loser, winner = two_meetings()
    pair = side_by_side(loser, winner)
    verdicts.settle(pair, DuplicatePair.Verdict.NOT_SAME, version=1, by=account("ann"))

    said = refusal(verdicts.same, pair, loser=loser, winner=winner, version=1, by=account("ben"))

    assert said == [
        "Somebody else judged this pair while you were looking at it: it is now “not the same”."
        " Nothing of yours is done; look again."
    ]
    assert Meeting.objects.filter(pk=loser.pk).exists()


@pytest.mark.parametrize(("judged_before", "version"), [(False, 1), (True, 2)])
def test_a_merge_is_one_version_of_its_pair(judged_before, version):
    loser, winner = two_meetings()
    if judged_before:
        side_by_side(loser, winner)

    merge(loser, winner)

    assert DuplicatePair.objects.get().version == version


def test_who_was_not_the_loser_is_not_the_winner_either_until_it_is_undone():
    a, b, c = (cited(make.make_meeting()) for _each in range(3))
    verdicts.settle(side_by_side(a, c), DuplicatePair.Verdict.NOT_SAME, version=1, by=None)
    waiting = side_by_side(b, c)

    key = merge(a, b)
    assert fresh(waiting).verdict == "not_same"

    unmerge(key)
    assert fresh(waiting).verdict == "open"
    assert DuplicatePair.objects.get(one=min(a.uid, c.uid), other=max(a.uid, c.uid)).verdict == (
        "not_same"
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_a_pair_in_opposite_directions_at_once(one_editor, pair, rounds):
    """Exactly one wins each time, the other is told, and nothing is lost."""
    ann, ben = account("ann"), account("ben")
    for _round in rounds:
        one, other = (cited(make.make_topic()) for _each in (1, 2))
        for row in (one, other):
            row.names.create(text=f"Name {row.pk}")
        doubles = side_by_side(one, other)

        results = pair.run(
            *(
                lambda doubles=doubles, loser=loser, winner=winner, who=who: verdicts.same(
                    doubles, loser=loser, winner=winner, version=1, by=who
                )
                for who, loser, winner in ((ann, one, other), (ben, other, one))
            )
        )

        doubles.refresh_from_db()
        stays, goes = (one, other) if doubles.winner_id == one.uid else (other, one)
        assert sorted(isinstance(result, ValidationError) for result in results) == [False, True]
        assert not type(goes).objects.filter(pk=goes.pk).exists()
        assert Identity.objects.get(uid=goes.uid).merged_into_id == stays.uid
        assert Identity.objects.get(uid=stays.uid).merged_into_id is None
        assert stays.citations.count() == 2
        assert set(stays.names.values_list("text", flat=True)) == {
            f"Name {one.pk}",
            f"Name {other.pk}",
            goes.name,
        }


def test_a_value_that_there_is_not_is_refused_before_anything_is_asked(four_eyes):
    loser, winner = two_meetings()
    pair, ann = side_by_side(loser, winner), account("ann")

    for name in ("\x00", "nothing"):
        with pytest.raises(ValidationError, match="There is no value called"):
            verdicts.same(pair, loser=loser, winner=winner, version=1, by=ann, fields=[name])
    assert not DuplicatePair.objects.get(pk=pair.pk).asked

"""Likely duplicates: which pairs are asked, which are not, and that a verdict holds."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from records.merging import verdicts
from records.merging.duplicates import (
    KINDS,
    find,
    likelihood,
    look_around,
    reason_in_words,
    to_judge,
)
from records.merging.likeness import likeness
from records.models import DuplicatePair, NamedRecord, Record
from records.policy import Role, give_role
from tests import make

pytestmark = pytest.mark.django_db


def look() -> None:
    for kind in KINDS.values():
        sum(find(kind))


def asked() -> set[frozenset[str]]:
    """The pairs in the queue, by the names of their records."""
    names = {row.uid: row.name for model in KINDS for row in model._default_manager.all()}
    return {frozenset(names[uid] for uid in pair.uids) for pair in to_judge()}


def rules(pair: Any = None) -> list[str]:
    pair = pair or DuplicatePair.objects.get()
    return [reason["rule"] for reason in pair.reasons]


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASEAN Regional Forum", "ASEAN Regonal Forum"),
        ("Vietnam", "Viet Nam"),
        ("Wang Yi", "Yi Wang"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("19th China-ASEAN Summit", "The Nineteenth China–ASEAN Summit"),
        ("上海合作组织", "上海合作組织"),
        ("第十九次中国—东盟领导人会议", "第19次中国-东盟领导人会议"),
        ("Форум АСЕАН по безопасности", "Форум АСЕАН по безопастности"),
        ("Shangri-La Dialogue", "SHANGRI LA DIALOGUE"),
        ("Forum for a Forum of Asia", "Forum of Asia for a Forum"),
    ],
)
def test_names_that_differ_in_spelling_alone_are_alike(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, other) > 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("18th China-ASEAN Summit", "19th China-ASEAN Summit"),
        ("Working Group on Cyber Security", "Working Group on Maritime Security"),
        ("Senior Officials' Meeting (a)", "Senior Officials' Meeting (b)"),
        ("Chapter II", "Chapter III"),
        ("Iran", "Iraq"),
        ("网络安全工作组", "海上安全工作组"),
        ("China", "Chile"),
        ("", "China"),
    ],
)
def test_names_of_different_things_are_not(one, other):
    assert likeness(one, other) < 0.7


def test_meetings_are_asked_whose_numbers_are_written_otherwise():
    values = {"date": "2016-09-07", "place": make.make_place()}
    for name in ("Twenty-first Lagoon Summit", "21st Lagoon Summit", "First Lagoon Summit"):
        make.make_meeting(name=name, **values)

    look()

    assert asked() == {frozenset({"Twenty-first Lagoon Summit", "21st Lagoon Summit"})}


@pytest.mark.parametrize("model", list(KINDS))
def test_every_kind_with_a_page_is_looked_for_under_all_names(model):
    maker = getattr(make, f"make_{model.kind_name()}")
    values = {"date": ""} if model.kind_name() == "meeting" else {}
    if model.kind_name() in ("meeting", "series"):
        values["mechanism"] = make.make_mechanism(name="A body")
    one = maker(name="ASEAN Regional Forum", **values)
    other = maker(name="东盟地区论坛", **values)
    if values:
        values["mechanism"] = None
    maker(name="Shanghai Cooperation Organisation", **values)
    other.names.create(text="Asean Regional Forum", language="en")
    if (
        model.kind_name() == "meeting"
    ):  # thousands are called nearly the same: names alone say little
        type(one).objects.update(date="2016-09-07", place=make.make_place())

    look()

    assert asked() == {frozenset({one.name, other.name})}


def test_every_named_record_has_its_finder():
    from django.apps import apps

    named = {model for model in apps.get_models() if issubclass(model, NamedRecord)}
    assert set(KINDS) == named
    assert all(issubclass(model, Record) for model in KINDS)


# What else speaks for it, and against


def test_meetings_of_one_number_in_a_series_are_asked():
    series = make.make_series(name="Summit")
    make.make_meeting(name="Summit of Vientiane", series=series, ordinal=19)
    make.make_meeting(name="Summit of Laos", series=series, ordinal=19, numbering="anew")

    look()

    assert "same_ordinal" in rules()


def test_meetings_of_one_body_on_one_day_in_one_place_are_asked_without_a_like_name():
    body, place = make.make_mechanism(name="ARF"), make.make_place(name="Vientiane")
    values = {"mechanism": body, "place": place, "date": "2016-09-07"}
    make.make_meeting(name="Summit", **values)
    make.make_meeting(name="领导人会议", **values)
    make.make_meeting(name="Ministers", **{**values, "date": "2011-02-03"})

    look()

    assert asked() == {frozenset({"Summit", "领导人会议"})}
    assert rules() == ["same_date", "same_mechanism", "same_place"]


@pytest.mark.parametrize(
    "differs",
    [
        {"date": "2015-09-07"},
        {"name": "China-ASEAN Ministers, 12th Round"},
        {"level": "senior_officials", "kind": "workshop"},
    ],
)
def test_meetings_of_a_series_that_differ_are_not_asked(differs):
    series = make.make_series()
    values = {"series": series, "level": "leaders", "name": "China-ASEAN Leaders, 19th Round"}
    make.make_meeting(ordinal=19, **values)
    make.make_meeting(**{**values, "ordinal": 20, "date": "2016-09-06", **differs})

    look()

    assert asked() == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.gov.cn/paper/", "http://gov.cn/paper#top"),
        ("https://gov.cn/Paper", "https://gov.cn/paper"),
    ],
)
def test_documents_with_one_address_are_asked(one, other):
    make.make_document(name="White paper", url=one)
    make.make_document(name="白皮书", url=other)
    make.make_document(name="Another", url="https://gov.cn/other")

    look()

    assert asked() == {frozenset({"White paper", "白皮书"})}
    assert "same_url" in rules()


def test_documents_with_one_symbol_or_one_text_are_asked():
    make.make_document(name="Resolution", identifier="A/RES/70/1")
    make.make_document(name="Transforming our world", identifier="a/res/70/1")
    text = "The very same words."
    for name in ("Copy", "Transcript of the briefing"):
        make.make_capture(text, document=make.make_document(name=name))

    look()

    assert asked() == {
        frozenset({"Resolution", "Transforming our world"}),
        frozenset({"Copy", "Transcript of the briefing"}),
    }


def test_a_chapter_and_its_book_a_version_and_a_translation_are_not_asked():
    book = make.make_document(name="Paper", url="https://gov.cn/paper")
    for tie in ("part_of", "version_of", "expression_of"):
        make.make_document(name="Paper", url=book.url, **{tie: book})
        make.make_document(name="Paper", url=book.url, language="zh", **{tie: book})
    DuplicatePair.objects.all().delete()

    look()

    pairs = [pair.uids for pair in to_judge()]
    assert [uids for uids in pairs if book.uid in uids] == []


@pytest.mark.parametrize(
    ("maker", "one", "other"),
    [
        (make.make_participant, {"iso_alpha3": "VNM"}, {"iso_alpha3": "VEN"}),
        (make.make_mechanism, {"founded": "1994"}, {"founded": "2010"}),
        (make.make_place, {"country": "a"}, {"country": "b"}),
    ],
)
def test_what_contradicts_takes_a_pair_out(maker, one, other):
    for values in (one, other):
        if "country" in values:
            values["country"] = make.make_participant(name=f"Country of {values['country']}")
        maker(name="San Marino Forum", **values)

    look()

    assert asked() == set()


def test_a_body_and_the_one_above_it_are_not_asked():
    upper = make.make_mechanism(name="Maritime Forum")
    make.make_mechanism(name="Maritime Forum", parent=upper)

    look()

    assert asked() == set()


def test_reasons_add_up_and_those_against_take_their_share():
    from records.merging.duplicates import Reason

    assert likelihood([]) == 0
    assert likelihood([Reason("a", 0.5), Reason("b", 0.5)]) == 0.75
    assert likelihood([Reason("a", 0.5), Reason("b", 0.5), Reason("c", -0.4)]) == 0.45


def test_every_rule_has_its_words():
    from records.merging.duplicates import SENTENCES

    said = {"one": "A", "other": "B", "what": "C"}
    for rule in SENTENCES:
        assert reason_in_words({"rule": rule, **said}) != rule


# The queue


def test_looking_twice_changes_nothing_and_a_verdict_holds():
    one, other = (make.make_topic(name=name) for name in ("Fishery", "Fishery"))
    look()
    (pair,) = to_judge()
    before = list(DuplicatePair.objects.values())
    look()
    assert list(DuplicatePair.objects.values()) == before

    verdicts.settle(pair, DuplicatePair.Verdict.NOT_SAME, version=1, by=None, why="Two words")
    one.names.create(text="Fisheries")
    other.names.create(text="Fisheries")
    look()
    look_around(one)

    pair.refresh_from_db()
    assert (pair.verdict, pair.why, to_judge().count()) == ("not_same", "Two words", 0)


def test_what_is_unsure_waits_at_the_end():
    for name in ("Fishery", "Fishery", "Border police", "Border polise"):
        make.make_topic(name=name)
    look()
    first, second = to_judge().order_by("turn", "id")
    assert first.score > second.score

    verdicts.settle(first, DuplicatePair.Verdict.UNSURE, version=1, by=None)

    assert list(to_judge().order_by("turn", "id")) == [second, first]


def test_a_pair_that_an_editor_mended_leaves_the_queue():
    one, _other = (make.make_topic(name="Fishery") for _each in (1, 2))
    look()
    assert to_judge().count() == 1

    one.name = "Counter-terrorism"
    one.save()
    look_around(one)

    assert to_judge().count() == 0


def test_one_record_is_compared_with_all_others_when_it_is_saved():
    first = make.make_topic(name="Fishery")
    make.make_topic(name="Fishery")

    (pair,) = look_around(first)

    assert first.uid in pair.uids


def test_what_is_withdrawn_is_not_asked():
    for state in ("draft", "withdrawn"):
        make.make_topic(name="Fishery", state=state)

    look()

    assert asked() == set()


def test_a_pair_stands_once_and_in_order():
    one, other = sorted(make.make_topic().uid for _each in (1, 2))
    values = {"kind": "topic", "score": 0.5}
    DuplicatePair.objects.create(one_id=one, other_id=other, **values)
    for wrong in ((one, other), (other, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.create(one_id=wrong[0], other_id=wrong[1], **values)


def test_a_verdict_needs_a_reviewer(django_user_model):
    user = django_user_model.objects.create_user("carl", is_staff=True)
    give_role(user, Role.CONTRIBUTOR)
    make.make_topic(name="Fishery")
    (pair,) = look_around(make.make_topic(name="Fishery"))

    with pytest.raises(verdicts.PermissionDenied):
        verdicts.settle(pair, DuplicatePair.Verdict.NOT_SAME, version=1, by=user)


def test_the_queries_of_a_run_do_not_grow_with_the_records():
    def queries_of(number: int) -> int:
        body = make.make_mechanism(name={3: "Alpha", 30: "Omega"}[number])
        for each in range(number):
            make.make_meeting(name=f"Talks on border {each}", mechanism=body)
        with CaptureQueriesContext(connection) as queries:
            look()
        return len(queries)

    few = queries_of(3)
    assert queries_of(30) <= few


def test_the_command_says_what_it_found(capsys):
    for _each in (1, 2):
        make.make_topic(name="Fishery")

    call_command("find_duplicates", kind=["topic"])

    assert capsys.readouterr().out.split()[:6] == ["topic", "1", "new,", "1", "to", "judge,"]
    call_command("find_duplicates", days=1)
    assert to_judge().count() == 1
    with pytest.raises(CommandError, match="from 1 on"):
        call_command("find_duplicates", days=0)

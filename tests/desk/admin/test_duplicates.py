"""The queue of likely duplicates on the desk: seen, judged, merged and taken apart."""

import pytest
from django.test import Client
from django.urls import reverse

from mechanisms.models import Topic
from meetings.models import Meeting
from records.approval import mark_of
from records.merging.duplicates import look_around, side_by_side
from records.merging.merge import merge
from records.models import DuplicatePair, HouseRules, Identity
from records.policy import Role, give_role
from tests import make
from tests.axe import violations

from ..forms import notices, send

pytestmark = pytest.mark.django_db
QUEUE = "admin:records_duplicatepair_changelist"


@pytest.fixture(autouse=True)
def one_editor():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})


def page_of(pair) -> str:
    return reverse("admin:records_duplicatepair_change", args=[pair.pk])


def two(**values):
    """Two topics that are likely one, A and B as the page shows them, and their pair."""
    rows = [make.make_topic(name="Fishery", **values) for _each in (1, 2)]
    (pair,) = look_around(rows[1])
    one, other = sorted(rows, key=lambda row: row.uid)
    return pair, one, other


def judge(client: Client, pair, verdict: str, **more):
    given = {"version": pair.version, "verdict": verdict, **more}
    return client.post(page_of(pair), given, follow=True)


def test_the_queue_shows_both_names_and_why(admin_client: Client):
    two()

    text = admin_client.get(reverse(QUEUE)).content.decode()

    assert "Their names are alike: “Fishery” and “Fishery”." in text
    assert "Likely duplicates" in admin_client.get(reverse("admin:index")).content.decode()


def test_the_queue_and_its_page_tell_of_merged_records_that_have_no_names(admin_client: Client):
    one, other = (make.make_office(state="draft") for _each in (1, 2))
    merge(one, other)
    pair = DuplicatePair.objects.get()

    text = admin_client.get(reverse(QUEUE), {"verdict": "same"}).content.decode()

    assert '<td class="field-shown_kind">Office</td>' in text
    assert admin_client.get(page_of(pair)).context["sides"][0]["uid"] == pair.one_id


def test_the_queue_is_filtered_by_kind_and_verdict_and_searched(admin_client: Client):
    pair, _one, _other = two()
    address = reverse(QUEUE)

    def shown(**query):
        return [row.pk for row in admin_client.get(address, query).context["cl"].result_list]

    assert shown() == shown(kind="topic") == shown(q="fish") == shown(q=pair.one_id) == [pair.pk]
    assert shown(kind="meeting") == shown(q="elsewhere") == shown(verdict="same") == []
    judge(admin_client, pair, "not_same")
    assert (shown(), shown(verdict="not_same")) == ([], [pair.pk])


@pytest.mark.parametrize(("verdict", "waiting"), [("not_same", 0), ("unsure", 1)])
def test_a_judged_pair_waits_on_the_home_no_longer(admin_client: Client, verdict, waiting):
    pair, _one, _other = two()

    def counted() -> int:
        rows = admin_client.get("/admin/").context["waiting"]
        (count,) = (row["count"] for row in rows if row["title"] == "Likely duplicates")
        return int(count.number)

    assert counted() == 1
    judge(admin_client, pair, verdict)

    assert counted() == waiting


def test_two_are_merged_into_the_one_that_is_kept_and_the_merge_is_undone(admin_client: Client):
    pair, one, other = two()
    Topic.objects.filter(pk=one.pk).update(summary="Catching fish")

    answer = judge(admin_client, pair, "keep_other", fields=["summary"], why="One word")

    assert notices(answer) == ["The two are merged into “Fishery”."]
    assert list(Topic.objects.values_list("pk", "summary")) == [(other.pk, "Catching fish")]
    assert Identity.objects.get(uid=one.uid).merged_into_id == other.uid
    pair.refresh_from_db()
    assert (pair.verdict, pair.why) == ("same", "One word")
    assert "Undo the merge" in answer.content.decode()

    answer = judge(admin_client, pair, "undo")

    assert notices(answer) == ["The merge is undone: both records are as they were."]
    assert set(Topic.objects.values_list("pk", "summary")) == {
        (one.pk, "Catching fish"),
        (other.pk, ""),
    }


def test_the_page_leads_on_to_the_next_pair(admin_client: Client):
    first, _one, _other = two()
    other = side_by_side(make.make_place(name="A"), make.make_place(name="B"))

    answer = judge(admin_client, first, "not_same")
    assert answer.redirect_chain[-1][0] == page_of(other)
    answer = judge(admin_client, other, "unsure")
    assert notices(answer)[0].startswith("Unsure: it waits at the end of the queue.")
    first.refresh_from_db()
    judge(admin_client, first, "reopen")
    first.refresh_from_db()
    assert first.verdict == "open"


def test_the_second_of_two_who_judge_is_told(admin_client: Client):
    pair, _one, _other = two()
    judge(admin_client, pair, "not_same")

    answer = judge(admin_client, pair, "keep_one")  # with the version from before

    assert "Somebody else judged this pair while you were looking at it" in notices(answer)[0]
    assert Topic.objects.count() == 2


def test_what_stands_in_the_way_is_said_and_nothing_typed_is_lost(admin_client: Client):
    public, draft = make.make_meeting(name="Open"), make.make_meeting(name="Shut", state="draft")
    pair = side_by_side(public, draft)
    keep_draft = "keep_one" if pair.one_id == draft.uid else "keep_other"

    answer = judge(admin_client, pair, keep_draft, fields=["name"], why="I think so")

    assert answer.context["refused"] == [
        "meeting “Open” is public and meeting “Shut” is not: keep the public one, or publish the"
        " other first."
    ]
    assert 'value="I think so"' in answer.content.decode()
    assert answer.context["ticked"] == ["name"]
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    "given",
    [
        {"verdict": "keep_one", "fields": ["uid"]},
        {"verdict": "nonsense"},
        {},
        {"verdict": "undo"},
        {"verdict": "agree"},
    ],
)
def test_odd_input_is_answered_with_a_sentence(admin_client: Client, given):
    pair, _one, _other = two()

    answer = admin_client.post(page_of(pair), {"version": pair.version, **given})

    assert answer.status_code == 200
    assert answer.context["refused"]
    assert Topic.objects.count() == 2


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999", "²", "-1"])
def test_a_version_that_is_none_is_stale(admin_client: Client, version):
    pair, _one, _other = two()

    answer = admin_client.post(page_of(pair), {"version": version, "verdict": "not_same"})

    assert answer.status_code == 302
    pair.refresh_from_db()
    assert pair.verdict == "open"


@pytest.mark.parametrize("key", ["0", "999999999999999999"])
def test_a_pair_that_is_not_there_is_not_found(admin_client: Client, key):
    assert admin_client.get(f"/admin/records/duplicatepair/{key}/change/").status_code == 404
    assert admin_client.get(f"/admin/records/duplicatepair/choose/topic/{key}/").status_code == 404


def test_a_contributor_sees_the_queue_and_decides_nothing(client: Client, django_user_model):
    user = django_user_model.objects.create_user("carl", is_staff=True)
    pair, one, _other = two()
    client.force_login(user)
    assert client.get(page_of(pair)).status_code == 403
    give_role(user, Role.CONTRIBUTOR)

    text = client.get(page_of(pair)).content.decode()

    assert "Same: keep A" not in text
    assert judge(client, pair, "not_same").status_code == 403
    chosen = reverse("admin:records_duplicatepair_choose", args=["topic", one.pk])
    assert client.get(chosen).status_code == 403
    record = reverse("admin:mechanisms_topic_change", args=[one.pk])
    assert "Merge with another" not in client.get(record).content.decode()


def test_a_record_is_merged_from_its_own_page_with_one_that_is_chosen(admin_client: Client):
    one, other = make.make_topic(name="Trade"), make.make_topic(name="Commerce")
    address = reverse("admin:records_duplicatepair_choose", args=["topic", one.pk])
    record = admin_client.get(reverse("admin:mechanisms_topic_change", args=[one.pk]))
    assert address in record.content.decode()

    answer = admin_client.post(address, {"other": one.pk})
    assert answer.context["form"].errors["other"] == [
        "This is the record itself: choose another one."
    ]
    answer = admin_client.post(address, {"other": other.pk}, follow=True)

    assert DuplicatePair.objects.get().reasons == [{"rule": "chosen"}]
    assert "An editor put the two side by side." in answer.content.decode()


def test_saving_a_record_says_that_it_may_stand_here_already(admin_client: Client):
    known = make.make_topic(name="Disaster relief", state="draft")

    answer = send(
        admin_client, reverse("admin:mechanisms_topic_add"), name="Disaster releif", slug="d"
    )

    pair = DuplicatePair.objects.get()
    assert known.uid in pair.uids
    warning = next(one for one in notices(answer) if "may be recorded already" in one)
    assert page_of(pair) in warning


def test_with_four_eyes_another_reviewer_agrees(admin_client: Client, django_user_model):
    HouseRules.objects.filter(pk=1).update(four_eyes=True)
    pair, one, _other = two()
    seen = mark_of(list(Topic.objects.all()))
    first = judge(admin_client, pair, "keep_one", seen=seen)
    assert "as soon as another reviewer agrees" in notices(first)[0]
    assert "Take it back" in first.content.decode()
    assert Topic.objects.count() == 2
    user = django_user_model.objects.create_user("ben", is_staff=True)
    give_role(user, Role.REVIEWER)
    client = Client()
    client.force_login(user)
    pair.refresh_from_db()

    assert "admin says that the two are the same" in client.get(page_of(pair)).content.decode()
    judge(client, pair, "agree")
    assert Topic.objects.count() == 2  # nothing is agreed to unseen
    judge(client, pair, "agree", seen=mark_of(list(Topic.objects.all())))

    assert list(Topic.objects.all()) == [one]
    pair.refresh_from_db()
    judge(client, pair, "undo")
    pair.refresh_from_db()
    judge(client, pair, "decline")
    pair.refresh_from_db()
    assert (pair.asked, pair.verdict) == (None, "same")


def test_the_page_asks_the_same_of_few_parts_and_of_many(
    admin_client: Client, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one, other = make.make_mechanism(name="A"), make.make_mechanism(name="B")
    pair = side_by_side(one, other)
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(page_of(pair))
    for _each in range(4):
        make.make_meeting(mechanism=one)
        make.make_membership(mechanism=other)

    with django_assert_num_queries(len(queries)):
        admin_client.get(page_of(pair))


@pytest.mark.django_db(transaction=True)
def test_a_pair_is_judged_by_keyboard_and_read_by_a_screen_reader(desk):
    pair, _one, other = two()
    other.names.create(text="渔业", language="zh-Hans")
    desk.goto(reverse(QUEUE))
    desk.locator("#result_list tbody th a").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".side-by-side")
    assert violations(desk) == []

    desk.locator("#id_why").focus()
    desk.keyboard.type("One word")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")  # “Same: keep B”

    desk.wait_for_selector("text=The two are merged into")
    assert Topic.objects.get() == other
    desk.locator("text=Undo the merge").press("Enter")
    desk.wait_for_selector("text=The merge is undone")
    assert Topic.objects.count() == 2
    for width in (1440, 390):
        desk.set_viewport_size({"width": width, "height": 800})
        wide = desk.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    assert violations(desk) == []
    assert pair.pk

"""An import comes as a whole, as one batch, by the rights of the importer, and can be undone."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from mechanisms.models import Mechanism, Topic
from meetings.models import Meeting
from records.history import changes, proposals
from records.history.events import changes_of_batch
from records.models import HouseRules, Proposal, State
from records.policy import Role, give_role
from records.tables.importing import ImportRefused, import_plan, may_publish
from records.tables.plan import Status
from tests import make

from .files import as_csv, exported, finish, imported, planned, problems, tried

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(django_user_model):
    """A contributor."""
    user = django_user_model.objects.create_user("one")
    give_role(user, Role.CONTRIBUTOR)
    return user


def test_an_import_creates_drafts_and_changes_what_it_names(user):
    kept = make.make_mechanism(slug="kept", state="draft", status="active")
    topic = make.make_topic(slug="disaster-relief")

    done = imported(
        Mechanism,
        as_csv(
            ["slug", "name", "kind", "parent", "names", "topics"],
            ["kept", "Renamed", "forum", "", "", ""],
            ["new", "New forum", "forum", "kept", "新论坛 [zh-Hans; official]", "disaster-relief"],
        ),
        by=user,
    )

    assert (done.created, done.updated, done.unchanged, done.published) == (1, 1, 0, 0)
    new = Mechanism.objects.get(slug="new")
    kept.refresh_from_db()
    assert (new.state, new.parent, new.changed_by) == ("draft", kept, user)
    assert list(new.topics.all()) == [topic]
    assert (kept.name, kept.status, kept.changed_by) == ("Renamed", "active", user)
    assert list(Mechanism.objects.search("新论坛")) == [new]
    assert list(Mechanism.objects.search("renamed")) == [kept]


def test_a_name_of_two_periods_comes_in_and_out_with_both():
    meeting = make.make_meeting(state="draft", version=1)
    first = meeting.names.create(text="Alfa", kind="former", since="1990")
    later = meeting.names.create(text="Alfa", kind="former", since="2001")
    meeting.refresh_from_db()
    cell = "Alfa [en; former; since 1990; until 1995] | Alfa [en; former; since 2001]"

    done = imported(Meeting, as_csv(["id", "names"], [meeting.uid, cell]))

    assert (done.updated, done.unchanged) == (1, 0)
    kept = meeting.names.values_list("pk", "since", "until")
    assert sorted(kept) == [(first.pk, "1990", "1995"), (later.pk, "2001", "")]
    assert cell in exported(Meeting).decode()
    again = imported(Meeting, as_csv(["id", "names"], [meeting.uid, cell]))
    assert (again.updated, again.unchanged) == (0, 1)


def test_names_and_topics_are_changed_in_place():
    meeting = make.make_meeting(state="draft", version=1)
    meeting.names.create(text="Gone", kind="alias")
    stays = meeting.names.create(text="Stays", kind="short")
    meeting.topics.add(make.make_topic(slug="gone"))
    new = make.make_topic(slug="new")
    meeting.refresh_from_db()

    imported(
        Meeting,
        as_csv(
            ["id", "names", "topics"],
            [meeting.uid, "Stays [en; short; since 1994] | Come [en; acronym]", "new"],
        ),
    )

    assert {name.text for name in meeting.names.all()} == {"Stays", "Come"}
    assert meeting.names.get(since="1994").pk == stays.pk
    assert list(meeting.topics.all()) == [new]
    assert list(Meeting.objects.search("come")) == [meeting]
    assert list(Meeting.objects.search("gone")) == []
    before = meeting.version
    meeting.refresh_from_db()
    assert meeting.version > before


def test_it_is_one_batch_that_can_be_undone_as_a_whole(user):
    old = make.make_topic(slug="old", name="Old", state="draft")
    old.names.create(text="Older", kind="former")

    done = imported(
        Topic,
        as_csv(
            ["slug", "name", "names"],
            ["old", "Newer", "Other [en; short]"],
            ["new", "New", "N [en; acronym]"],
        ),
        by=user,
    )
    changed = changes_of_batch(done.batch)
    changes.write([change.inverted() for change in changed])

    old.refresh_from_db()
    assert [(topic.slug, topic.name) for topic in Topic.objects.all()] == [("old", "Old")]
    assert [name.text for name in old.names.all()] == ["Older"]


def test_all_or_nothing():
    data = as_csv(["slug", "name"], ["good", "Good"], ["bad slug", "Bad"])

    with pytest.raises(ImportRefused) as refused:
        imported(Topic, data)

    assert problems(refused.value.plan)[0].startswith("A3: ")
    assert not Topic.objects.exists()


def test_what_the_database_refuses_in_the_end_takes_everything_back():
    series = make.make_series(slug="summit")
    data = as_csv(["name", "series", "ordinal"], ["A", series.slug, "1"], ["B", series.slug, "0"])

    with pytest.raises(ImportRefused) as refused:
        imported(Meeting, data)

    assert problems(refused.value.plan) == ["C3: Ordinals count from 1."]
    assert not Meeting.objects.exists()


def test_who_stops_in_the_middle_has_imported_nothing():
    plan = planned(Topic, as_csv(["name"], ["A"], ["B"]))
    work = import_plan(plan, what="a table")

    steps = [next(work), next(work)]
    assert Topic.objects.count() == 2
    work.close()

    assert steps
    assert not Topic.objects.exists()


def test_a_record_changed_after_the_plan_is_not_overwritten():
    topic = make.make_topic(slug="one", state="draft")
    plan = planned(Topic, as_csv(["slug", "name"], ["one", "Mine"]))
    topic.name = "Theirs"
    topic.save()

    with pytest.raises(ImportRefused):
        finish(import_plan(plan, what="a table"))

    topic.refresh_from_db()
    assert topic.name == "Theirs"


# Conflicts and proposals


def conflicting() -> tuple[Topic, bytes]:
    topic = make.make_topic(name="Before", state="draft", summary="Before too")
    data = exported(Topic).decode().replace(",Before,", ",Mine,").encode()
    topic.name, topic.summary = "Theirs", "Theirs too"
    topic.save()
    return topic, data


def test_conflicts_are_left_out_unless_they_are_chosen():
    topic, data = conflicting()

    assert imported(Topic, data).left_out == 1
    topic.refresh_from_db()
    assert (topic.name, topic.summary) == ("Theirs", "Theirs too")

    assert imported(Topic, data, overwrite={2}).updated == 1
    topic.refresh_from_db()
    assert (topic.name, topic.summary) == ("Mine", "Theirs too")


# Publishing


def reviewer(django_user_model, *, four_eyes: bool):
    HouseRules.objects.update(four_eyes=four_eyes)
    user = django_user_model.objects.create_user("two")
    give_role(user, Role.REVIEWER)
    return user


def test_who_may_publishes_what_is_imported(django_user_model):
    user = reviewer(django_user_model, four_eyes=False)

    done = imported(Topic, as_csv(["name"], ["A"], ["B"]), by=user, publish=True)

    assert done.published == 2
    assert Topic.objects.public().count() == 2


def test_with_four_eyes_nobody_publishes_what_they_import(django_user_model, user):
    other = reviewer(django_user_model, four_eyes=True)

    assert not may_publish(other, Topic)
    assert not may_publish(user, Topic)
    for one in (other, user):
        with pytest.raises(PermissionDenied):
            imported(Topic, as_csv(["name"], ["A"]), by=one, publish=True)
    assert not Topic.objects.exists()


def test_what_lacks_evidence_is_not_published_and_the_row_says_so():
    data = as_csv(["name", "kind"], ["A forum", "forum"])

    plan = tried(Mechanism, data, publish=True)

    (problem,) = plan.rows[0].problems
    assert "A forum" in problem.what
    assert "Cite it" in problem.remedy
    assert imported(Mechanism, data).created == 1
    assert Mechanism.objects.get().state == State.DRAFT


def test_a_change_that_leaves_a_public_value_without_evidence_is_refused():
    meeting = make.make_meeting(level="")
    make.make_citation(meeting, "name", "date", "status")
    data = as_csv(["id", "level"], [meeting.uid, "ministers"])

    plan = tried(Meeting, data)

    assert [row.status for row in plan.rows] == [Status.ERROR]
    with pytest.raises(ImportRefused):
        imported(Meeting, data)
    meeting.refresh_from_db()
    assert meeting.level == ""


# Rows of public records


def test_rows_of_public_records_become_proposals_and_the_others_are_imported(user):
    public = make.make_topic(slug="public", name="Public")
    make.make_topic(slug="same", name="Same")
    data = as_csv(
        ["slug", "name", "names"],
        ["public", "Changed", "Also [en; alias]"],
        ["new", "New", ""],
        ["same", "Same", ""],
    )

    done = imported(Topic, data, by=user)

    public.refresh_from_db()
    assert (done.created, done.updated, done.proposed, done.unchanged) == (1, 0, 1, 1)
    assert (public.name, public.names.count()) == ("Public", 0)
    proposal = Proposal.objects.get()
    assert (proposal.identity_id, proposal.author, proposal.status) == (
        public.uid,
        user,
        "waiting",
    )

    other = get_user_model().objects.create_user("reviewer")
    give_role(other, Role.REVIEWER)
    proposals.accept(proposal, by=other, version=proposal.version, seen=proposals.mark(proposal))

    public.refresh_from_db()
    assert public.name == "Changed"
    assert [name.text for name in public.names.all()] == ["Also"]
    assert "also" in public.search_text.split()


def test_the_same_table_twice_proposes_once(user):
    make.make_topic(slug="public", name="Public")
    data = as_csv(["slug", "name"], ["public", "Changed"])

    assert imported(Topic, data, by=user).proposed == 1
    assert imported(Topic, data, by=user).proposed == 0
    assert Proposal.objects.count() == 1


def test_what_a_proposal_would_break_is_said_at_its_row(user):
    make.make_topic(slug="one", name="One")
    make.make_topic(slug="two", name="Two")
    uid = Topic.objects.get(slug="two").uid
    data = as_csv(["id", "slug"], [uid, "one"])

    with pytest.raises(ImportRefused) as refused:
        imported(Topic, data, by=user)

    assert [problem.row for row in refused.value.plan.rows for problem in row.problems] == [2]
    assert not Proposal.objects.exists()

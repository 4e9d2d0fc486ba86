"""Rows of public records become proposals."""

import pytest
from django.contrib.auth import get_user_model

from mechanisms.models import Topic
from records.history import proposals
from records.models import Proposal
from records.policy import Role, give_role
from records.tables.importing import ImportRefused
from tests import make

from .files import as_csv, imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(django_user_model):
    """A contributor."""
    user = django_user_model.objects.create_user("one")
    give_role(user, Role.CONTRIBUTOR)
    return user


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
    proposals.accept(proposal, by=other, version=proposal.version)

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

"""Saving on the desk: written by who may, else kept as a proposal."""

import pytest
from django.http import HttpResponse

from desk.saving import NothingToPropose, Saving, save
from mechanisms.models import Topic
from records.models import Proposal
from records.refusals import Refused
from tests import make


@pytest.fixture
def author(django_user_model):
    return django_user_model.objects.create_user("author", is_staff=True)


def form_of(saving, **values):
    """A form that is sound and writes ``values`` of the record."""

    def form():
        Topic.objects.filter(pk=saving.record.pk).update(**values)
        saving.is_saved = True
        return HttpResponse("saved")

    return form


def test_what_is_written_stays(author):
    topic = make.make_topic(summary="Old")
    saving = Saving(by=author, what=str(topic), record=topic, is_sent=True)

    response = save(saving, form_of(saving, summary="New"), [Topic])

    topic.refresh_from_db()
    assert (response.content, topic.summary, topic.changed_by) == (b"saved", "New", author)


def test_what_is_proposed_is_kept_and_not_written(author):
    topic = make.make_topic(summary="Old")
    saving = Saving(
        by=author, what=str(topic), why="So", record=topic, is_sent=True, proposing=True
    )

    proposal = save(saving, form_of(saving, summary="New"), [Topic])

    topic.refresh_from_db()
    assert topic.summary == "Old"
    assert proposal == Proposal.objects.get()
    assert (proposal.author, proposal.why, proposal.identity_id) == (author, "So", topic.uid)


def test_proposal_of_nothing_is_refused(author):
    topic = make.make_topic()
    saving = Saving(by=author, what=str(topic), record=topic, is_sent=True, proposing=True)

    with pytest.raises(NothingToPropose):
        save(saving, form_of(saving), [Topic])


@pytest.mark.parametrize("proposing", [False, True])
def test_what_is_refused_is_rolled_back_and_the_form_says_why(author, proposing):
    topic = make.make_topic(summary="Old")
    saving = Saving(by=author, what=str(topic), record=topic, is_sent=True, proposing=proposing)

    def form():
        if saving.refused:
            return HttpResponse(saving.refused.errors["name"][0])
        Topic.objects.filter(pk=topic.pk).update(summary="New")
        raise Refused({"name": ["Choose another name."]})

    response = save(saving, form, [Topic])

    topic.refresh_from_db()
    assert (response.content, topic.summary) == (b"Choose another name.", "Old")

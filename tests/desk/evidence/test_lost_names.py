"""An editor takes a name away: what sources say by it is asked before anything is written."""

import pytest
from django.test import Client

from documents.evidence import supports
from documents.models import Citation
from mechanisms.models import Participant, ParticipantName
from meetings.models import Position
from records.models import Proposal
from records.policy import Role
from tests import make
from tests.desk.forms import errors, notices, send
from tests.desk.pages import change_address

pytestmark = pytest.mark.django_db

LOST = (
    "participant “Laos” is called “Lao PDR” by a source of position “A fund”, which is public and "
    "would have nothing left to show for title: keep this name, or first cite another passage "
    "there."
)


@pytest.fixture
def laos() -> Participant:
    """A state whose further name a source uses, which alone says what it proposed."""
    laos = make.make_participant(name="Laos")
    ParticipantName.objects.create(record=laos, text="Lao PDR", kind="short")
    meeting = make.make_meeting()
    for one in (laos, meeting):
        make.make_citation(one)
    make.make_citation(laos, "names")
    fund = make.make_position(title="A fund", meeting=meeting, proposer=laos)
    make.make_citation(fund, "proposer")
    make.make_citation(fund, "meeting", "title", "proposer", stated={"proposer": "Lao PDR"})
    return laos


def uncited() -> list[str]:
    (found,) = supports([Position.objects.get()])
    return found.uncited


@pytest.fixture
def chief(admin_user) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


def test_the_form_refuses_to_delete_it(chief, laos):
    page = send(chief, change_address(laos), names__0__DELETE="on")

    assert errors(page)["__all__"] == [LOST]
    assert [one.text for one in laos.names.all()] == ["Lao PDR"]
    assert uncited() == []


def test_the_form_refuses_other_words(chief, laos):
    judged = {"names": ["LPDR [en; short]", "Lao PDR [en; short]"]}
    make.make_citation(laos, "names", holds_for=judged)

    page = send(chief, change_address(laos), names__0__text="LPDR")

    assert errors(page)["__all__"] == [LOST]
    assert uncited() == []


def test_nobody_proposes_it_either(account, laos):
    page = send(account("carl", Role.CONTRIBUTOR), change_address(laos), names__0__DELETE="on")

    assert errors(page)["__all__"] == [LOST]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("answer", ["another passage", "the citation states it no longer"])
def test_once_that_is_answered_it_goes(chief, laos, answer):
    fund = Position.objects.get()
    if answer == "another passage":
        make.make_citation(fund, "title", "proposer")
    else:
        (citation,) = Citation.objects.filter(position=fund).exclude(stated={})
        send(chief, change_address(citation), stated="")

    page = send(chief, change_address(laos), names__0__DELETE="on", follow=True)

    assert not laos.names.exists()
    assert uncited() == []
    told = [one for one in notices(page) if "a name it has no longer" in one]
    assert len(told) == (1 if answer == "another passage" else 0)

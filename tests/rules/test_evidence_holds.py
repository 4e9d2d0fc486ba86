"""Whatever three accounts do one after the other, nothing public is without evidence of its value.

They edit, answer or leave unanswered what is asked, propose, accept, publish, withdraw, import
tables, merge, take apart, revert, undo and take names away by which sources say whose a role was,
in a random order that a seed fixes.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from desk.pages import address_in_desk
from documents import needs_work
from documents.coverage import survey
from documents.evidence import supports
from documents.models import Citation
from mechanisms.models import ParticipantName
from meetings.models import Meeting, Participation
from records import workflow
from records.history import undoing
from records.history.events import tracked
from records.merging.merge import merge, unmerge
from records.models import HouseRules, Proposal, Record, State
from records.policy import Role, give_role
from records.tables.importing import ImportRefused, import_plan
from tests import make
from tests.desk.forms import read_form_of, send
from tests.records.tables.files import as_csv, planned

pytestmark = pytest.mark.django_db

DATES = ["2016-09-08", "2016-09-09", "2019-01", "", "2016"]
ROLES = ["host", "chair", "attendee"]
NAMES = ["Land of rivers", "Land of hills"]
STEPS = 10


class Week:
    """Three accounts at one small register, and what each may try next."""

    def __init__(self, chance: random.Random, users: Any) -> None:
        self.chance = chance
        self.clients = {}
        for name, role in (
            ("carl", Role.CONTRIBUTOR),
            ("rose", Role.REVIEWER),
            ("roy", Role.REVIEWER),
        ):
            user = users.create_user(name)
            give_role(user, role)
            self.clients[name] = Client()
            self.clients[name].force_login(user)
            self.clients[name].user = user  # type: ignore[attr-defined]
        self.passages = [make.make_passage() for _each in range(2)]
        self.places = [make.make_place(name=name) for name in ("Vientiane", "Haikou")]
        for place in self.places:
            make.make_citation(place)
        self.states = [make.make_participant() for _each in range(4)]
        for state in self.states:
            ParticipantName.objects.create(record=state, text=NAMES[0])
            make.make_citation(state)
            make.make_citation(state, "names", holds_for={"names": NAMES})
        for number in (1, 2, 3):
            state = State.PUBLISHED if number < 3 else State.DRAFT
            meeting = make.make_meeting(
                name=f"Summit {number}", date=DATES[0], place=self.places[0], state=state
            )
            make.make_citation(meeting, passage=self.passages[0], state=state)
            part = make.make_participation(
                meeting=meeting, participant=self.states[number], state=state
            )
            make.make_citation(part, "meeting", "participant", state=state)
            make.make_citation(part, "role", stated={"participant": NAMES[0]}, state=state)
        self.merges: list[Any] = []

    def client(self, *names: str) -> Any:
        return self.clients[self.chance.choice(names or ("carl", "rose", "roy"))]

    def meeting(self) -> Any:
        return self.chance.choice(list(Meeting.objects.order_by("pk")))

    # What they do

    def edit(self) -> None:
        """Change values of a meeting on its page, and answer some of what is asked."""
        client, address = self.client(), address_in_desk(self.meeting())
        response = client.get(address)
        if "adminform" not in (response.context or {}):
            return
        changes = {
            "date": self.chance.choice(DATES),
            "place": str(self.chance.choice(self.places).pk),
            "name": f"Summit {self.chance.randint(1, 9)}",
            "participations-0-role": self.chance.choice(ROLES),
            "participations-0-participant": str(self.chance.choice(self.states).pk),
            "participation_listed": self.chance.choice(["complete", ""]),
        }
        if self.chance.random() < 0.2:
            changes["participations-1-participant"] = str(self.chance.choice(self.states).pk)
            changes["participations-1-role"] = "observer"
        if self.chance.random() < 0.2:
            changes["names-0-text"] = self.chance.choice(["Gipfel", "Sommet"])
        start = read_form_of(response)
        some = {
            name: [value]
            for name, value in changes.items()
            if name in start and self.chance.random() < 0.4
        }
        if self.chance.random() < 0.3 and "citations-2-passage" in start:
            row = "citations-2-"
            some |= {
                f"{row}passage": [str(self.passages[1].pk)],
                f"{row}fields": self.chance.sample(["date", "place", "name", "names"], 2),
            }
        sent = send(client, address, start={**start, **some})
        for _again in range(2):
            questions = (getattr(sent, "context", None) or {}).get("questions") or ()
            if not questions:
                return
            given = read_form_of(sent)
            for question in questions:
                answer = self.chance.choice(["yes", "yes", "yes", "yes", "otherwise", ""])
                given |= {question.key: [answer], f"{question.key}-reason": ["So it is."]}
            sent = send(client, address, start=given)

    def name_otherwise(self) -> None:
        """Take a further name of a state away on its page, or write another there."""
        change = self.chance.choice([{"DELETE": "on"}, *({"text": one} for one in NAMES)])
        address = address_in_desk(self.chance.choice(self.states[1:3]))  # who is in public
        send(self.client(), address, **{f"names__0__{name}": one for name, one in change.items()})

    def decide(self) -> None:
        """Accept or return a proposal, as the page shows it."""
        waiting = list(Proposal.objects.filter(status="waiting").order_by("pk"))
        if waiting:
            proposal = self.chance.choice(waiting)
            address = reverse("admin:records_proposal_change", args=[proposal.pk])
            self.press(self.client("rose", "roy"), address, "_accept")

    def move(self) -> None:
        """Hand in, publish, withdraw or take back a meeting from its page."""
        meeting = self.meeting()
        client = self.client("rose", "roy")
        move = self.chance.choice(["publish", "withdraw", "submit", "take_back"])
        self.press(
            client, address_in_desk(meeting), "move", move, to=address_in_desk(meeting, "move")
        )

    def press(self, client: Any, address: str, name: str, value: str = "1", to: str = "") -> None:
        """Press a button of a form, with all that the page hides in it."""
        page = client.get(address)
        hidden = re.findall(
            r'<input[^>]*type="hidden"[^>]*name="([\w-]+)"[^>]*value="([^"]*)"',
            page.content.decode(errors="replace"),
        )
        client.post(to or address, {**dict(hidden), name: value, "remark": "So."})

    def publish_by_service(self) -> None:
        workflow.publish(self.meeting())

    def import_table(self) -> None:
        meeting = self.meeting()
        data = as_csv(["id", "date"], [meeting.uid, self.chance.choice(DATES)])
        by = self.client().user  # type: ignore[attr-defined]
        for _step in import_plan(planned(Meeting, data, by=by), by=by, what="a table"):
            pass

    def merge_two(self) -> None:
        meetings = list(Meeting.objects.order_by("pk"))
        if len(meetings) < 3:
            return
        loser, winner = self.chance.sample(meetings, 2)
        self.merges.append(merge(loser, winner))

    def take_apart(self) -> None:
        if self.merges:
            unmerge(self.merges.pop())

    def revert(self) -> None:
        event = self.event_of(Meeting)
        record = Meeting.objects.get(pk=event.pgh_obj_id)
        undoing.revert(record, f"meetings.meeting:{event.pgh_id}", by=self.client("rose").user)  # type: ignore[attr-defined]

    def event_of(self, model: Any) -> Any:
        events: Any = tracked()[model]
        return self.chance.choice(list(events.objects.order_by("pgh_id")))

    def undo(self) -> None:
        event = self.event_of(Citation)
        if event.pgh_context_id is not None:
            undoing.undo(event.pgh_context_id, by=self.client("rose", "roy").user)  # type: ignore[attr-defined]

    def step(self) -> str:
        act: Callable[[], None] = self.chance.choice(
            [
                *(self.edit, self.edit, self.edit, self.decide, self.decide, self.move),
                *(self.import_table, self.merge_two, self.take_apart, self.revert, self.undo),
                *(self.publish_by_service, self.name_otherwise),
            ]
        )
        try:
            act()
        except (ValidationError, PermissionDenied, ImportRefused, Meeting.DoesNotExist):
            return f"{act.__name__}: refused"
        return act.__name__


# The rule, in plain words


def plainly_lacking(record: Record) -> set[str]:
    """The filled values of a public record that no public citation was judged to support."""
    name = record.kind_name()
    citations = [one for one in Citation.objects.filter(**{name: record}) if one.is_public]
    if isinstance(record, Participation):  # what is said of another is said of nobody there
        called = {record.participant.name, *(one.text for one in record.participant.names.all())}
        citations = [
            one
            for one in citations
            if one.stated.get("participant", record.participant.name) in called
        ]
    lacking = set()
    for field in record.filled_evidential_fields():
        column = record._meta.get_field(field).attname  # type: ignore[union-attr]
        value = getattr(record, column)
        if field == "role":  # nobody's, by itself
            value = [value, record.meeting_id, record.participant_id]  # type: ignore[attr-defined]
        if field in ("date", "place", "mode"):  # of what is planned, or was held
            value = [value, record.status]  # type: ignore[attr-defined]
        if field in ("ordinal", "numbering"):
            pytest.fail("no meeting of this register is counted")
        kept = [one.holds_for or {} for one in citations]
        judged = [one.get(field) for one in kept]
        if field == "participation_listed":  # of none but those whom the public sees
            judged = [one and one[0] for one in judged if one and on(one[1]) >= public_at(record)]
        if field == "name":
            judged += [other for one in kept for other in one.get("names", ())]
        stated = [one for one in citations if field in one.stated]
        if value not in judged and not stated:
            lacking.add(field)
    return lacking


def on(noted: list[Any]) -> set[tuple[int, str]]:
    return {(key, role) for key, role in noted}


def public_at(meeting: Record) -> set[tuple[int, str]]:
    rows = Participation.objects.filter(meeting=meeting, state=State.PUBLISHED)
    return set(rows.values_list("participant_id", "role"))


@pytest.fixture(autouse=True)
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


@pytest.mark.parametrize("seed", range(2))
def test_no_public_value_lacks_evidence_whatever_three_accounts_do(
    seed, exhaustive, django_user_model
):
    week = Week(random.Random(seed), django_user_model.objects)
    done = []
    for _step in range(100 if exhaustive else STEPS):
        done.append(week.step())
        found = survey()
        assert [one.uncited_in_words for one in found.uncited] == [], done
        for model in (Meeting, Participation):
            for record in model.objects.public():
                assert plainly_lacking(record) == set(), (done, record)
            rows = model.objects.all()
            bare = {one.record.pk for one in supports(list(rows)) if one.uncited}
            assert bare <= set(needs_work.lacking(rows).values_list("pk", flat=True)), done
    assert len({one for one in done if not one.endswith("refused")}) > 2, done
    assert Proposal.objects.exists() or not exhaustive

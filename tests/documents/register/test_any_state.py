"""Whatever the desk makes of a register, its dump loads elsewhere and is dumped the same."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError
from pghistory.models import Context

from documents.models import Citation
from documents.register.loading import load_register
from documents.register.rows import MODELS
from mechanisms.models import Participant
from meetings.models import Meeting, Participation
from records import workflow
from records.history import undoing
from records.history.batches import batch
from records.merging.merge import merge, unmerge
from records.models import HouseRules, NamedRecord, Record, State
from records.policy import Role, give_role
from tests import make

from .small_register import dumped

pytestmark = pytest.mark.django_db

STEPS = 25
CHECKED_EVERY = 5


class Desk:
    """A small register, and what an editor who may do everything might do to it next."""

    def __init__(self, chance: random.Random, editor: Any) -> None:
        self.chance, self.editor = chance, editor
        self.merges: list[Any] = []
        above = make.make_mechanism(name="Forum", founded="1994")
        body = make.make_mechanism(name="Working group", parent=above, membership_listed="complete")
        book = make.make_document(name="Book")
        chapter = make.make_document(name="Chapter", part_of=book)
        self.passages = [
            make.make_passage(capture=make.make_capture(document=one)) for one in (book, chapter)
        ]
        states = [make.make_participant(name=name) for name in ("Laos", "Lao PDR", "Japan")]
        topic = make.make_topic(name="Relief")
        series = make.make_series(mechanism=above)
        place = make.make_place(name="Vientiane", country=states[0])
        person = make.make_person()
        office = make.make_office(person=person, participant=states[0])
        made: list[Record] = [above, body, *states, topic, series, place, person, office]
        made += [
            make.make_membership(mechanism=one, participant=states[0]) for one in (above, body)
        ]
        for number in (1, 2, 3):
            meeting = make.make_meeting(
                name=f"Round {number}",
                mechanism=(above, body, None)[number - 1],
                series=series if number < 3 else None,
                ordinal=number if number < 3 else None,
                place=place,
                date="2016-09-08",
                participation_listed="complete" if number > 1 else "",
            )
            meeting.topics.add(topic)
            meeting.names.create(text="Runde", kind="alias", language="de")
            plan = make.make_outcome(meeting=meeting, proposer=states[number - 1])
            made += [
                meeting,
                plan,
                make.make_participation(meeting=meeting, participant=states[number - 1]),
                make.make_delegate(meeting=meeting, person=person, participant=states[0]),
                make.make_outcome(mechanism=above, follows_up=plan),
                make.make_position(meeting=meeting, follows_up=plan, proposer=states[0]),
            ]
        for record in made:
            for passage in self.passages:
                make.make_citation(record, passage=passage)

    def any(self, *models: type[Record]) -> Any:
        model: Any = self.chance.choice(models or tuple(MODELS.values()))
        return self.chance.choice(list(model._base_manager.order_by("pk")))

    # What may be done

    def publish(self) -> None:
        workflow.publish(self.any())

    def withdraw(self) -> None:
        workflow.withdraw(self.any())

    def submit(self) -> None:
        workflow.submit(self.any(), by=self.editor)

    def take_back(self) -> None:
        workflow.take_back(self.any(), by=self.editor)

    def withdraw_whole(self) -> None:
        workflow.withdraw(self.any(*(one for one in MODELS.values() if not one.PART_OF)))

    def merge(self) -> None:  # of citations there is none on the desk
        loser = self.any(*(one for one in MODELS.values() if one is not Citation))
        self.merges.append(merge(loser, self.any(type(loser))))

    def take_apart(self) -> None:
        if self.merges:
            unmerge(self.merges.pop())

    def undo(self) -> None:
        keys = list(Context.objects.order_by("created_at").values_list("pk", flat=True))
        if keys:
            undoing.undo(self.chance.choice(keys), by=self.editor)

    def draft(self) -> None:
        """Add a draft with a part, cited, to the register."""
        meeting = make.make_meeting(state="draft", name=f"Draft {self.chance.randint(1, 99)}")
        part = make.make_participation(meeting=meeting, state="draft")
        make.make_citation(part.participant)
        for record in (meeting, part):
            make.make_citation(record, passage=self.passages[0], state="draft")

    def join(self) -> None:
        """Somebody else was there: a draft, on a list that may be called complete."""
        one = {"meeting": self.any(Meeting), "participant": self.any(Participant)}
        if not Participation.objects.filter(**one).exists():
            part = make.make_participation(**one, state="draft")
            make.make_citation(part, passage=self.passages[0], state="draft")

    def change(self) -> None:
        """Change values of what is not public: nobody asks for its evidence."""
        with batch("change", by=self.editor, what="a change"):
            meeting, part = self.any(Meeting), self.any(Participation)
            if not meeting.is_public:
                meeting.date = self.chance.choice(["2019", "", "2016-09-08"])
                meeting.names.all().delete()
                meeting.save()
            if not part.is_public:
                part.role = self.chance.choice(["host", "chair"])
                part.save()

    def rename(self) -> None:
        record = self.any(*(one for one in MODELS.values() if issubclass(one, NamedRecord)))
        with batch("change", by=self.editor, what="a new address"):
            record.slug = f"{record.slug}-{self.chance.randint(1, 9)}"[:60]
            record.save()

    def step(self) -> str:
        acts: list[Callable[[], None]] = [
            *(self.publish, self.withdraw, self.withdraw_whole, self.withdraw_whole, self.merge),
            *(self.merge, self.take_apart, self.undo, self.submit, self.take_back),
            *(self.draft, self.join, self.change, self.change, self.rename),
        ]
        act = self.chance.choice(acts)
        try:
            with transaction.atomic():
                act()
        except (ValidationError, PermissionDenied, ProtectedError, ObjectDoesNotExist, IndexError):
            return f"{act.__name__}: refused"
        return act.__name__


class Undone(Exception):
    """Ends a block whose changes are rolled back."""


def dumped_from_an_empty_database(files: Any, target: Any) -> dict[str, str]:
    """What a database that only ever loaded ``files`` dumps."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
                " WHERE schemaname = 'public'"
                " AND tablename ~ '^(records|mechanisms|meetings|documents|pghistory)_'"
                " AND tablename <> 'records_houserules'"
            )
            cursor.execute(f"TRUNCATE {cursor.fetchone()[0]}")
            load_register(files)
            found = dumped(target)
            raise Undone
    except Undone:
        return found


@pytest.fixture
def editor(django_user_model):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    user = django_user_model.objects.create_user("edith", is_staff=True)
    give_role(user, Role.ADMINISTRATOR)
    return user


def seeds(exhaustive: bool) -> range:
    return range(40 if exhaustive else 2)


def test_what_the_desk_made_is_loaded_elsewhere_and_dumped_the_same(editor, tmp_path, exhaustive):
    for seed in seeds(exhaustive):
        try:
            with transaction.atomic():
                check_a_week(Desk(random.Random(seed), editor), tmp_path / str(seed), seed)
                raise Undone
        except Undone:
            pass


def check_a_week(desk: Desk, folder: Any, seed: int) -> None:
    done = []
    for number in range(1, STEPS + 1):
        done.append(desk.step())
        if number % CHECKED_EVERY and number < STEPS:
            continue
        files = folder / str(number)
        here = dumped(files)
        there = dumped_from_an_empty_database(files, folder / f"{number}-again")
        assert there == here, f"seed {seed}: {', '.join(done)}"


def test_a_withdrawn_record_keeps_its_published_parts_in_the_files(editor, tmp_path):
    desk = Desk(random.Random(0), editor)
    meeting = Meeting.objects.get(name="Round 1")
    workflow.withdraw(meeting)
    part = meeting.participations.get()
    assert (part.state, part.is_public) == (State.PUBLISHED, False)

    files = tmp_path / "dump"
    here = dumped(files)

    assert dumped_from_an_empty_database(files, tmp_path / "again") == here
    assert "state: withdrawn" in here["meetings.yaml"]
    assert desk.editor == editor


def test_what_is_hidden_needs_no_evidence_until_it_is_published(editor, tmp_path):
    Desk(random.Random(0), editor)
    meeting = Meeting.objects.get(name="Round 1")
    workflow.withdraw(meeting)
    Participation.objects.filter(meeting=meeting).update(role="chair")
    Citation.objects.filter(participation__meeting=meeting, fields=[]).delete()
    files = tmp_path / "dump"
    here = dumped(files)

    assert dumped_from_an_empty_database(files, tmp_path / "again") == here
    with pytest.raises(ValidationError, match="no public document is cited"):
        workflow.publish(meeting)

"""A copy that is kept by the changes equals a fresh download, whatever is done, by two at once."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from documents.models import Capture, Citation, Passage
from mechanisms.models import Mechanism, Membership, Participant
from meetings.models import Meeting, Outcome
from records.history.batches import batch
from records.history.undoing import undo
from records.locking import waited_in_vain
from records.merging.merge import merge, unmerge
from records.models import Record
from tests.make import (
    make_capture,
    make_citation,
    make_delegate,
    make_mechanism,
    make_meeting,
    make_membership,
    make_outcome,
    make_participant,
    make_participation,
    make_passage,
    make_topic,
)
from tests.pair import REFUSALS

from .conftest import make_world
from .mirror import Mirror, differences, downloaded

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[dict[str, Any]], object]


def changed(record: Record, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def merged(world: dict[str, Any]) -> Any:
    loser = make_participant(name="Merged away")
    make_citation(loser)
    make_citation(
        make_membership(mechanism=world["mechanisms"], participant=loser, role="observer")
    )
    return merge(loser, world["participants"], why="the same")


def undone(world: dict[str, Any]) -> None:
    with batch("edit", what="rename") as key:
        changed(Mechanism.objects.get(pk=world["mechanisms"].pk), founded="1999")
    undo(key, by=User.objects.create_superuser(f"chief {key}"))


def sets(which: str, /, **values: Any) -> Deed:
    return lambda world: changed(type(world[which]).objects.get(pk=world[which].pk), **values)


DEEDS: dict[str, Deed] = {
    "rename a mechanism": sets("mechanisms", name="Renamed"),
    "give a mechanism another slug": sets("mechanisms", slug="another-slug"),
    "rename a participant": sets("participants", name="Renamed"),
    "rename a topic": sets("topics", name="Renamed"),
    "rename a person": sets("people", name="Renamed"),
    "rename a series": sets("series", name="Renamed"),
    "rename a place": sets("places", name="Renamed"),
    "move a place": sets(
        "places", region="Elsewhere", latitude=1, longitude=2, coordinates_from="GeoNames"
    ),
    "rename the state of a place": lambda w: changed(
        Participant.objects.get(pk=w["participants"].parent_id), name="Renamed"
    ),
    "rename a document": sets("documents", name="Renamed"),
    "title an outcome otherwise": sets("outcomes", title="Renamed"),
    "title a position otherwise": sets("positions", title="Renamed"),
    "title an office otherwise": sets("offices", title="Renamed"),
    "summarise a meeting": sets("meetings", summary="Revised"),
    "date a meeting": sets("meetings", date="2017"),
    "call a meeting off": sets("meetings", status="cancelled"),
    "plan a mechanism": sets("mechanisms", status="proposed"),
    "add a name": lambda w: w["participants"].names.create(text="Also", kind="alias"),
    "take names away": lambda w: _take_names(w["mechanisms"]),
    "sort under another topic": lambda w: w["meetings"].topics.add(make_topic()),
    "sort under no topic": lambda w: w["outcomes"].topics.clear(),
    "close the text of a document": sets("documents", rights="editors"),
    "add a copy": lambda w: make_passage(capture=make_capture("More.", document=w["documents"])),
    "sum up a passage": lambda w: Passage.objects.filter(pk=w["passages"].pk).update(
        summary="Otherwise"
    ),
    "call a passage otherwise": lambda w: Passage.objects.filter(pk=w["passages"].pk).update(
        locator="p. 99", speaker="Somebody"
    ),
    "date a copy": lambda w: Capture.objects.filter(pk=w["passages"].capture_id).update(
        retrieved="2020"
    ),
    "add a member": lambda w: make_membership(mechanism=w["mechanisms"]),
    "add who took part": lambda w: make_participation(meeting=w["meetings"]),
    "add a delegate": lambda w: make_delegate(meeting=w["meetings"]),
    "add an outcome": lambda w: make_outcome(meeting=w["meetings"], follows_up=w["outcomes"]),
    "cite": lambda w: make_citation(w["participations"]),
    "cite another value": lambda w: make_citation(w["outcomes"], stated={"proposer": "Open"}),
    "judge what is cited for": lambda w: Citation.objects.filter(
        membership=w["memberships"]
    ).update(fields=["role"]),
    "take a citation back": lambda w: changed(
        Citation.objects.filter(delegate=w["delegates"]).first(), state="withdrawn"
    ),
    "delete who took part": lambda w: _delete(make_participation(meeting=w["meetings"])),
    "move a membership": lambda w: changed(
        Membership.objects.get(pk=w["memberships"].pk), mechanism=make_mechanism()
    ),
    "move an outcome": lambda w: changed(
        Outcome.objects.get(pk=w["outcomes"].pk), meeting=make_meeting()
    ),
    "move a meeting": lambda w: changed(
        Meeting.objects.get(pk=w["meetings"].pk),
        mechanism=make_mechanism(),
        series=None,
        ordinal=None,
    ),
    "put one body under another": lambda w: changed(
        Mechanism.objects.get(pk=w["mechanisms"].pk), parent=make_mechanism()
    ),
    "withdraw a meeting": sets("meetings", state="withdrawn"),
    "withdraw a participant": sets("participants", state="withdrawn"),
    "withdraw a person": sets("people", state="withdrawn"),
    "withdraw a topic": sets("topics", state="withdrawn"),
    "withdraw a document": sets("documents", state="withdrawn"),
    "withdraw a body": sets("mechanisms", state="withdrawn"),
    "withdraw who took part": sets("participations", state="withdrawn"),
    "say that a list is complete": lambda w: Meeting.objects.filter(pk=w["meetings"].pk).update(
        participation_listed="complete"
    ),
    "merge": merged,
    "merge and take apart": lambda w: unmerge(merged(w)),
    "change and undo": undone,
}


def _take_names(record: Any) -> None:
    with batch("edit", what="names"):
        record.names.all().delete()


def _delete(record: Record) -> None:
    Record.delete(record)


def test_a_copy_follows_whatever_is_done(client):
    mirror = Mirror(client)
    for what, deed in DEEDS.items():
        world = make_world()
        mirror.follow()
        deed(world)
        mirror.follow()
        assert mirror.told, what
    assert differences(mirror.copy, downloaded(client)) == {}


def test_what_goes_and_comes_back_is_followed(client):
    mirror, world = Mirror(client), make_world()
    mirror.follow()
    before = mirror.copy.keys()
    for name in ("meetings", "mechanisms", "participants", "documents", "topics", "people"):
        for state in ("withdrawn", "published"):
            changed(type(world[name]).objects.get(pk=world[name].pk), state=state)
            mirror.follow()
            assert differences(mirror.copy, downloaded(client)) == {}
    assert mirror.copy.keys() == before


def test_a_copy_follows_two_who_write_at_once(client, exhaustive):
    """Each works in transactions of several deeds, in the same worlds; the copy reads meanwhile."""
    worlds = [make_world() for _ in range(3)]
    mirror = Mirror(client)
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _round in range(60 if exhaustive else 12):
                some = chance.sample([*DEEDS.values()], 3)
                try:
                    with transaction.atomic():
                        for deed in some:
                            deed(chance.choice(worlds))
                            time.sleep(chance.random() / 100)  # let the other come between
                except REFUSALS:
                    pass
        except OperationalError as error:
            if not waited_in_vain(error):
                failures.append(error)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=[seed]) for seed in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        mirror.follow()
    for writer in writers:
        writer.join()
    mirror.follow()
    assert failures == []
    assert differences(mirror.copy, downloaded(client)) == {}

"""What the desk lets run as a job: the same use cases that small things call at once."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.jobs.asking import link
from desk.pages import address_in_desk
from desk.review import DONE, LOOK_AGAIN, told_of_hidden
from records import workflow
from records.approval import approve
from records.hidden import hidden_with
from records.history import undoing
from records.history.batches import batch
from records.history.counting import counted
from records.jobs import Kind, Outcome
from records.jobs.kinds import Work, add
from records.merging.duplicates import KINDS as LIKELY
from records.merging.duplicates import find, to_judge
from records.models import Job, Proposal, Record
from records.tables.plan import Progress


def undo_batch(job: Job) -> Work:
    """Take back all that a batch changed."""
    given = job.given
    key = UUID(given["batch"])
    total = sum(one.number for one in counted(key))
    yield Progress(_("Taking back what was changed"), 0, total)
    result = undoing.undo(key, by=job.by, why=given["why"], seen=given["seen"])
    if isinstance(result, Proposal):
        said = _("It changes what the public reads: your change waits for a reviewer.")
        return Outcome(said, link(address_in_desk(result), _("See what waits")))
    said = _("It is taken back, as a new change.")
    return Outcome(said, link(reverse("admin:batch", args=[key]), _("See the batch")))


def move_record(job: Job) -> Work:
    """Publish or withdraw a record on which much depends."""
    given = job.given
    model: Any = apps.get_model(given["model"])
    record = model._default_manager.select_for_update(of=("self",)).filter(pk=given["key"]).first()
    if record is None or str(record.version) != given["version"]:
        if record is not None and given["seen"]:
            approve([record], given["seen"])  # refuses it with what has changed
        raise ValidationError(LOOK_AGAIN, code="stale")
    before = hidden_with([record]) if given["move"] == "withdraw" else []
    yield Progress(_("Writing what depends on it"), 0, 0)
    with batch("request", by=job.by, what=str(record), why=given["why"]):
        if given["move"] == "publish":
            workflow.publish(record, by=job.by, seen=given["seen"])
        else:
            workflow.withdraw(record, by=job.by)
    done = DONE[given["move"]] % {"record": record}
    return Outcome(f"{done} {told_of_hidden(before)}".strip(), to_record(record))


def find_duplicates(job: Job) -> Work:
    """Look through the whole register for records that may be one."""
    new = 0
    for number, (model, how) in enumerate(LIKELY.items()):
        stage = _("Looking through the %(things)s") % {
            "things": str(model._meta.verbose_name_plural)
        }
        yield Progress(stage, number, len(LIKELY))
        for found in find(how):
            new += found
            yield Progress(stage, number, len(LIKELY))
    said = _("%(new)s pairs are new; %(waiting)s wait to be judged.") % {
        "new": f"{new:,}",
        "waiting": f"{to_judge().count():,}",
    }
    queue = reverse("admin:records_duplicatepair_changelist")
    return Outcome(said, link(queue, _("Judge them")))


def to_record(record: Record) -> dict[str, Any]:
    return link(address_in_desk(record), _("Open “%(record)s”") % {"record": record})


add(Kind("undo", undo_batch))
add(Kind("move", move_record))
add(Kind("duplicates", find_duplicates))

"""One run over an uploaded table, tried or imported, and the page that grows while it goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk import uploads
from desk.evidence.questions import PREFIX, Question, answer_of_many
from records.models import Record
from records.tables.cells import Unreadable
from records.tables.importing import ImportRefused, import_plan, may_publish, try_plan
from records.tables.kinds import known_names
from records.tables.plan import STATUS_HELP, Plan, Progress, Status
from records.tables.planning import make_plan
from records.tables.reading import read_table
from records.tables.writing import Imported

from .forms import DATE_ORDERS

SHOWN = 200  # rows of one status, and problems, on one page
SALT = "records.tables"
FOLDER = "tables"
LARGE = 50_000  # bytes, some 500 rows
LARGE_WORKBOOK = 20_000  # compressed


@dataclass
class Upload:
    """A table that was uploaded, and how it is read and imported."""

    file: str  # its hash
    name: str
    kind: str
    user: int
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    order: str = ""
    publish: bool = False
    over: set[int] = field(default_factory=set)  # conflicting rows that are written all the same
    why: str = ""

    @property
    def is_large(self) -> bool:
        """Whether trying or importing it takes longer than somebody waits at a page."""
        most = LARGE_WORKBOOK if self.name.lower().endswith(".xlsx") else LARGE
        return uploads.size(self.file, FOLDER) > most

    def token(self) -> str:
        """What the page sends back: signed, so that it names what this account uploaded."""
        kept = ("file", "name", "kind", "user", "encoding", "separator", "sheet")
        return signing.dumps({name: getattr(self, name) for name in kept}, salt=SALT)


@dataclass
class Run:
    """The work on one upload for an account, and what the page shows at its end."""

    model: type[Record]
    by: Any
    sent: Mapping[str, str]  # by the form: what was answered about evidence
    again: str  # the address where a table is uploaded
    upload: Upload
    digest: str  # of the plan that the editor saw
    for_real: bool
    plan: Plan | None = None
    done: Imported | None = None
    refusal: str = ""
    questions: list[Question] = field(default_factory=list)  # that are left
    moved_on: bool = False  # the register has changed since the editor saw the plan

    def work(self) -> Iterator[Progress]:
        """Read, plan, and try or import; whatever is refused is then in the plan."""
        upload, user = self.upload, self.by
        try:
            yield Progress(_("Reading the file"), 0, 0)
            table = read_table(
                uploads.load(upload.file, FOLDER),
                known=known_names(self.model),
                encoding=upload.encoding,
                separator=upload.separator,
                sheet=upload.sheet,
            )
            plan = yield from make_plan(self.model, table, by=user, order=upload.order)
            self.plan = plan
            seen, self.digest = self.digest, plan.digest()
            if self.for_real and seen == self.digest:
                yield from self._import(plan)
                return
            self.moved_on = self.for_real
            yield from try_plan(
                plan,
                by=user,
                publish=upload.publish,
                overwrite=upload.over,
                after_writing=self.answer,
            )
        except Unreadable as refusal:
            self.refusal = " ".join(refusal.messages)

    def _import(self, plan: Plan) -> Iterator[Progress]:
        upload = self.upload
        what = _("table of %(kind)s: %(file)s") % {
            "kind": str(self.model._meta.verbose_name_plural),
            "file": upload.name,
        }
        try:
            self.done = yield from import_plan(
                plan,
                by=self.by,
                what=what,
                why=upload.why,
                publish=upload.publish,
                overwrite=upload.over,
                after_writing=self.answer,
            )
            uploads.delete(upload.file, FOLDER)
        except ImportRefused:
            self.refusal = _("Nothing was imported: see below what stands against it.")

    def answer(self, records: list[Record]) -> None:
        """Write what was answered about evidence of the values that the table changes."""
        self.questions += answer_of_many(records, self.sent)

    def _answered(self) -> list[tuple[str, str]]:
        """The answers that the page sends along, because it asks them no more."""
        ends = ("", "-for", "-reason")
        asked = {f"{one.key}{end}" for one in self.questions for end in ends}
        sent = self.sent.items()
        return [(k, str(v)) for k, v in sent if k.startswith(PREFIX) and k not in asked]

    def html(self, request: HttpRequest | None = None) -> str:
        """The end of the page: what was imported, or what each row would do."""
        context: dict[str, Any] = {
            "upload": self.upload,
            "refusal": self.refusal,
            "moved_on": self.moved_on,
            "done": self.done,
            "opts": self.model._meta,
            "again": self.again,
        }
        if self.done is not None:
            return render_to_string("admin/table_done.html", context, request)
        if self.plan is not None:
            context |= self._shown(self.plan)
        return render_to_string("admin/table_result.html", context, request)

    def _shown(self, plan: Plan) -> dict[str, Any]:
        counts = plan.counts()
        problems = plan.all_problems
        over = [row for row in plan.with_status(Status.CONFLICT) if row.number in self.upload.over]
        to_write = counts[Status.CREATE] + counts[Status.UPDATE] + counts[Status.PROPOSAL]
        to_write += len(over)
        return {
            "plan": plan,
            "counts": [(one, one.label, counts[one]) for one in Status],
            "questions": self.questions[:SHOWN],
            "answered": self._answered(),
            "problems": problems[:SHOWN],
            "more_problems": len(problems[SHOWN:]),
            "conflicts": _some(plan, Status.CONFLICT),
            "updates": _some(plan, Status.UPDATE),
            "creates": _some(plan, Status.CREATE),
            "proposals": _some(plan, Status.PROPOSAL),
            "help": {one.value: text for one, text in STATUS_HELP.items()},
            "may_import": not plan.refused and bool(to_write or counts[Status.CONFLICT]),
            "to_write": to_write,
            "token": self.upload.token(),
            "digest": self.digest,
            "orders": DATE_ORDERS[1:],
            "may_publish": may_publish(self.by, self.model),
        }


def _some(plan: Plan, status: Status) -> dict[str, Any]:
    """The first rows of a status, and how many more there are."""
    rows = plan.with_status(status)
    return {"rows": rows[:SHOWN], "more": len(rows[SHOWN:]), "number": len(rows)}


def progress_items(work: Iterator[Progress]) -> Iterator[str]:
    """The progress of some work as items of a list: each stage, and each tenth of it."""
    last: tuple[str, int] | None = None
    for step in work:
        tenth = step.done * 10 // step.total if step.total else 0
        if (step.stage, tenth) != last:
            last = (step.stage, tenth)
            line = _("%(stage)s: %(done)s of %(total)s")
            values = {
                "stage": step.stage,
                "done": f"{step.done:,}",
                "total": f"{step.total:,}",
            }
            yield format_html("<li>{}</li>\n", line % values)

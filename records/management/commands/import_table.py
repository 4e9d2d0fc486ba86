from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from records import policy
from records.policy import Action
from records.tables.cell_dates import ORDERS
from records.tables.importing import ImportRefused, import_plan, try_plan
from records.tables.kinds import EXPORT_ONLY, kinds, known_names
from records.tables.plan import Plan, Progress, Status
from records.tables.planning import make_plan
from records.tables.reading import BY_NAME, MAX_BYTES, read_table
from records.tables.writing import Imported

SHOWN = 50  # problems, conflicts and changes printed before "and more"


class Command(BaseCommand):
    """Import a table of one kind of record."""

    help = (
        "Import a table (CSV or XLSX) of one kind of record: all of it or nothing. With --dry-run "
        "it says what each row would do. What is new lands as a draft. See docs/tables.md."
    )

    def add_arguments(self, parser):
        names = sorted(name for name, model in kinds().items() if model not in EXPORT_ONLY)
        parser.add_argument("kind", choices=names, metavar="KIND", help=", ".join(names))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--publish", action="store_true", help="publish what is imported")
        parser.add_argument("--by", metavar="USER", help="import as this account, by its rights")
        parser.add_argument("--why", default="", help="the reason, kept in the history")
        parser.add_argument(
            "--date-order", choices=ORDERS, default="", help="what 03/04/2020 means in the file"
        )
        parser.add_argument("--encoding", default="", help="of a CSV file")
        parser.add_argument(
            "--separator", default="", help=f"of a CSV file: a character, or {', '.join(BY_NAME)}"
        )
        parser.add_argument("--sheet", default="", help="of a workbook")
        parser.add_argument(
            "--overwrite-conflicts",
            action="store_true",
            help="write rows whose record has changed since they were exported",
        )

    def handle(self, *, kind: str, file: Path, by: str | None, **options):
        model = kinds()[kind]
        user = self.account(by) if by else None
        if user is not None and not policy.may(user, Action.IMPORT, model):
            raise CommandError(f"{by} may not import: give the account the role of contributor")
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(f"{file} is larger than {MAX_BYTES // 2**20} MB: split it")
            table = read_table(
                file.read_bytes(),
                known=known_names(model),
                encoding=options["encoding"],
                separator=options["separator"],
                sheet=options["sheet"],
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except ValidationError as refusal:
            raise CommandError(f"{file}: {' '.join(refusal.messages)}") from refusal
        plan = self.run(make_plan(model, table, by=user, order=options["date_order"]))
        overwrite = (
            {row.number for row in plan.with_status(Status.CONFLICT)}
            if options["overwrite_conflicts"]
            else set()
        )
        if options["dry_run"]:
            self.run(try_plan(plan, by=user, publish=options["publish"], overwrite=overwrite))
            self.report(plan)
            if plan.refused:
                raise CommandError("The table cannot be imported as it is.")
            return
        work = import_plan(
            plan,
            by=user,
            what=f"table of {model._meta.verbose_name_plural}: {file.name}",
            why=options["why"],
            publish=options["publish"],
            overwrite=overwrite,
        )
        try:
            done = self.run(work)
        except ImportRefused as refused:
            self.report(refused.plan)
            raise CommandError("Nothing was imported.") from refused
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        self.report(plan)
        self.stdout.write(sentence_of(done))

    def account(self, name: str) -> Any:
        users = get_user_model()
        try:
            return users._default_manager.get_by_natural_key(name)
        except users.DoesNotExist:
            raise CommandError(f"there is no account {name}") from None

    def run(self, work: Iterator[Progress]) -> Any:
        """Do the work, and say how far it is; returns what the work returns."""
        said = ""
        while True:
            try:
                step = next(work)  # type: ignore[call-overload]
            except StopIteration as end:
                return end.value
            line = f"{step.stage}: {step.done:,} of {step.total:,}"
            if line != said:
                self.stderr.write(line)
            said = line

    def report(self, plan: Plan) -> None:
        for note in plan.notes:
            self.stdout.write(note)
        counts = plan.counts()
        self.stdout.write(", ".join(f"{counts[one]} {one.label}" for one in Status))
        self.several([f"error: {one}" for one in plan.all_problems])
        for status in (Status.CONFLICT, Status.PROPOSAL, Status.UPDATE, Status.CREATE):
            self.several(
                [
                    f"{status.label}: row {row.number}, {row.label}"
                    + "".join(
                        f"\n  {one.column.name}: {one.shown_now!r} -> {one.shown_mine!r}"
                        for one in row.differences
                        if status != Status.CREATE
                    )
                    for row in plan.with_status(status)
                ]
            )

    def several(self, lines: list[str]) -> None:
        for line in lines[:SHOWN]:
            self.stdout.write(line)
        if len(lines) > SHOWN:
            self.stdout.write(f"and {len(lines) - SHOWN} more")


def sentence_of(done: Imported) -> str:
    return (
        f"{done.created} created, {done.updated} updated, {done.unchanged} unchanged, "
        f"{done.proposed} proposed, {done.left_out} left out, {done.published} published; "
        f"batch {done.batch or 'none'}"
    )

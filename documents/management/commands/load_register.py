from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.register.entries import SHOWN, LoadRefused
from documents.register.loading import load_register


class Command(BaseCommand):
    """Load the register's plain files."""

    help = (
        "Load the register from a folder of plain files (see docs/register-format.md): all of it "
        "or nothing. The second time changes nothing; editors' changes are never overwritten "
        "unless --overwrite is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="let the files win over what was edited, withdrawn or deleted here",
        )

        parser.add_argument(
            "--judged",
            action="store_true",
            help="what the files cite was read against its source: where a value is another than "
            "the one here, its passages say the new one too",
        )

    def handle(self, *, folder: Path, overwrite: bool, judged: bool, **options):
        try:
            done = load_register(folder, overwrite=overwrite, judged=judged)
        except LoadRefused as refused:
            lines = [str(problem) for problem in refused.problems[:SHOWN]]
            number = str(len(refused.problems))
            if (more := len(refused.problems) - SHOWN) > 0:
                lines.append(f"and {more} more")
            if refused.cut_short:
                number = f"more than {number}"
                lines.append("and what was not looked at any more: correct these, then load again")
            raise CommandError(
                f"nothing was loaded from {folder}: {number} "
                f"{'problem' if len(refused.problems) == 1 else 'problems'}\n" + "\n".join(lines)
            ) from refused
        if options["verbosity"] > 1:
            for kind in done.created | done.changed | done.unchanged:
                self.stdout.write(
                    f"{kind}: {done.created[kind]} created, {done.changed[kind]} changed, "
                    f"{done.unchanged[kind]} unchanged"
                )
        self.stdout.write(
            f"{done.created.total()} created, {done.changed.total()} changed, "
            f"{done.unchanged.total()} unchanged"
        )
        if kept := done.not_in_files.total():
            self.stdout.write(f"{kept} records here are not in the files; they were kept.")

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from records.models import State
from records.tables.exporting import csv_lines, write_xlsx
from records.tables.kinds import kinds


class Command(BaseCommand):
    """Write a table of one kind of record."""

    help = (
        "Write all records of one kind as a table, CSV or XLSX by the name of the file (- is CSV "
        "to standard output). Such a table can be edited and imported again: see docs/tables.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=sorted(kinds()), metavar="KIND")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--template", action="store_true", help="only the columns, to be filled in"
        )
        parser.add_argument("--state", choices=State.values, help="only records in this state")

    def handle(self, *, kind: str, file: str, template: bool, state: str | None, **options):
        model = kinds()[kind]
        queryset = None if template else model._default_manager.all()
        if queryset is not None and state:
            queryset = queryset.filter(state=state)
        if file == "-":
            for piece in csv_lines(queryset, model):
                sys.stdout.write(piece)
            return
        path = Path(file)
        try:
            if path.suffix.lower() == ".csv":
                with path.open("w", encoding="utf-8", newline="") as target:
                    target.writelines(csv_lines(queryset, model))
            elif path.suffix.lower() == ".xlsx":
                with path.open("wb") as book:
                    write_xlsx(book, queryset, model)
            else:
                raise CommandError("name a file that ends in .csv or .xlsx")
        except ValidationError as refusal:
            path.unlink(missing_ok=True)
            raise CommandError(" ".join(refusal.messages)) from refusal
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{path} is written.")

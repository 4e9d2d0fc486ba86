from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.register.dumping import dump_register


class Command(BaseCommand):
    """Write the register as plain files."""

    help = (
        "Write the register to a folder of plain files (see docs/register-format.md). The text "
        "of documents is never written; files that are not the register's are left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **options):
        try:
            counts = dump_register(folder)
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be written: {error.strerror}; give another folder"
            ) from error
        self.stdout.write(
            f"Wrote {', '.join(f'{count} {plural}' for plural, count in counts.items())} "
            f"to {folder}."
        )

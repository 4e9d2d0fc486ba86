import datetime
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.merging.duplicates import KINDS, find, to_judge


class Command(BaseCommand):
    """Look for records that may stand in the register twice."""

    help = (
        "Look for likely duplicates and put them into the editors' queue. What was judged is never "
        "asked again; running it twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kind",
            action="append",
            choices=sorted(model.kind_name() for model in KINDS),
            help="only this kind of record (may be given more than once)",
        )
        parser.add_argument(
            "--days",
            type=int,
            metavar="N",
            help="only records changed in the last N days, for a nightly run",
        )

    def handle(self, *, kind: list[str] | None, days: int | None, **options):
        if days is not None and days < 1:
            raise CommandError("--days is a number of days from 1 on.")
        since = timezone.now() - datetime.timedelta(days=days) if days else None
        for model, how in KINDS.items():
            if kind and model.kind_name() not in kind:
                continue
            start = time.monotonic()
            new = sum(find(how, since=since))
            seconds = time.monotonic() - start
            waiting = to_judge().filter(kind=model.kind_name()).count()
            self.stdout.write(
                f"{model.kind_name():12} {new:>7,} new, {waiting:>7,} to judge, {seconds:7.1f} s"
            )

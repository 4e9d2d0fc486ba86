from django.core.management.base import BaseCommand, CommandError

from documents.evidence import coverage, in_words


class Command(BaseCommand):
    """Prove that every published value rests on a citation."""

    help = (
        "Check that every published value that needs evidence has a public citation that "
        "supports it; prints the coverage by kind and fails with a list of what is missing."
    )

    def handle(self, **options):
        head = ("kind", "records", "values", "evidenced", "share", "one source", "disputed")
        self.stdout.write("{:<14}{:>9}{:>9}{:>11}{:>8}{:>12}{:>10}".format(*head))
        missing = []
        for kind in coverage():
            share = kind.evidenced / kind.values if kind.values else 1
            self.stdout.write(
                f"{kind.kind:<14}{kind.records:>9}{kind.values:>9}{kind.evidenced:>11}"
                f"{share:>8.1%}{kind.single:>12}{kind.disputed:>10}"
            )
            missing += [
                f"{kind.kind} {record.uid} ({record}): {in_words(record, fields)}"
                for record, fields in kind.uncited
            ]
        if missing:
            raise CommandError(
                f"{len(missing)} published records have values that nothing supports; cite a "
                "passage for each or withdraw the record:\n" + "\n".join(missing)
            )

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from documents.anchoring import reanchor
from documents.models import Anchor, Capture, Document
from records import workflow
from records.history.batches import batch


class Command(BaseCommand):
    """Let citations follow their words into the newest copy of their document."""

    help = (
        "Look for the citations of earlier copies of a document in its newest one: the same "
        "words are followed at once, the others wait for an editor. Done by every import; a "
        "second run changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "document",
            nargs="?",
            default="",
            metavar="DOCUMENT",
            help="slug of one document; else all that have more than one copy",
        )

    def handle(self, *, document: str, **options):
        if document and not Document.objects.filter(slug=document).exists():
            raise CommandError(f"There is no document with the slug “{document}”.")
        total = 0
        for key in documents_of_several(document):
            home = Document.objects.get(pk=key)
            with batch("command", what=f"reanchor {home.slug}"):
                workflow.lock()
                done = reanchor(home)
            if not done.outcomes:
                continue
            total += sum(done.outcomes.values())
            found = ", ".join(
                f"{done.outcomes[outcome]} {outcome}" for outcome in Anchor.Outcome.values
            )
            self.stdout.write(f"{home.slug}: {found}")
        if not total:
            self.stdout.write("Nothing changed: every citation has its place or waits for one.")


def documents_of_several(slug: str) -> list[int]:
    """The documents with more than one copy, the one called ``slug`` if it is given."""
    captures = Capture.objects.agreed()
    captures = captures.filter(document__slug=slug) if slug else captures
    several = captures.order_by().values("document").annotate(n=Count("pk")).filter(n__gt=1)
    return sorted(several.values_list("document", flat=True))

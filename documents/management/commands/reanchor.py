from django.core.management.base import BaseCommand, CommandError

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
        captures = Capture.objects.agreed()
        captures = captures.filter(document__slug=document) if document else captures
        total = 0
        for key in sorted(captures.documents_of_several()):
            home = Document.objects.get(pk=key)
            with batch("command", what=f"reanchor {home.slug}"):
                workflow.lock()
                done = reanchor(home)
            if not done.outcomes:
                continue
            total += done.outcomes.total()
            found = ", ".join(
                f"{done.outcomes[outcome]} {outcome}" for outcome in Anchor.Outcome.values
            )
            self.stdout.write(f"{home.slug}: {found}")
        if not total:
            self.stdout.write("Nothing changed: every citation has its place or waits for one.")

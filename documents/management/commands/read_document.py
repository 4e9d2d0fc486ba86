from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from documents.candidates.storing import read_document
from documents.copies import newest_text
from documents.models import Document


class Command(BaseCommand):
    """Read the newest held copy of a document for candidates."""

    help = (
        "Read a document of the register for candidates, which then wait at the reading desk. "
        "Reading it again keeps every decision; what waits is read anew, and goes where it is no "
        "longer found."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help="the slug of the document")

    def handle(self, **options):
        document = Document.objects.filter(slug=options["slug"]).first()
        if document is None:
            raise CommandError(
                f"There is no document with the slug {options['slug']}: it is the last part of "
                "its address."
            )
        capture = newest_text(document)
        if capture is None:
            raise CommandError(
                f"The text of {document} is not held: import its file with import_document."
            )
        try:
            done = read_document(capture)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(
            f"{document}: {done.total} candidates, of which {done.added} are new; "
            f"{done.changed} changed, {done.gone} gone."
        )

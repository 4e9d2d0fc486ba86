from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from documents.ingestion import Imported, import_file
from documents.models import Document
from records.batches import batch


class Command(BaseCommand):
    """Read a plain text file into the register: its document, capture and passages."""

    help = (
        "Import a plain text file as a document with numbered passages. A file whose hash the "
        "register knows gives its citations their quotes; the same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--url", default="", help="where the file was retrieved")
        parser.add_argument("--title", default="", help="else the first heading of the text")
        parser.add_argument("--publisher", default="", help="slug or name of a participant")
        parser.add_argument("--date", default="", help="date of publication, such as 2017-01-11")
        parser.add_argument("--language", default="", help="language tag, such as en or zh-Hans")
        parser.add_argument(
            "--rights",
            default="",
            choices=[Document.Rights.PUBLIC.value, Document.Rights.EDITORS.value],
            help="who may read the text (editors unless said)",
        )
        parser.add_argument(
            "--document", default="", metavar="SLUG", help="make it a capture of this document"
        )

    def handle(self, **options):
        try:
            with batch("command", what=f"import_document {options['file'].name}"):
                done = import_file(
                    path=options["file"],
                    **{
                        name: options[name]
                        for name in (
                            "document",
                            "url",
                            "title",
                            "publisher",
                            "date",
                            "language",
                            "rights",
                        )
                    },
                )
        except ValidationError as error:
            raise CommandError(f"{options['file']}: {_sentences(error)}") from error
        self.stdout.write(_report(done))


def _sentences(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{field.replace('published', 'date')}: {' '.join(messages)}"
        for field, messages in error.message_dict.items()
    )


def _report(done: Imported) -> str:
    encoding = f"read as {done.decoded.encoding}"
    if done.decoded.assumed:
        encoding += ", which was assumed from the bytes"
    slug = done.document.slug
    match done.outcome:
        case "unchanged":
            return f"Nothing changed: this file is already held as a capture of “{slug}”."
        case "filled":
            return (
                f"The text of “{slug}” is held now: {done.passages} passages, "
                f"{done.quotes} citations with their quotes ({encoding})."
            )
        case "new_capture":
            return f"New capture of “{slug}”: {done.passages} passages ({encoding})."
    return (
        f"New draft document “{slug}” ({done.document.name}): "
        f"{done.passages} passages ({encoding})."
    )

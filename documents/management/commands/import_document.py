import os
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from documents.file_reading import bytes_of
from documents.importing import Imported, import_document
from documents.models import Document
from records.history.batches import batch
from texts.formats.refusals import notes

OF_ALL = ("publisher", "date", "language", "rights", "retrieved", "encoding")
OF_ONE = ("document", "title", "url")


class Command(BaseCommand):
    """Read a file, or all files of a folder, into the register: document, capture, passages."""

    help = (
        "Import a file as a document with numbered passages: a web page, PDF, DOCX, plain text or "
        "Markdown. Of a folder, each file is imported by itself. A file whose hash the register "
        "knows gives its citations their quotes; the same file twice changes nothing. What is not "
        "given here is taken from the file, as far as it says so."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a file or a folder")
        parser.add_argument("--url", default="", help="where the file was retrieved")
        parser.add_argument("--title", default="", help="else as the file gives it")
        parser.add_argument("--publisher", default="", help="slug or name of a participant")
        parser.add_argument("--date", default="", help="date of publication, such as 2017-01-11")
        parser.add_argument("--retrieved", default="", help="when it was retrieved: 2024-05-31")
        parser.add_argument("--language", default="", help="language tag, such as en or zh-Hans")
        parser.add_argument("--encoding", default="", help="of a text or web page; else found out")
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
        path: Path = options["file"]
        if path.is_dir():
            self.import_folder(path, options)
            return
        details = {name: options[name] for name in (*OF_ONE, *OF_ALL)}
        try:
            self.stdout.write(_report(_import(path, follow=True, **details)))
        except ValidationError as error:
            raise CommandError(f"{path}: {_sentences(error)}") from error

    def import_folder(self, folder: Path, options):
        """Each file is a transaction of its own; what is refused does not stop the others."""
        given = [name for name in OF_ONE if options[name]]
        if given:
            raise CommandError(
                f"--{given[0]} is of one file, and {folder} is a folder: import that file alone."
            )
        details = {name: options[name] for name in OF_ALL}
        counts: Counter[str] = Counter()
        for path in _files(folder):
            try:
                done = _import(path, follow=False, **details)
            except ValidationError as error:
                counts["refused"] += 1
                self.stdout.write(f"refused    {_name(path, folder)}: {_sentences(error)}")
                continue
            outcome = "unchanged" if done.outcome == "unchanged" else "imported"
            counts[outcome] += 1
            self.stdout.write(f"{outcome:<10} {_name(path, folder)}: {_report(done)}")
        if not counts:
            raise CommandError(f"There is no file in {folder}.")
        outcomes = ("imported", "unchanged", "refused")
        summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in outcomes) + "."
        self.stdout.write(summary)
        if counts["refused"]:
            raise CommandError(f"{counts['refused']} files were refused, as said above.")


def _files(folder: Path) -> list[Path]:
    """What lies in a folder and the folders in it, by name; hidden files are nobody's documents.

    A link is listed, to be refused, and not followed.
    """
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        found += _files(path) if path.is_dir() and not path.is_symlink() else [path]
    return found


def _import(path: Path, *, follow: bool, **details: Any) -> Imported:
    data, name = bytes_of(path, follow=follow), _name(path, path.parent)
    with batch("command", what=f"import_document {name}"):
        return import_document(data=data, file_name=name, **details)


def _name(path: Path, folder: Path) -> str:
    """The name of a file, of whatever bytes, in characters that can be stored and printed."""
    return os.fsencode(path.relative_to(folder)).decode(errors="replace")


def _sentences(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{field.replace('published', 'date')}: {' '.join(messages)}"
        for field, messages in error.message_dict.items()
    )


def _report(done: Imported) -> str:
    slug = done.document.slug
    passages = f"{done.passages} passage{'' if done.passages == 1 else 's'}"
    if done.reading is None:
        return f"Nothing changed: this file is already held as a capture of “{slug}”."
    encoding = f"read as {done.reading.encoding}"
    if done.reading.assumed:
        encoding += ", which was assumed from the bytes"
    if done.reading.extractor:
        encoding = f"{done.reading.media_type}, {encoding}"
    more = "".join(f" {note}" for note in notes(done.reading.notes))
    if done.reanchored.outcomes:
        more += (
            f" Citations of earlier captures: {done.reanchored.moved} followed their words, "
            f"{done.reanchored.open} wait for an editor."
        )
    if done.summaries.taken or done.summaries.left:
        more += (
            f" Summaries: {len(done.summaries.taken)} taken over, "
            f"{len(done.summaries.left)} left on the earlier capture."
        )
    match done.outcome:
        case "filled":
            return (
                f"The text of “{slug}” is held now: {passages}, "
                f"{done.quotes} citations with their quotes ({encoding}).{more}"
            )
        case "new_capture":
            return f"New capture of “{slug}”: {passages} ({encoding}).{more}"
    return f"New draft document “{slug}” ({done.document.name}): {passages} ({encoding}).{more}"

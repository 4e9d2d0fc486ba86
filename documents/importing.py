"""A file into the register: a document, its capture, and the passages that citations rest on.

One file is one transaction: either the capture, its passages, the quotes of its citations and
the stored bytes are all there, or nothing is. The same file twice changes nothing.
"""

import hashlib
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from documents.models import Capture, Document
from mechanisms.models import Participant
from records import workflow
from texts.formats.blocks import Reading

from .anchoring import Reanchored, reanchor
from .copies import check_fit, cut_passages, fill_copy, keep_copy, same_file
from .file_reading import FileMetadata, metadata_of, read_bytes
from .files import store
from .quoting import quote_citations_of
from .rights import check_rights, open_text
from .summaries import Summaries, summaries_for, write_summaries
from .waiting_copies import drop_copy, waits_for_another


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    document: Document
    capture: Capture
    reading: Reading | None  # none where the file was held already
    outcome: str  # "unchanged", "filled", "new_capture" or "new_document"
    passages: int
    quotes: int = 0
    reanchored: Reanchored = field(default_factory=Reanchored)
    summaries: Summaries = field(default_factory=Summaries)


def import_document(
    *,
    data: bytes,
    file_name: str = "",
    reading: Reading | None = None,
    document: str = "",
    title: str = "",
    url: str = "",
    publisher: str = "",
    date: str = "",
    language: str = "",
    rights: str = "",
    retrieved: str = "",
    encoding: str = "",
    kind: str = "",
    propose: bool = True,
) -> Imported:
    """Make a capture and its passages from ``data``, the bytes of a file.

    A capture that the register knows by its hash gets its text, and its citations their quotes;
    with four eyes that of a public document once somebody else agrees to it.
    Other bytes become a new capture of the document whose slug is ``document``, or a new draft
    document. ``date`` is that of publication, ``retrieved`` when the copy was taken. ``reading``
    is given by who has read the bytes already. With ``propose`` what is left empty is taken from
    the file. Refuses with a ``ValidationError`` of one sentence, and then nothing has changed.
    """
    check_rights(rights)
    sha256 = hashlib.sha256(data).hexdigest()
    if reading is None and not getattr(same_file(sha256).first(), "held", False):
        reading = read_bytes(data, file_name=file_name, encoding=encoding)
    try:
        with transaction.atomic():
            workflow.lock()  # it locks the document and what cites it
            capture = same_file(sha256).select_for_update(of=("self",)).first()
            if capture is not None:
                _refuse_another_home(capture.document, document)
                if capture.held or reading is None:
                    return _unchanged(capture, data)
                home, outcome = capture.document, "filled"
                waiting = same_file(sha256).filter(waits=True).first()
                if waits_for_another(home):
                    if waiting is not None:
                        return _unchanged(waiting, data)
                    check_fit(capture, data, reading)
                    capture = None
                elif waiting is not None:
                    drop_copy(waiting)
            elif reading is None:  # it was withdrawn in this very moment
                raise ValidationError(at_once(), code="at_once")
            elif document:
                home, outcome = _existing(document), "new_capture"
            else:
                said = metadata_of(reading, file_name) if propose else FileMetadata()
                known = Participant.objects.the_one_called(publisher) if publisher else None
                home, outcome = (
                    _draft(
                        name=title or said.title,
                        kind=kind or said.kind,
                        url=url,
                        publisher=known or said.publisher,
                        published=date or said.published,
                        language=language or said.language,
                        rights=rights or Document.Rights.EDITORS,
                    ),
                    "new_document",
                )
            if capture is None:
                values = {"retrieved": retrieved, "source_url": url}
                is_text_alone = outcome == "filled"  # of a copy that is known by its hash
                capture = keep_copy(home, data, reading, waits=is_text_alone, **values)
            else:
                fill_copy(capture, data, reading)
            is_recorded = outcome == "filled" and capture.passages.exists()
            passages = cut_passages(capture, reading.segments)
            summaries = Summaries()
            if not capture.waits and not is_recorded:  # recorded ones have the summaries they have
                summaries = summaries_for(capture)
                write_summaries(summaries)
            quotes = quote_citations_of(capture)
            if rights or not capture.waits:
                open_text(home, rights)
            followed = reanchor(home)
    except IntegrityError as error:
        if re.search("sha256|slug", str(error)):
            raise ValidationError(at_once(), code="at_once") from error
        raise
    return Imported(home, capture, reading, outcome, passages, quotes, followed, summaries)


def at_once() -> str:
    """That two imported the same at the same moment."""
    return _("Somebody else imported this at the same moment; nothing was changed here.")


def _refuse_another_home(home: Document, document: str) -> None:
    if document and document != home.slug:
        raise ValidationError(
            _("This file is already a capture of “%(slug)s”, not of “%(other)s”.")
            % {"slug": home.slug, "other": document},
            code="other_document",
        )


def _unchanged(capture: Capture, data: bytes) -> Imported:
    if capture.file:
        store(capture.sha256, data)  # its bytes went if its import was undone for a while
    return Imported(capture.document, capture, None, "unchanged", capture.passages.count())


def _existing(slug: str) -> Document:
    document = Document.objects.select_for_update().filter(slug=slug).first()
    if document is None:
        raise ValidationError(
            _("There is no document with the slug “%(slug)s”.") % {"slug": slug}, code="document"
        )
    return document


def _draft(*, name: str, **values) -> Document:
    document = Document(name=" ".join(name.split())[:500] or _("Untitled"), **values)
    document.slug = document.free_slug()
    document.full_clean()
    document.save()
    return document

"""DOCX files: their text by way of HTML, with headings, lists, tables and footnotes.

mammoth maps Word's styles to the elements of a page. Pictures are left out, and nothing that a
file links to is opened.
"""

import io
import re
import zipfile
from importlib.metadata import version

import mammoth
from defusedxml import ElementTree
from mammoth.docx.files import InvalidFileReferenceError

from .blocks import BINARY, DOCX, Proposals, Reading, Refused, assembled
from .html import blocks_of, parsed
from .metadata import first_heading, language_of, printed_date
from .word_lists import numbered, with_numbers

_CORE = "docProps/core.xml"
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = re.compile(r".*\.(?:xml|rels)", re.IGNORECASE)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Caption'] => figcaption:fresh
"""


def read(data: bytes, *, encoding: str = "") -> Reading:
    """A Word document; ``Refused`` where it is damaged, or built to do harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            core = archive.read(_CORE) if _CORE in archive.namelist() else b""
        made = mammoth.convert_to_html(
            io.BytesIO(_made_plain(data)),
            convert_image=lambda _image: [],
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except (Refused, MemoryError, RecursionError):
        raise
    except InvalidFileReferenceError as error:
        raise Refused("outside", format="DOCX") from error
    except Exception as error:  # whatever a broken archive or XML makes its readers raise
        raise Refused("broken", format="DOCX") from error
    if not made.value.strip():
        raise Refused("no_text", format="DOCX")
    text, segments = assembled(blocks_of(numbered(parsed(made.value))))
    if not segments:
        raise Refused("no_text", format="DOCX")
    title, language = _properties(core)
    return Reading(
        media_type=DOCX,
        encoding=BINARY,
        text=text,
        segments=tuple(segments),
        proposals=Proposals(
            title=first_heading(text, segments) or title,
            published=printed_date(text, segments),
            language=language or language_of(text),
        ),
        extractor=f"mammoth {version('mammoth')}, lxml {version('lxml')}",
    )


_BODY = "word/document.xml"
_NUMBERING = "word/numbering.xml"
_FIELD = re.compile(rb"</?w:fldSimple(?:\s[^>]{0,2000})?/?>")
_BEGINS = re.compile(rb"<w:start(?:Override)?\s+w:val=[\"'](?!1[\"'])")


def _made_plain(data: bytes) -> bytes:
    """The file with what mammoth would leave out: simple fields, and where lists begin."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if _BODY not in names:
            return data
        body = was = archive.read(_BODY)
        body = _FIELD.sub(b"", body)
        numbering = archive.read(_NUMBERING) if _NUMBERING in names else b""
        if _BEGINS.search(numbering):
            body = with_numbers(body, numbering)
        if body == was:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                text = body if part.filename == _BODY else archive.read(part)
                copy.writestr(part.filename, text)
    return made.getvalue()


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse XML that declares entities: no writer of documents does, and they grow without end."""
    for part in archive.infolist():
        if _XML.fullmatch(part.filename):
            with archive.open(part) as stream:
                head = stream.read(4096)
            if _DTD.search(head) or _DTD.search(head.replace(b"\x00", b"")):
                raise Refused("entities", format="DOCX")


_DC = "{http://purl.org/dc/elements/1.1/}"


def _properties(core: bytes) -> tuple[str, str]:
    """The title and the language that the file's properties give."""
    if not core:
        return "", ""
    root = ElementTree.fromstring(core)
    title = " ".join((root.findtext(f"{_DC}title") or "").split())
    language = (root.findtext(f"{_DC}language") or "").strip()
    return title, language if re.fullmatch("[a-z]{2,3}", language) else ""

"""What a file is, by its bytes; its name decides only what kind of text it is where they do not
tell: Markdown by its name alone, a web page without a head by its name and its tags.

Signatures as in the formats' own descriptions: PDF ISO 32000 (within the first 1,024 bytes),
ZIP APPNOTE 4.3, MS-CFB 2.2, RTF 1.9.
"""

import io
import re
import zipfile

from .blocks import DOCX, HTML, MARKDOWN, PDF, TEXT, Refused
from .limits import MAX_BYTES, MAX_PARTS, MAX_UNPACKED, MEGABYTE

_IMAGE_OR_ARCHIVE = [
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
]
_ZIPPED = [
    ("word/", "DOCX"),
    ("xl/", "XLSX"),
    ("ppt/", "PPTX"),
]
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/epub+zip": "EPUB",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}")
_COMMENT = re.compile(rb"(?:<!--.{0,5000}?-->|<\?xml\b[^>]{0,500}\?>)\s{0,1000}", re.DOTALL)
_ROOT = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML = re.compile(rb"<(?:\?xml|!doctype|!element)\b", re.IGNORECASE)
_TAGS = re.compile(
    rb"<(?:p|div|h[1-6]|table|ul|ol|article|section|title|meta|br)(?:\s[^>]{0,500})?/?>",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"(?:From: <Saved by|MIME-Version: 1\.0|Content-Type: multipart/related)", re.IGNORECASE
)
_HEAD = 65_536


def recognize(data: bytes, name: str = "") -> str:
    """The media type of ``data``; ``Refused`` where no reader of ours takes it."""
    if not data:
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too_large", size=-(-len(data) // MEGABYTE), limit=MAX_BYTES // MEGABYTE)
    suffix = name.rpartition(".")[2].casefold() if "." in name else ""
    head = data[:_HEAD]
    if b"%PDF-" in data[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if head.startswith(_OLE):
        _refuse_ole(data)
    if head.startswith(b"{\\rtf"):
        raise Refused("other_format", format="RTF")
    if head.startswith(b"\x7fELF"):
        raise Refused("program")
    for sign, form in _IMAGE_OR_ARCHIVE:
        if head.startswith(sign):
            raise Refused("other_format", format=form)
    if _MHTML.match(head) and b"multipart/related" in head.lower():
        raise Refused("other_format", format="MHTML")
    if _is_html(head, suffix):
        return HTML
    return MARKDOWN if suffix in ("md", "markdown") else TEXT


def _is_html(head: bytes, suffix: str) -> bool:
    """Whether it is a web page: by its first tag, or by its tags where its name says so too."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")[2:]
    start = _SPACE.match(head).end()  # type: ignore[union-attr]
    is_xml = head[start : start + 5].lower() == b"<?xml"
    while match := _COMMENT.match(head, start):
        start = match.end()
    if _ROOT.match(head, start):
        return True
    if is_xml or _XML.match(head, start):
        raise Refused("other_format", format="XML")
    tags = len(_TAGS.findall(head[:8192]))
    if suffix in ("htm", "html", "xhtml"):
        return tags > 0
    return head[start : start + 1] == b"<" and tags > 2


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts[:MAX_PARTS]]
            mimetype = b""
            if names and names[0] == "mimetype" and parts[0].file_size < 200:
                mimetype = archive.read(parts[0]).strip()
    except Exception as error:  # zipfile raises many kinds of them for a broken archive
        raise Refused("broken", format="ZIP") from error
    if mimetype in _MIMETYPES:
        raise Refused("other_format", format=_MIMETYPES[mimetype])
    form = next((form for part, form in _ZIPPED if any(n.startswith(part) for n in names)), "ZIP")
    if form != "DOCX" or "word/document.xml" not in names:
        raise Refused("other_format", format="ZIP" if form == "DOCX" else form)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("unpacked", limit=MAX_UNPACKED // MEGABYTE)
    return DOCX


def _refuse_ole(data: bytes) -> None:
    """Old Word files are such containers, and so are DOCX files with a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted", format="DOCX")
    raise Refused("other_format", format="DOC")

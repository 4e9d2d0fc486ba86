"""PDF files: their text layer by page, put together into paragraphs.

pdfium gives the words and where each line stands; what a paragraph, a heading, a footnote or a
running head is has to be read from that (``layout``). Line ends inside a paragraph stay, and so
does a hyphen before one: whether it belongs to the word cannot be known. A paragraph that goes on
upon the next page is one passage; the running foot and the footnotes between come after it.
"""

import ctypes
import re
from importlib.metadata import version

import pypdfium2
import pypdfium2.raw as raw

from .blocks import BINARY, PDF, Proposals, Reading, Refused, assembled
from .layout import Line, Page, blocks_of
from .limits import MAX_PAGES
from .metadata import first_heading, language_of, printed_date

_TAIL = 65_536  # bytes after the last end-of-file mark; servers append a few to what they send
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")  # letters whose font does not say what they are
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_HYPHEN = "\ufffe"  # what pdfium puts for a hyphen with a line end behind it
_FEW = 10  # letters on a page that is a picture with a stamp
_JUNK_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint) - .*|untitled.*|.{0,3}|.*\.(?:docx?|pdf|indd|qxd|rtf|wpd))",
    re.IGNORECASE,
)


def read(data: bytes, *, encoding: str = "") -> Reading:
    """The text of a PDF; its passages name their page. Where it has none, it is refused."""
    document = opened(data)
    count = len(document)
    if count > MAX_PAGES:
        raise Refused("pages", number=count, limit=MAX_PAGES)
    pages = [page_of(document, index) for index in range(count)]
    notes = _checked(pages)
    blocks = blocks_of(pages)
    text, segments = assembled(blocks)
    if not segments:
        raise Refused("scanned")
    return Reading(
        media_type=PDF,
        encoding=BINARY,
        text=text,
        segments=tuple(segments),
        proposals=Proposals(
            title=_title(document) or first_heading(text, segments),
            published=printed_date(text, segments),
            language=_language(document) or language_of(text),
        ),
        extractor=f"pdfium {version('pypdfium2')}",
        pages=count,
        notes=notes,
    )


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """The document, or the reason why it is none."""
    end = data.rfind(b"%%EOF")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Refused("encrypted", format="PDF") from error
        raise Refused("cut_off" if end < 0 else "broken", format="PDF") from error
    if end < 0 or len(data) - end > _TAIL:
        raise Refused("cut_off", format="PDF")
    if not len(document):
        raise Refused("broken", format="PDF")
    return document


def page_of(document: pypdfium2.PdfDocument, index: int) -> Page:
    """The lines of one page, each with its place and the size of its letters."""
    try:
        page = document[index]
        words = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Refused("broken_page", number=index + 1) from error
    label = re.sub(r"\s", "", document.get_page_label(index) or "")
    printed = re.fullmatch(r"[\w.-]{1,12}", label)
    result = Page(label if printed else str(index + 1), page.get_height())
    text = words.get_text_range()
    at = 0  # in UTF-16 units, by which pdfium counts
    for line in re.split(f"(?<={_HYPHEN})|\r\n", text):
        length = len(line) + sum(char > "\uffff" for char in line)
        if visible := line.strip():
            clean = _UNUSABLE.sub("", visible.replace(_HYPHEN, "-"))
            if clean:
                lead = len(line) - len(line.lstrip())
                result.lines.append(_line(words, clean, at + lead, at + lead + len(visible) - 1))
        at += length + (0 if line.endswith(_HYPHEN) else 2)
    words.close()
    page.close()
    return result


def _line(words: pypdfium2.PdfTextPage, text: str, first: int, last: int) -> Line:
    """A line with the places of its first and last characters, which are indexes of text."""
    left, bottom, _right, _top = _box(words, first)
    _left, end_bottom, right, _top = _box(words, last)
    ends = (_index(words, first), _index(words, last))
    # The size is in the text's own space, which a matrix may enlarge; a number that is set high
    # is smaller than the line that it begins or ends.
    size = max(raw.FPDFText_GetFontSize(words.raw, at) * _scale(words, at) for at in ends)
    weights = [raw.FPDFText_GetFontWeight(words.raw, at) for at in ends]
    return Line(
        text,
        left=left,
        right=max(right, left),
        bottom=min(bottom, end_bottom),
        size=max(round(size, 1), 0.1),
        bold=min(weights) >= 600,
    )


def _index(words: pypdfium2.PdfTextPage, index: int) -> int:
    """Of a character of the text, its number on the page, where there are more."""
    return max(0, raw.FPDFText_GetCharIndexFromTextIndex(words.raw, index))


def _box(words: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    try:
        return words.get_charbox(_index(words, index), loose=True)
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return (0.0, 0.0, 0.0, 0.0)


def _scale(words: pypdfium2.PdfTextPage, index: int) -> float:
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(words.raw, index, ctypes.byref(matrix)):
        return max(abs(matrix.d), abs(matrix.b)) or 1.0
    return 1.0


def _checked(pages: list[Page]) -> tuple[str, ...]:
    """What an editor has to know of the text; ``Refused`` where there is none to speak of."""
    bare = [page for page in pages if page.letters < _FEW]
    if len(bare) * 10 > len(pages) * 9:
        raise Refused("scanned")
    text = "".join(line.text for page in pages for line in page.lines)
    if len(_UNMAPPED.findall(text)) * 4 > len(text):
        raise Refused("unmapped")
    notes = []
    if bare:
        notes.append("pages_without_text")
    if len(_RIGHT_TO_LEFT.findall(text)) * 20 > len(text):
        notes.append("right_to_left")
    return tuple(notes)


def _title(document: pypdfium2.PdfDocument) -> str:
    title = " ".join(_UNUSABLE.sub("", document.get_metadata_value("Title")).split())
    return "" if _JUNK_TITLE.fullmatch(title) else title


def _language(document: pypdfium2.PdfDocument) -> str:
    """The language that the document declares for all of itself."""
    length = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 4 <= length <= 80:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(
        document.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    tag = buffer.raw.decode("utf-16-le", errors="ignore").rstrip("\x00")
    return tag.partition("-")[0].lower() if re.fullmatch(r"[A-Za-z]{2,3}(?:-\w+)*", tag) else ""

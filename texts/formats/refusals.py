"""Why a file is not read, in one sentence that says what to do; and what to know of one that is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .blocks import Refused

SENTENCES: dict[str, Any] = {
    "empty": gettext_lazy("The file is empty: save it again where it came from, and import that."),
    "blank": gettext_lazy("There is nothing in the file but white space."),
    "too_large": gettext_lazy("The file has %(size)s MB; Fora takes up to %(limit)s MB."),
    "binary": gettext_lazy(
        "The file holds NUL bytes: it is no text, or one in UTF-16 or UTF-32 whose first bytes do "
        "not say so. If it is a text, save it as UTF-8 and try again."
    ),
    "nul": gettext_lazy(
        "The text holds a NUL character (number %(number)s), so it is not plain text."
    ),
    "controls": gettext_lazy(
        "This is not a text: every hundredth character or more is a control character."
    ),
    "undecodable": gettext_lazy(
        "No encoding makes a text of this file: save it as UTF-8 and try again."
    ),
    "misfit": gettext_lazy("The file is not %(encoding)s: byte %(number)s does not fit."),
    "other_format": gettext_lazy(
        "Fora does not read %(format)s files; it reads web pages, PDF, DOCX, plain text and "
        "Markdown."
    ),
    "program": gettext_lazy(
        "This file is a program, not a document: choose the document, as a web page, PDF, DOCX, "
        "plain text or Markdown."
    ),
    "encrypted": gettext_lazy(
        "This %(format)s file is encrypted: save a copy of it without a password, and import that."
    ),
    "scanned": gettext_lazy(
        "The PDF has no text, only pictures of pages: let a program for text recognition (OCR) add "
        "the text, and import that copy."
    ),
    "unmapped": gettext_lazy(
        "The letters of this PDF do not say which characters they are: let a program for text "
        "recognition (OCR) read it, and import that copy."
    ),
    "cut_off": gettext_lazy("The %(format)s file is cut off before its end: fetch it once more."),
    "broken": gettext_lazy(
        "The %(format)s file is damaged and cannot be read: fetch it once more, or save it anew."
    ),
    "broken_page": gettext_lazy(
        "Page %(number)s of the PDF is damaged and cannot be read: fetch the file once more, or "
        "save it anew."
    ),
    "pages": gettext_lazy(
        "The PDF has %(number)s pages; Fora takes up to %(limit)s: split it into parts."
    ),
    "passages": gettext_lazy(
        "The file makes %(number)s passages; Fora takes up to %(limit)s: split it into parts."
    ),
    "no_text": gettext_lazy("There is no text in this %(format)s file."),
    "nested": gettext_lazy(
        "The parts of this file stand one in another too deeply to be read: save its text alone."
    ),
    "unpacked": gettext_lazy(
        "The DOCX file holds more than %(limit)s MB when it is unpacked, so it is not opened."
    ),
    "entities": gettext_lazy(
        "The %(format)s file declares entities of its own, as no word processor does, so it is not "
        "opened."
    ),
    "outside": gettext_lazy(
        "The %(format)s file asks for files outside of itself, so it is not opened."
    ),
    "time": gettext_lazy(
        "Reading this file takes more than %(seconds)s seconds, so it was stopped: split it into "
        "parts, or save its text alone."
    ),
    "waited": gettext_lazy(
        "Reading this file was stopped after %(seconds)s seconds: try again when the server has "
        "less to do."
    ),
    "memory": gettext_lazy(
        "Reading this file takes more memory than it may, so it was stopped: split it into parts, "
        "or save its text alone."
    ),
    "output": gettext_lazy("The text of this file is too long: split it into parts."),
    "crashed": gettext_lazy(
        "This file breaks the program that reads it, or was built to: save its text alone, and "
        "import that."
    ),
}

_PICTURE = gettext_lazy(
    "Let a program for text recognition (OCR) read the picture, and import its text."
)
_ARCHIVE = gettext_lazy("Unpack it, and import the files in it.")

REMEDIES: dict[str, Any] = {
    "DOC": gettext_lazy("Save it as DOCX."),
    "RTF": gettext_lazy("Save it as DOCX."),
    "ODT": gettext_lazy("Save it as DOCX."),
    "EPUB": gettext_lazy("Save its chapters as web pages or text."),
    "MHTML": gettext_lazy("Save the page as “HTML only”."),
    "XLSX": gettext_lazy("Tables of records are imported above their list."),
    "PPTX": gettext_lazy("Save it as PDF."),
    "XML": gettext_lazy("Save it as a web page or as text."),
    **dict.fromkeys(("PNG", "JPEG", "GIF", "TIFF"), _PICTURE),
    **dict.fromkeys(("ZIP", "gzip", "bzip2", "xz", "7-Zip", "RAR"), _ARCHIVE),
}
"""What to do with a format that is not read."""

NOTES: dict[str, Any] = {
    "damaged": gettext_lazy(
        "A few bytes do not fit the encoding that the page declares; they are shown as �."
    ),
    "pages_without_text": gettext_lazy("Some of its pages are pictures and have no text."),
    "right_to_left": gettext_lazy(
        "PDF files often hold right-to-left text out of order: compare it with the file, and "
        "import the web page instead where there is one."
    ),
}


def refusal(refused: Refused) -> ValidationError:
    """The refusal of a file, for people."""
    sentence = SENTENCES.get(refused.code, SENTENCES["crashed"])
    try:
        words = sentence % refused.values
    except (KeyError, TypeError):
        words = str(SENTENCES["crashed"])
    if refused.code == "other_format":
        remedy = REMEDIES.get(str(refused.values.get("format", "")), "")
        words = _("%(refusal)s %(remedy)s") % {"refusal": words, "remedy": remedy}
    return ValidationError(words, code=refused.code)


def notes(codes: tuple[str, ...]) -> list[str]:
    """What an editor should know of a file that was read."""
    return [str(NOTES[code]) for code in codes if code in NOTES]

"""Files for tests, made by the libraries that people make them with."""

import io
import zipfile

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SENTENCE = (
    "The ministers of the ten states met in the capital on Saturday and agreed that the measures "
    "which they had taken since their last meeting were to be continued by all of them."
)


def page(body: str, *, head: str = "", language: str = "en") -> bytes:
    """A web page around ``body``, with navigation before it and a footer behind it."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>'
        f"<article>{body}</article>"
        '<div class="ad"><a href="/buy">Buy our great product today and get one more for free</a>'
        "</div><footer><p>Copyright 2024 Example Daily</p></footer></body></html>"
    ).encode()


def pdf(pages: list[list[str]], *, password: str = "", title: str = "", size: int = 11) -> bytes:
    """A PDF whose pages hold these lines; ``#`` before a line makes it large, ``~`` small."""
    file = io.BytesIO()
    options = {"encrypt": password} if password else {}
    canvas = Canvas(file, pagesize=A4, **options)
    canvas.setTitle(title)
    for lines in pages:
        height = 780.0
        for line in lines:
            letters = (
                size * 1.5 if line.startswith("#") else size * 0.7 if line[:1] == "~" else size
            )
            canvas.setFont("Times-Roman", letters)
            canvas.drawString(72, height, line.lstrip("#~"))
            height -= letters * 1.2
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scanned(pages: int = 2) -> bytes:
    """A PDF that is pictures only."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for _page in range(pages):
        canvas.rect(72, 72, 300, 500, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def raw_pdf(*objects: str, root: int = 1) -> bytes:
    """A PDF of exactly these objects, numbered from 1; for what no library would write."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root {root} 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def stream(words: str) -> str:
    """An object of such a PDF: what draws a page."""
    return f"<< /Length {len(words)} >>\nstream\n{words}\nendstream"


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"  # the first object of such a PDF
PDF = pdf([["#Title", SENTENCE[:80]]] * 3)


def word(*, title: str = "", paragraphs: tuple[str, ...] = (SENTENCE,)) -> bytes:
    """A Word document with a heading, paragraphs, a list and a table."""
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading("Joint statement", level=0)
    document.add_heading("1. What was agreed", level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_paragraph("A hotline between coast guards;", style="List Bullet")
    document.add_paragraph("an exercise in the next year.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["Year", "Place", "2017", "Manila"],
        strict=True,
    ):
        cell.text = text
    return saved(document)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A ZIP archive with some of its parts replaced or added (``__`` stands for ``/``)."""
    file = io.BytesIO()
    replaced = {name.replace("__", "/").replace("_xml", ".xml"): new for name, new in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename not in replaced:
                new.writestr(part.filename, old.read(part))
        for name, body in replaced.items():
            new.writestr(name, body)
    return file.getvalue()

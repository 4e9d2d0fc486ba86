"""Numbers of lists, merged cells, fields and heads of files: as a reader of the page sees them."""

import io

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from texts.formats import docx, html, markdown, plain
from texts.formats.blocks import Reading

from . import files

MORE = "It is the longest of all the sentences that this page has to say about the lagoon."


def cut(reading: Reading, kind: str) -> list[tuple[str, str]]:
    return [
        (one.locator, reading.text[one.start : one.end])
        for one in reading.segments
        if one.kind == kind
    ]


def page(body: str) -> Reading:
    return html.read(files.page(f"<h1>Of lagoons</h1><p>{MORE}</p>{body}<p>{MORE}</p>"))


def test_the_clauses_of_a_list_have_the_numbers_that_it_prints():
    reading = page('<ol start="14"><li>On nets.</li><li>On boats.</li></ol>')
    assert cut(reading, "list_item") == [("item 14", "On nets."), ("item 15", "On boats.")]

    reading = page('<ol><li value="5">On nets.</li><li>On boats.</li></ol>')
    assert cut(reading, "list_item") == [("item 5", "On nets."), ("item 6", "On boats.")]

    reading = page("<ol><li>On nets.</li></ol><ol><li>On boats.</li></ol>")
    assert cut(reading, "list_item") == [("item 1", "On nets."), ("item 2", "On boats.")]


def test_a_cell_that_reaches_down_is_in_each_of_its_rows():
    reading = page(
        "<table><tr><th>Year</th><th>Place</th><th>Chair</th></tr>"
        '<tr><td rowspan="2">2011</td><td>Apia</td><td>Fiji</td></tr>'
        "<tr><td>Suva</td><td>Peru</td></tr>"
        '<tr><td colspan="2">not held</td><td>Chile</td></tr></table>'
    )

    assert [text for _locator, text in cut(reading, "table_row")] == [
        "Year\tPlace\tChair",
        "2011\tApia\tFiji",
        "2011\tSuva\tPeru",
        "not held\t\tChile",
    ]


@pytest.mark.parametrize("span", ["0", "-1", "many", "99999999"])
def test_a_cell_that_reaches_anywhere_does_no_harm(span):
    reading = page(
        f'<table><tr><td rowspan="{span}" colspan="{span}">2011</td><td>Apia</td></tr>'
        "<tr><td>2012</td><td>Suva</td></tr></table>"
    )

    assert "Apia" in reading.text
    assert "Suva" in reading.text


def test_a_word_document_is_read_with_its_fields_and_merged_cells():
    document = Document()
    paragraph = document.add_paragraph("The 4th")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" Lagoon Forum was held on ")
    paragraph.add_run("2").font.strike = True
    field, run, text = (OxmlElement(f"w:{name}") for name in ("fldSimple", "r", "t"))
    field.set(qn("w:instr"), "DATE")
    text.text = "3 May 2011"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
    table = document.add_table(rows=2, cols=2)
    for at, words in {(0, 0): "2011", (0, 1): "Apia", (1, 1): "Suva"}.items():
        table.cell(*at).text = words
    table.cell(0, 0).merge(table.cell(1, 0))
    data = io.BytesIO()
    document.save(data)

    reading = docx.read(data.getvalue())

    assert reading.text.startswith("The 4th Lagoon Forum was held on 3 May 2011")
    assert [text for _at, text in cut(reading, "table_row")] == ["2011\tApia", "2011\tSuva"]


def numbered_list(document, *, key: int, start: int, anew: int = 0, numbers: str = "decimal"):
    """A list of a Word document that begins at ``start``, and one of its kind that begins anew."""
    names = nsdecls("w")
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {names} w:abstractNumId="{key}"><w:lvl w:ilvl="0">'
            f'<w:start w:val="{start}"/><w:numFmt w:val="{numbers}"/><w:lvlText w:val="%1."/>'
            "</w:lvl></w:abstractNum>"
        ),
    )
    number = f'<w:num {names} w:numId="{{}}"><w:abstractNumId w:val="{key}"/>{{}}</w:num>'
    numbering.append(parse_xml(number.format(key, "")))
    begins = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{anew}"/></w:lvlOverride>'
    numbering.append(parse_xml(number.format(key + 1, begins)))


def add_item(document, text: str, key: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>')
    )


def test_the_clauses_of_a_word_document_have_the_numbers_that_it_prints():
    document = Document()
    numbered_list(document, key=90, start=14, anew=20)
    add_item(document, "On nets.", 90)
    add_item(document, "On boats.", 90)
    document.add_paragraph(MORE)
    add_item(document, "On sails.", 90)
    add_item(document, "On oars.", 91)
    add_item(document, "On masts.", 91)
    data = io.BytesIO()
    document.save(data)

    assert cut(docx.read(data.getvalue()), "list_item") == [
        ("item 14", "On nets."),
        ("item 15", "On boats."),
        ("item 16", "On sails."),
        ("item 20", "On oars."),
        ("item 21", "On masts."),
    ]


def test_letters_of_a_list_in_a_word_document_are_not_taken_for_numbers():
    document = Document()
    numbered_list(document, key=90, start=14, anew=1, numbers="lowerLetter")
    add_item(document, "On nets.", 90)
    data = io.BytesIO()
    document.save(data)

    assert cut(docx.read(data.getvalue()), "list_item") == [("item 1", "On nets.")]


HEAD = r"""---
title: "The \"Lagoon\" Forum"
publisher: 'The Chair''s Office'
date: 2011-05-03
---
"""


@pytest.mark.parametrize("read", [plain.read, markdown.read])
def test_the_head_of_a_file_speaks_of_it_and_is_no_passage(read):
    reading = read(f"{HEAD}\nIt was held in Apia in the first days of the month of May.\n".encode())

    said = reading.proposals
    assert (said.title, said.publisher) == ('The "Lagoon" Forum', "The Chair's Office")
    assert said.published == "2011-05-03"
    passages = [one for one in reading.segments if one.kind != "furniture"]
    assert [reading.text[one.start : one.end] for one in passages] == [
        "It was held in Apia in the first days of the month of May."
    ]


def test_a_rule_between_lines_is_no_head_of_a_file():
    reading = plain.read(b"---\nThe forum met in Apia.\n---\nIt ended there.\n")

    assert "The forum met in Apia." in [reading.text[s.start : s.end] for s in reading.segments]


@pytest.mark.parametrize("stray", [b"\xa0", b"\xe9", b"\x92"])
def test_a_stray_byte_in_utf_8_that_is_not_declared_is_replaced(stray):
    text = "Communiqué: the “leaders” met — in Apia. "
    data = f"<h1>Of lagoons</h1><p>{text * 6}".encode() + stray + b" The end.</p>"

    reading = html.read(data)

    assert (reading.encoding, reading.notes) == ("utf-8", ("damaged",))
    assert text.strip() in reading.text


def test_what_is_latin_throughout_is_not_taken_for_damaged_utf_8():
    reading = plain.read(("Die Außenminister erörterten übliche Maßnahmen. " * 6).encode("cp1252"))

    assert "Außenminister erörterten" in reading.text

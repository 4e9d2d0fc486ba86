"""Web pages, PDF, DOCX, Markdown: the passages, locators and proposals that each gives."""

import inspect
import re

import pytest
from docx import Document

from texts.formats import docx, html, markdown, pdf, plain, recognition, refusals
from texts.formats.blocks import Reading

from . import files
from .files import SENTENCE


def cut(reading: Reading) -> list[tuple[str, str, str]]:
    return [(s.kind, s.locator, reading.text[s.start : s.end]) for s in reading.segments]


def text_of(reading: Reading) -> list[tuple[str, str, str]]:
    return [one for one in cut(reading) if one[0] != "furniture"]


# Web pages

NEWS = f"""<h1>Ministers meet in Vientiane</h1><p class="by">By Ann Writer<br>May 4, 2019</p>
<p>{SENTENCE}<sup><a href="#fn1">[1]</a></sup></p>
<h2>1. What was agreed</h2><ul><li>A hotline between coast guards;</li><li>an exercise.</li></ul>
<table><caption>Meetings so far</caption><tr><th>Year</th><th>Place</th></tr>
<tr><td>2017</td><td><p>Manila</p></td></tr></table>
<figure><img src="a.jpg"><figcaption>The ministers before the hall</figcaption></figure>
<p>{SENTENCE}</p>
<section class="footnotes"><ol><li id="fn1">In the chair: Lao PDR. <a href="#r">↩</a></li></ol>
</section>"""


def test_a_page_is_cut_by_its_elements_and_nothing_of_it_is_lost():
    reading = html.read(files.page(NEWS))

    assert text_of(reading) == [
        ("heading", "title", "Ministers meet in Vientiane"),
        ("paragraph", "byline", "By Ann Writer\nMay 4, 2019"),
        ("paragraph", "¶1", f"{SENTENCE}[1]"),
        ("heading", "1", "1. What was agreed"),
        ("list_item", "1 item 1", "A hotline between coast guards;"),
        ("list_item", "1 item 2", "an exercise."),
        ("caption", "caption 1", "Meetings so far"),
        ("table_row", "table 1 row 1", "Year\tPlace"),
        ("table_row", "table 1 row 2", "2017\tManila"),
        ("caption", "caption 2", "The ministers before the hall"),
        ("paragraph", "1 ¶1", SENTENCE),
        ("footnote", "note 1", "In the chair: Lao PDR."),
    ]
    assert [text for kind, _locator, text in cut(reading) if kind == "furniture"] == [
        "Home", "World", "Buy our great product today and get one more for free",
        "Copyright 2024 Example Daily",
    ]  # fmt: skip


def test_a_table_at_the_end_of_the_text_belongs_to_it():
    table = (
        "<table><tr><th>Year</th><th>Place</th></tr><tr><td>2017</td><td>Manila</td></tr></table>"
    )

    reading = html.read(files.page(f"<h1>Ministers meet</h1><p>{SENTENCE}</p>{table}"))

    assert [text for _k, _l, text in text_of(reading)][2:] == ["Year\tPlace", "2017\tManila"]


def test_what_a_browser_does_not_show_is_no_text():
    hidden = (
        "<script>let a</script><style>b{}</style><p hidden>c</p><p style='display: none'>d</p>"
        "<!-- e --><template><p>f</p></template><noscript>g</noscript>"
    )

    reading = html.read(files.page(f"<h1>Title of it</h1>{hidden}<p>{SENTENCE}</p>"))

    assert [text for _k, _l, text in text_of(reading)] == ["Title of it", SENTENCE]


STRUCK = [
    ("It was <del>not</del> agreed.", ["It was agreed."]),
    ("It was <s>not</s> agreed. <strike>All <b>left</b>.</strike>", ["It was agreed."]),
    ("It <span style='Text-Decoration: underline line-through'>never</span> began.", ["It began."]),
    ("It <span style='text-decoration: underline'>never</span> began.", ["It never began."]),
    ("It <ins>never</ins> began.", ["It never began."]),
    ("One.<del><p>They agreed.</p></del>Two.", ["One.", "Two."]),
    ("<div style='text-decoration-line:line-through'>They agreed.</div>Two.", ["Two."]),
    (
        "<table><tr><td>Laos<td><s>yes</s><td>1990<tr><td>Chad<td>no<td>1991</table>",
        ["Laos\t\t1990", "Chad\tno\t1991"],
    ),
    ("One.<del><del><del>They agreed.</del></del></del> Two.", ["One. Two."]),
]


@pytest.mark.parametrize(("body", "said"), STRUCK)
def test_what_a_page_strikes_out_is_no_text(body, said):
    reading = html.read(files.page(f"<p>{SENTENCE}</p><div>{body}</div><p>{SENTENCE}</p>"))

    assert [text for _k, _l, text in text_of(reading)] == [SENTENCE, *said, SENTENCE]


def test_a_sentence_with_a_word_struck_out_stays_of_the_text():
    struck = SENTENCE.replace("agreed", "<del>refused</del> agreed")

    reading = html.read(files.page(f"<h1>Title of <s>all</s> it</h1><p>{struck}</p>"))

    assert [text for _k, _l, text in text_of(reading)] == ["Title of it", SENTENCE]
    assert reading.proposals.title == "Title of it"


def test_white_space_and_line_breaks_are_those_of_a_browser():
    body = "<p>One\n   <b>two</b> three<br>\n four.</p><pre>a\n  b</pre><div>Five<br><br>Six</div>"

    reading = html.read(f"<html><body>{body}</body></html>".encode())

    assert [text for _k, _l, text in cut(reading)] == [
        "One two three\nfour.", "a\n  b", "Five", "Six",
    ]  # fmt: skip


def test_speakers_that_a_page_sets_apart_take_turns():
    turns = [
        ("Reuters", "What did the ministers decide?"),
        ("Spokesperson", "They decided to meet again."),
        ("AFP", "When will that be?"),
        ("Spokesperson", "In spring. The place is not known."),
    ]
    body = "".join(f"<p><strong>{who}:</strong> {words}</p>" for who, words in turns)

    reading = html.read(files.page(f"<h1>Press conference</h1><p>{SENTENCE}</p>{body}"))

    assert [(s.kind, s.locator, s.speaker) for s in reading.segments if s.speaker] == [
        ("question", "Reuters, question 1", "Reuters"),
        ("answer", "Spokesperson, answer 1", "Spokesperson"),
        ("question", "AFP, question 2", "AFP"),
        ("answer", "Spokesperson, answer 2", "Spokesperson"),
    ]


def test_questions_and_answers_are_known_by_their_letters():
    body = "<p>Q: What was decided?</p><p>A: To meet.</p><p>Q: When?</p><p>A: In spring.</p>"

    reading = html.read(files.page(f"<h1>Press conference</h1><p>{SENTENCE}</p>{body}"))

    assert [(s.kind, s.speaker) for s in reading.segments if s.speaker] == [
        ("question", "Q"), ("answer", "A"), ("question", "Q"), ("answer", "A"),
    ]  # fmt: skip


HEAD = """<title>Ministers meet | Example Daily</title>
<meta property="og:site_name" content="Example Daily">
<meta property="article:published_time" content="2019-05-04T10:00:00+08:00">"""
LINKED = """<script type="application/ld+json">[{"@type": "NewsArticle",
"headline": "Ministers meet",
"datePublished": "2019-05-04",
"publisher": {"@type": "Organization", "name": "Example Daily"}}]
</script>"""


@pytest.mark.parametrize("head", [HEAD, LINKED])
def test_a_page_proposes_title_publisher_date_and_language(head):
    said = html.read(files.page(f"<p>{SENTENCE}</p><p>{SENTENCE}</p>", head=head)).proposals

    assert (said.title, said.publisher, said.published, said.language) == (
        "Ministers meet", "Example Daily", "2019-05-04", "en",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "language"), [("en-US", "en"), ("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hant"), ("ar", "ar")]
)
def test_the_language_of_a_page_is_said_as_the_register_says_it(tag, language):
    assert html.read(files.page(f"<p>{SENTENCE}</p>", language=tag)).proposals.language == language


def test_arabic_keeps_its_order_of_reading():
    words = "اجتمع وزراء الخارجية في القاهرة وبحثوا التعاون الأمني، واتفقوا على اللقاء مجددا."

    reading = html.read(files.page(f"<h1>بيان مشترك</h1><p>{words}</p>", language="ar"))

    assert text_of(reading) == [("heading", "title", "بيان مشترك"), ("paragraph", "¶1", words)]


def test_chinese_sections_are_numbered():
    words = "各国外长在万象举行会议，就地区安全合作交换了意见，并同意继续对话，加强各领域务实合作。"

    reading = html.read(
        files.page(f"<h1>联合声明</h1><h2>一、合作</h2><p>{words}</p>", language="zh")
    )

    assert text_of(reading)[1:] == [("heading", "一", "一、合作"), ("paragraph", "一 ¶1", words)]


# PDF

BODY = [SENTENCE[:80], SENTENCE[80:150], SENTENCE[150:]]


def test_lines_of_a_page_become_paragraphs_that_name_it():
    first = ["#Joint statement", "", *BODY, "", "They agreed as well upon the follow-", "ing."]

    reading = pdf.read(files.pdf([first, ["", *BODY]]))

    assert cut(reading) == [
        ("heading", "title", "Joint statement"),
        ("paragraph", "p. 1 ¶1", "\n".join(line.strip() for line in BODY)),
        ("paragraph", "p. 1 ¶2", "They agreed as well upon the follow-\ning."),
        ("paragraph", "p. 2 ¶1", "\n".join(line.strip() for line in BODY)),
    ]
    assert (reading.pages, reading.encoding, reading.extractor[:6]) == (2, "binary", "pdfium")


def test_a_paragraph_that_goes_on_upon_the_next_page_is_one_passage():
    first = ["Example Forum", *[""] * 20, BODY[0], BODY[1].strip(), *[""] * 30, "14"]
    second = [
        "Example Forum",
        *[""] * 3,
        BODY[2].strip(),
        "",
        SENTENCE[:70] + ".",
        *[""] * 48,
        "15",
    ]

    reading = pdf.read(files.pdf([first, second]))

    assert [one for one in cut(reading) if one[0] == "paragraph"] == [
        ("paragraph", "pp. 1–2 ¶1", "\n".join(line.strip() for line in BODY)),
        ("paragraph", "p. 2 ¶1", SENTENCE[:70] + "."),
    ]
    assert [text for kind, _l, text in cut(reading) if kind == "furniture"] == [
        "Example Forum", "14", "Example Forum", "15",
    ]  # fmt: skip


def test_footnotes_of_a_page_are_told_from_its_text():
    lines = [*BODY, *[""] * 10, "~1 See the statement of last year.", "~2 In the capital."]

    reading = pdf.read(files.pdf([lines]))

    assert [one for one in cut(reading) if one[0] == "footnote"] == [
        ("footnote", "p. 1 note 1", "1 See the statement of last year."),
        ("footnote", "p. 1 note 2", "2 In the capital."),
    ]


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("Statement of the ministers", "Statement of the ministers"),
        ("Microsoft Word - a.doc", "Joint"),
    ],
)
def test_the_title_of_a_pdf_is_its_own_unless_a_program_wrote_it(title, proposed):
    assert pdf.read(files.pdf([["#Joint", "", *BODY]], title=title)).proposals.title == proposed


def test_pages_that_are_pictures_are_said():
    assert pdf.read(files.pdf([BODY, []])).notes == ("pages_without_text",)


def test_what_chromium_prints_is_read(browser):
    sheet = browser.new_page()
    sheet.set_content(
        f'<h1>Joint statement</h1><p>{SENTENCE}</p><p lang="zh">各国外长在万象举行会议。</p>'
    )

    reading = pdf.read(sheet.pdf())
    sheet.close()

    assert [(kind, locator) for kind, locator, _text in cut(reading)] == [
        ("heading", "title"), ("paragraph", "p. 1 ¶1"), ("paragraph", "p. 1 ¶2"),
    ]  # fmt: skip
    assert " ".join(cut(reading)[1][2].split()) == SENTENCE
    assert cut(reading)[2][2] == "各国外长在万象举行会议。"


# DOCX and Markdown


def test_a_word_document_keeps_its_headings_lists_and_tables():
    assert cut(docx.read(files.word())) == [
        ("heading", "title", "Joint statement"),
        ("heading", "1", "1. What was agreed"),
        ("paragraph", "1 ¶1", SENTENCE),
        ("list_item", "1 item 1", "A hotline between coast guards;"),
        ("list_item", "1 item 2", "an exercise in the next year."),
        ("table_row", "table 1 row 1", "Year\tPlace"),
        ("table_row", "table 1 row 2", "2017\tManila"),
    ]


def test_what_is_struck_out_in_word_or_markdown_is_no_text():
    document = Document()
    paragraph = document.add_paragraph("They ")
    paragraph.add_run("never").font.strike = True
    paragraph.add_run(" met.")
    document.add_paragraph().add_run("They agreed.").font.strike = True

    in_word = docx.read(files.saved(document))
    in_markdown = markdown.read(b"They ~~never~~ met.\n\n~~They agreed.~~\n")

    assert [text for _k, _l, text in cut(in_word)] == ["They met."]
    assert [text for _k, _l, text in cut(in_markdown)] == ["They met."]


MARKED = f"""---
title: A statement
date: 2019-05-04
lang: en
---
# Joint statement

{SENTENCE} **Truly** so.[^a]

- A hotline;
- an exercise.

| Year | Place |
|---|---|
| 2017 | Manila |

[^a]: https://example.org/note
"""


def test_markdown_is_cut_by_its_marks_and_shown_without_them():
    reading = markdown.read(MARKED.encode())

    assert text_of(reading) == [
        ("heading", "title", "Joint statement"),
        ("paragraph", "¶1", f"{SENTENCE} Truly so.[^a]"),
        ("list_item", "item 1", "A hotline;"),
        ("list_item", "item 2", "an exercise."),
        ("table_row", "table 1 row 1", "Year\tPlace"),
        ("table_row", "table 1 row 2", "2017\tManila"),
        ("footnote", "note a", "[^a]: https://example.org/note"),
    ]
    said = reading.proposals
    assert (said.title, said.published, said.language) == ("A statement", "2019-05-04", "en")


# Plain text


def test_a_plain_text_is_its_file_character_by_character(seeds):
    for path in sorted(seeds.glob("*.txt")):
        data = path.read_bytes()
        reading = plain.read(data)
        assert (reading.text.encode(), reading.extractor) == (data, "")


@pytest.mark.parametrize(
    ("byline", "published"),
    [
        ("Jan. 11, 2017", "2017-01-11"),
        ("11 January 2017", "2017-01-11"),
        ("Updated: 2017-1-11", "2017-01-11"),
        ("2017年1月11日", "2017-01-11"),
        ("31 Smarch 2017", ""),
    ],
)
def test_the_date_of_a_byline_is_proposed(byline, published):
    text = f"Joint statement\n\n{byline}\n\n{SENTENCE}\n\nThey met on 3 March 2016."

    assert plain.read(text.encode()).proposals.published == published


# Any of them


def test_every_passage_lies_where_its_text_is():
    for reading in (
        html.read(files.page(NEWS)),
        pdf.read(files.pdf([["#Title", *BODY], BODY])),
        docx.read(files.word()),
        markdown.read(MARKED.encode()),
    ):
        end = 0
        for one in reading.segments:
            stretch = reading.text[one.start : one.end]
            assert end <= one.start
            assert stretch == stretch.strip() != ""
            end = one.end
        locators = [one.locator for one in reading.segments]
        assert len(set(locators)) == len(locators)
        assert not re.search(r"\n{3}", reading.text)


def test_whoever_is_refused_a_format_is_told_what_to_do():
    named = re.findall(r'"other_format", format="(\w+)"', inspect.getsource(recognition))
    signs = [name for _sign, name in recognition._IMAGE_OR_ARCHIVE]
    zipped = {name for _part, name in recognition._ZIPPED} - {"DOCX"}

    formats = {*named, *signs, *zipped, *recognition._MIMETYPES.values()}

    assert len(formats) > 15
    assert formats == set(refusals.REMEDIES)

"""Markdown: its text by way of HTML, with headings, lists, tables and footnotes."""

import re
from importlib.metadata import version

from markdown_it import MarkdownIt

from texts.days import printed_day
from texts.pieces import FOOTNOTE, FURNITURE, PARAGRAPH

from .blocks import MARKDOWN, Block, Proposals, Reading, Refused, assembled
from .encodings import decode
from .front_matter import front_of
from .html import blocks_of, parsed
from .metadata import first_heading, language_of, printed_date

_NOTE = re.compile(r"^( {0,3})\[\^([^\]\s]{1,20})\]:", re.MULTILINE)
_NOTE_TEXT = re.compile(r"\[\^(?P<sign>[^\]\s]{1,20})\]:\s*")
_NESTING = 200


def read(data: bytes, *, encoding: str = "") -> Reading:
    """A Markdown file. What stands between ``---`` at its head speaks of it, and is no text."""
    decoded = decode(data, encoding=encoding)
    text = decoded.text
    front = front_of(text)
    said, text = front.said, text[front.end :]
    # A note would else be taken for the address of a link, and not be shown.
    marked = _NOTE.sub(r"\1\\[^\2\\]:", text)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTING})
    parser.enable(["table", "strikethrough"])
    blocks: list[Block] = [Block(front.matter, FURNITURE)] if front.end else []
    tokens = parser.parse(marked)
    if any(token.level + token.nesting >= _NESTING for token in tokens):
        raise Refused("nested")  # what lies deeper would be left out
    page = parser.renderer.render(tokens, parser.options, {})
    for block in blocks_of(parsed(page)) if page.strip() else ():
        if block.kind in ("", PARAGRAPH) and (note := _NOTE_TEXT.match(block.text)):
            block.kind, block.note = FOOTNOTE, note["sign"]
        blocks.append(block)
    whole, segments = assembled(blocks)
    if not segments:
        raise Refused("blank")
    return Reading(
        media_type=MARKDOWN,
        encoding=decoded.encoding,
        assumed=decoded.assumed,
        text=whole,
        segments=tuple(segments),
        proposals=Proposals(
            title=said.get("title") or first_heading(whole, segments),
            publisher=said.get("publisher", ""),
            published=printed_day(said.get("date", ""))[1] or printed_date(whole, segments),
            language=said.get("lang") or said.get("language") or language_of(whole),
        ),
        extractor=f"markdown-it-py {version('markdown-it-py')}, lxml {version('lxml')}",
    )

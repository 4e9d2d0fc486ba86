"""Web pages: the text of every visible block, and which of them are the page's own text.

White space is what a browser makes of it: runs become one space, except in ``pre``; a line break
stays one. What a browser does not show (scripts, hidden elements, comments) is no text, nor is
what it shows struck out (the page takes these words back), nor the mark of a note. Which blocks
are the text and which page furniture (navigation, advertisements, comments) trafilatura judges,
and the elements that say so themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import lxml.html
from lxml import etree

from texts.pieces import CAPTION, FOOTNOTE, FURNITURE, HEADING, LIST_ITEM, PARAGRAPH, TABLE_ROW

from .blocks import HTML, Reading, Refused, assembled
from .encodings import decode
from .raised import raise_marks
from .rows import Row
from .webpage import PageBlock, main_blocks, proposals_of

# https://html.spec.whatwg.org/multipage/rendering.html#hidden-elements, and what holds no text
_UNSEEN = {
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "applet",
    "svg", "math", "canvas", "audio", "video", "map", "datalist", "select", "textarea", "input",
    "noframes", "area", "base", "link", "meta", "param", "rp", "source", "track", "title",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "listing", "main", "menu", "nav", "ol", "option", "p", "pre", "search", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_AROUND = {"nav", "footer", "aside", "form", "button", "menu", "dialog", "search"}
_ROLES_AROUND = {
    "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar",
    "dialog", "alert", "toolbar", "tablist",
}  # fmt: skip
_NOTES = re.compile(r"(?:^|[\s_-])(?:foot|end)-?notes?(?:$|[\s_-])", re.IGNORECASE)
_NOTE_ROLES = {"doc-footnote", "doc-endnote", "doc-endnotes"}
_NOTE_ID = re.compile(
    r"(?:foot|end)note[-_]?|(?:^|[-_:])(?:_?ftn|_?edn|fn)[-_:]?(?=\d)", re.IGNORECASE
)
_NOTE_SIGN = re.compile(r"\[?\^?(?P<sign>\d{1,4}|[*†‡§]{1,3}|[a-z])(?:\]|\.|:|\)|\s)")
_BACK = re.compile(r"\s*(?:↑|↩\ufe0e?|\^)\s*")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STRUCK = {"del", "s", "strike"}
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_STRONG = {"b", "strong"}
_WHITE = re.compile("[ \t\n\r\f]+")
_LABEL = re.compile("(?P<name>[^\\W\\d_][^:：]{0,79}?) ?[:：]$")
_ROW_LENGTH = 2_000  # a longer one is a page laid out as a table


def read(data: bytes, *, encoding: str = "") -> Reading:
    """A web page, in ``encoding`` where that is known, else as it declares itself."""
    decoded = decode(data, encoding=encoding, declared="" if encoding else declared(data))
    tree = parsed(decoded.text)
    found = list(blocks_of(tree))
    main = main_blocks(tree, found)
    for block, is_text in zip(found, main, strict=True):
        if not is_text:
            block.kind = FURNITURE
    text, segments = assembled(found)
    if not segments:
        raise Refused("no_text", format="HTML")
    return Reading(
        media_type=HTML,
        encoding=decoded.encoding,
        assumed=decoded.assumed,
        text=text,
        segments=tuple(segments),
        proposals=proposals_of(tree, text, segments),
        extractor=extractor(),
        notes=("damaged",) if decoded.damaged else (),
    )


def extractor() -> str:
    return f"lxml {version('lxml')}, trafilatura {version('trafilatura')}"


_CHARSET = [
    re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE),
    re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE),
]


def declared(data: bytes) -> str:
    """The label of the encoding that a page gives; browsers look at its first 1,024 bytes.

    Saved pages have scripts before it, so that more of them is looked at here.
    """
    for pattern in _CHARSET:
        if match := pattern.search(data[:16_384]):
            return match[1].decode("ascii")
    return ""


def parsed(text: str) -> Any:
    """The tree of a page without what is struck out.

    ``Refused`` where it is nested deeper than anything that is read.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = etree.fromstring(text.encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused("no_text", format="HTML") from error
    finally:
        deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    if deep:
        raise Refused("nested", format="HTML")
    if tree is None:
        raise Refused("no_text", format="HTML")
    _empty_struck(tree)
    raise_marks(tree)
    return tree


def _empty_struck(tree: Any) -> None:
    """Take the words out of what is struck out; cells and blocks stay where they stand, empty."""
    walk, struck = etree.iterwalk(tree, events=("start",)), []
    for _event, element in walk:
        if element.tag in _STRUCK or _STRUCK_STYLE.search(element.get("style") or ""):
            struck.append(element)
            walk.skip_subtree()
    for element in struck:
        holds_blocks = next(element.iter(*_BLOCKS), None) is not None
        element.clear(keep_tail=True)
        if holds_blocks and element.tag not in _BLOCKS:
            element.tag = "div"  # what stands before and after it stays apart


# Blocks


@dataclass
class _Open:
    """The words gathered since the last border of a block, and the elements they stand in."""

    words: list[str] = field(default_factory=list)
    linked: int = 0
    strong: int = 0
    label: str = ""


def blocks_of(tree: Any) -> Iterator[PageBlock]:
    """The visible blocks of a page, in order."""
    yield from _Walk().over(tree)


class _Walk:
    """One way through the tree, without recursion: pages nest deeper than Python's stack."""

    def __init__(self) -> None:
        self.open = _Open()
        self.path: list[Any] = []
        self.links = self.bold = self.pre = self.unseen = 0
        self.around = 0
        self.notes = 0
        self.tables: list[int] = []
        self.table_count = 0
        self.row: Row | None = None  # the one that is being read
        self.below: dict[int, dict[int, tuple[str, int]]] = {}  # of each table: into its next row
        self.items: list[int] = []  # of each list with numbers of its own: the last, or 0
        self.number = 0  # of the item that begins

    def over(self, tree: Any) -> Iterator[PageBlock]:
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                yield from self.enter(element)
            else:
                yield from self.leave(element)
        yield from self.close(None)

    def enter(self, element: Any) -> Iterator[PageBlock]:
        tag = element.tag
        if self.unseen or _is_unseen(element):
            self.unseen += 1
            return
        if tag in _BLOCKS:
            yield from self.close(self.path[-1] if self.path else None)
        self.path.append(element)
        self.links += tag == "a"
        self.bold += tag in _STRONG
        self.pre += tag == "pre"
        self.around += _is_around(element)
        self.notes += _is_notes(element)
        if tag == "table":
            self.table_count += 1
            self.tables.append(self.table_count)
        if tag == "tr":
            above = self.below.get(self.tables[-1] if self.tables else 0, {})
            self.row = Row(above) if _is_row(element, more=len(above)) else self.row
        if tag in ("td", "th") and self.row is not None:
            self.row.open_cell(element.get("rowspan"), element.get("colspan"))
        if tag in ("ol", "ul"):
            self.items.append(_first_number(element))
        if tag == "li" and self.items:
            self._count_item(element)
        if tag == "br":
            yield from self.line_end()
        self.say(element.text)

    def leave(self, element: Any) -> Iterator[PageBlock]:
        tag = element.tag
        if self.unseen:
            self.unseen -= 1
            if not self.unseen:
                self.say(element.tail)
            return
        if tag in _BLOCKS:
            yield from self.close(element, ends=True)
        self.links -= tag == "a"
        self.bold -= tag in _STRONG
        self.pre -= tag == "pre"
        self.around -= _is_around(element)
        self.notes -= _is_notes(element)
        if tag == "table" and self.tables:
            self.below.pop(self.tables.pop(), None)
        if tag in ("ol", "ul") and self.items:
            self.items.pop()
        self.path.pop()
        self.say(element.tail)

    def _count_item(self, element: Any) -> None:
        """The number of an item, where its list does not simply count from one."""
        said = element.get("value") or ""
        if said.isdecimal() and len(said) < 6 and element.getparent().tag == "ol":
            self.items[-1] = int(said)
        self.number = self.items[-1]
        self.items[-1] += bool(self.items[-1])

    def line_end(self) -> Iterator[PageBlock]:
        """A line break; two of them divide paragraphs, as people write them without ``p``."""
        if self.row is None and self.open.words and self.open.words[-1] == "\n":
            yield from self.close(self.path[-2])
        else:
            self.open.words.append("\n")

    def say(self, words: str | None) -> None:
        if not words:
            return
        if not self.pre:
            words = _WHITE.sub(" ", words)
            if words == " " and self.open.words and self.open.words[-1] == "\n":
                return
        self.open.words.append(words)
        visible = len(words.strip())
        self.open.linked += visible if self.links else 0
        if self.bold:
            self.open.strong += visible
            said = "".join(self.open.words).strip()
            if not self.open.label and len(said) <= 80 and (match := _LABEL.fullmatch(said)):
                self.open.label = match["name"]
        elif self.open.strong and not self.open.label and words.lstrip()[:1] in (":", "："):
            said = "".join(self.open.words[:-1]).strip()
            if len(said) == self.open.strong and len(said) <= 80:
                self.open.label = said

    def close(self, element: Any, *, ends: bool = False) -> Iterator[PageBlock]:
        """End the block that ``element`` is the border of; ``ends``: the element ends too."""
        gathered, self.open = self.open, _Open()
        text = "".join(gathered.words)
        if not self.pre:
            text = re.sub(" *\n *", "\n", re.sub(" {2,}", " ", text))
        text = text.strip()
        if self.row is None:
            if text:
                yield self.block(text, self.kind(), element, gathered)
            return
        if text:
            self.row.say(text)
        if ends and element.tag == "tr":
            row, self.row = self.row, None
            self.below[self.tables[-1] if self.tables else 0] = row.close()
            if row.said:
                yield self.block("\t".join(row.cells).strip(), TABLE_ROW, element, gathered)

    def block(self, text: str, kind: str, element: Any, gathered: _Open) -> PageBlock:
        found = PageBlock(text, kind, element=element, around=self.around > 0)
        found.linked = gathered.linked
        found.strong = gathered.strong >= len(text.strip()) > 0
        if kind == LIST_ITEM:
            found.number, self.number = self.number, 0
        found.table = self.tables[-1] if kind == TABLE_ROW and self.tables else 0
        if kind == "" and gathered.label and not found.strong:
            found.label = gathered.label
            found.kind = PARAGRAPH
        if kind == FOOTNOTE:
            found.text = _BACK.sub(" ", text).strip() or text
            found.note = self.note_of(found.text)
        return found

    def note_of(self, text: str) -> str:
        """The number or sign of a footnote: as it is printed, else as its anchor counts it."""
        if match := _NOTE_SIGN.match(text):
            return match["sign"]
        for element in reversed(self.path):
            name = element.get("id") or ""
            if _NOTE_ID.search(name) and (number := re.search(r"(\d{1,4})$", name)):
                return number[1]
        return ""

    def kind(self) -> str:
        """What the elements around a block call it."""
        if self.notes:
            return FOOTNOTE
        for at in reversed(self.path):
            if at.tag in _HEADINGS:
                return HEADING
            if at.tag in ("figcaption", "caption"):
                return CAPTION
            if at.tag in ("li", "dd", "dt"):
                return LIST_ITEM
            if at.tag in ("article", "main", "body", "section", "table"):
                break
        return ""


def _first_number(element: Any) -> int:
    """The number with which a list begins, where it is said and not one; else 0."""
    said = element.get("start") or ""
    return int(said) if element.tag == "ol" and said.isdecimal() and 1 < int(said) < 100_000 else 0


def _is_unseen(element: Any) -> bool:
    return (
        element.tag in _UNSEEN
        or "hidden" in element.attrib
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _is_around(element: Any) -> bool:
    if element.get("role") in _NOTE_ROLES or _is_notes(element):
        return False
    return (
        element.tag in _AROUND
        or element.get("role") in _ROLES_AROUND
        or (element.tag == "header" and element.getparent().tag == "body")
    )


def _is_notes(element: Any) -> bool:
    """Whether an element holds a footnote, or all of them."""
    if element.tag in ("html", "body", "main", "article", "a", "sup", "span", "h1", "h2", "h3"):
        return False
    return (
        element.get("role") in _NOTE_ROLES
        or bool(_NOTES.search(element.get("class") or ""))
        or (
            element.tag in ("li", "div", "p", "dd")
            and bool(_NOTE_ID.match(element.get("id") or ""))
        )
    )


def _is_row(element: Any, *, more: int = 0) -> bool:
    """Whether a ``tr`` is a row of data, and not a page laid out as a table.

    ``more`` cells reach into it from above.
    """
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    if len(cells) + more < 2 or not cells or element.find(".//table") is not None:
        return False
    if sum(len("".join(cell.itertext())) for cell in cells) > _ROW_LENGTH:
        return False
    layout = ["h1", "h2", "h3", "h4", "h5", "h6", "form", "nav", "article", "section"]
    return all(
        len(cell.findall(".//p")) < 3
        and not any(cell.find(f".//{tag}") is not None for tag in layout)
        for cell in cells
    )

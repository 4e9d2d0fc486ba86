"""The lines of printed pages as blocks: paragraphs, headings, footnotes, running heads and feet."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from statistics import median

from texts.pieces import FOOTNOTE, FURNITURE, HEADING
from texts.segmentation import begins_item, ends_sentence

from .blocks import Block

_EDGE = 3  # lines at the head and at the foot of a page among which a running one stands
_HEIGHT = 6  # points by which the height of a running head may differ
_RUNNING_LENGTH = 120
_Running = dict[str, list[float]]
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*"
    r"|第?\s?\d{1,4}\s?页",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?P<sign>\d{1,3}|[*†‡§]{1,3})\s?(?=[^\s\d.,;:)])")
_HEADING_LENGTH = 250
_WIDE = re.compile("[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")


@dataclass
class Line:
    """A line of a page; lengths in points, from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool = False


@dataclass
class Page:
    """A page: its number as printed (or counted), and its lines as they follow in the file."""

    label: str
    height: float
    lines: list[Line] = field(default_factory=list)

    @property
    def letters(self) -> int:
        return sum(char.isalpha() for line in self.lines for char in line.text)


@dataclass
class _Parts:
    """A page's lines by what they are."""

    head: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    foot: list[Block] = field(default_factory=list)


def blocks_of(pages: list[Page]) -> list[Block]:
    """The blocks of all pages in the order of reading."""
    size = _body_size(pages)
    running = _running(pages)
    blocks: list[Block] = []
    going: Block | None = None  # the last paragraph, which may go on upon the next page
    for page in pages:
        parts = _parts(page, size, running, len(pages))
        body = parts.body
        if going is not None and body and _goes_on(going, body[0]):
            going.text += "\n" + body[0].text
            going.page = f"{going.page.partition('–')[0]}–{page.label}"
            body = body[1:]
        blocks += [*parts.head, *body, *parts.notes, *parts.foot]
        if body:
            going = body[-1]
    return blocks


def _body_size(pages: list[Page]) -> float:
    """The size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


# Running heads and feet


def _running(pages: list[Page]) -> _Running:
    """What stands at one height at the head or the foot of several pages, numbers apart."""
    seen: _Running = defaultdict(list)
    for page in pages:
        for line in _edges(page):
            seen[_pattern(line)].append(line.bottom)
    return seen


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))


def _runs(line: Line, running: _Running, pages: int) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    heights = running.get(_pattern(line), [])
    same = sum(abs(height - line.bottom) < _HEIGHT for height in heights)
    return len(line.text) < _RUNNING_LENGTH and same >= (2 if pages < 8 else 3)


def _edges(page: Page) -> list[Line]:
    """The lines nearest to the upper and the lower edge, within a sixth of the page."""
    head, foot = _outside_in(page)
    return [*head, *(line for line in foot if not any(line is one for one in head))]


def _outside_in(page: Page) -> tuple[list[Line], list[Line]]:
    """Those of the head from the top down, those of the foot from the bottom up."""
    ordered = sorted(page.lines, key=lambda line: -line.bottom)
    low, high = page.height / 6, page.height * 5 / 6
    head = [line for line in ordered[:_EDGE] if line.bottom > high]
    return head, [line for line in ordered[: -_EDGE - 1 : -1] if line.bottom < low]


def _parts(page: Page, size: float, running: _Running, pages: int) -> _Parts:
    parts = _Parts()
    head, foot = (
        list(takewhile(lambda line: _runs(line, running, pages), side))
        for side in _outside_in(page)
    )
    edge = [*head, *foot]
    parts.head = [Block(line.text, FURNITURE, page=page.label) for line in head]
    parts.foot = [Block(line.text, FURNITURE, page=page.label) for line in reversed(foot)]
    body = [line for line in page.lines if not any(line is one for one in edge)]
    first_note = _first_note(body, size)
    parts.body = _paragraphs(body[:first_note], size, page.label)
    parts.notes = _footnotes(body[first_note:], page.label)
    return parts


# Footnotes


def _first_note(lines: list[Line], size: float) -> int:
    """Where the footnotes begin: small letters from there to the end, after a number or sign."""
    start = len(lines)
    while start and lines[start - 1].size <= size * 0.92:
        start -= 1
    while start < len(lines) and not _NOTE.match(lines[start].text):
        start += 1
    return start


def _footnotes(lines: list[Line], label: str) -> list[Block]:
    notes: list[Block] = []
    for line in lines:
        sign = _NOTE.match(line.text)
        if not notes or (sign and _follows(notes[-1].note, sign["sign"])):
            notes.append(Block(line.text, FOOTNOTE, page=label, note=sign["sign"] if sign else ""))
        else:
            notes[-1].text += "\n" + line.text
    return notes


def _follows(before: str, sign: str) -> bool:
    """Whether ``sign`` opens the next note: a line may begin with any number."""
    if before.isdigit() and sign.isdigit():
        return int(sign) == int(before) + 1
    return not sign.isdigit()


# Paragraphs


def _paragraphs(lines: list[Line], size: float, label: str) -> list[Block]:
    gaps = [
        one.bottom - other.bottom
        for one, other in pairwise(lines)
        if 0 < one.bottom - other.bottom < size * 4 and abs(one.size - other.size) < 1
    ]
    leading = median(gaps) if gaps else size * 1.2
    right = max((line.right for line in lines), default=0.0)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, leading, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group, size, label) for group in groups]


def _begins(group: list[Line], line: Line, leading: float, right: float) -> bool:
    """Whether ``line`` begins a paragraph after those of ``group``."""
    before = group[-1]
    if abs(line.size - before.size) > 0.08 * before.size or line.bold != before.bold:
        return not _same_row(before, line)
    fall = before.bottom - line.bottom
    ended = ends_sentence(before.text)
    if fall < -leading:  # the next column
        return ended
    if abs(fall) < before.size * 0.3:  # the same line, in two pieces
        return False
    if fall > leading * 1.35:
        return True
    indented = line.left - before.left > line.size * 0.8
    if begins_item(line.text) and (ended or line.left <= group[0].left + line.size):
        return ended or bool(begins_item(group[0].text))
    if indented and ended and not (len(group) == 1 and begins_item(before.text)):
        return True
    short = before.right < right - (right - before.left) * 0.15
    return short and ended and line.left <= group[0].left + line.size * 3


def _same_row(one: Line, other: Line) -> bool:
    return abs(one.bottom - other.bottom) < min(one.size, other.size) * 0.5


def _block(group: list[Line], size: float, label: str) -> Block:
    text = group[0].text
    for before, line in pairwise(group):
        text += (" " if _same_row(before, line) else "\n") + line.text
    large = group[0].size > size * 1.12 and len(text) <= _HEADING_LENGTH
    bold = all(line.bold for line in group) and len(text) <= _HEADING_LENGTH
    heading = large and any(char.isalpha() for char in text)
    return Block(text, HEADING if heading else "", page=label, strong=bold)


def _goes_on(block: Block, following: Block) -> bool:
    """Whether a paragraph is unfinished at the foot of its page, and this is how it goes on."""
    if block.kind or following.kind or block.strong or following.strong:
        return False
    if ends_sentence(block.text) or begins_item(following.text):
        return False
    first = following.text[0]
    return len(block.text) > 40 and (
        first.islower() or bool(_WIDE.match(first)) or first.isdigit() or block.text[-1] in ",-–—"
        or (not first.isupper() and not first.isalpha()) or len(block.text) > 200
    )  # fmt: skip

"""Plain text into numbered passages: what a citation can point at.

A passage is a block between blank lines, or one line of a block whose lines are of different
kinds (a rubric above a lead, a pager below a paragraph). Each gets the locator a scholar would
write: ``title``, ``byline``, ``V.1 ¶3`` (third paragraph of section 1 of chapter V), ``¶4``
where nothing is numbered, ``Reuters, question 9``, ``Li Wei, answer 9 ¶2``, ``caption 2``.

Offsets count characters of the text as given; white space of any kind around a passage lies
outside it. Every other character belongs to exactly one passage. The rules are about the form
of lines, never about a particular document, and look at each line a fixed number of times.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from .days import printed_day
from .locators import located
from .pieces import (
    CAPTION,
    FOOTNOTE,
    FURNITURE,
    HEADING,
    LIST_ITEM,
    LONGEST,
    PARAGRAPH,
    TABLE_ROW,
    Marker,
    Piece,
    Segment,
)
from .transcripts import mark_turns


def segment(text: str) -> list[Segment]:
    """The passages of ``text``, in order."""
    pieces = [piece for block in _blocks(text) for piece in _pieces(block)]
    _mark_captions(pieces)
    _mark_head(pieces)
    _mark_tail(pieces)
    mark_turns(pieces)
    return located(_cut(pieces, text))


def segment_pieces(pieces: list[Piece], text: str) -> list[Segment]:
    """The passages that ``pieces`` of ``text`` make.

    Their format told what is text and what page furniture.
    """
    body = [piece for piece in pieces if piece.kind not in (FURNITURE, TABLE_ROW, FOOTNOTE)]
    _mark_captions(body)
    _mark_head(body)
    mark_turns(body)
    return located(_cut(pieces, text))


def _cut(pieces: list[Piece], text: str) -> list[Piece]:
    """The pieces, with those cut that are too long for a passage."""
    cut: list[Piece] = []
    for piece in pieces:
        if piece.end - piece.start <= LONGEST:
            cut.append(piece)
        else:
            stretches = _stretches(text, piece.start, piece.end)
            cut += [replace(piece, start=start, end=end) for start, end in stretches]
    return cut


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``start`` to ``end``, cut where a sentence ends, else a word, else where it must be."""
    while end - start > LONGEST:
        half, full = start + LONGEST // 2, start + LONGEST
        sentences = [found.end() for found in _STOP.finditer(text, half, full)]
        words = [found.end() for found in _SPACE.finditer(text, half, full)]
        close = (sentences or words or [full])[-1]
        first, last = _edges(text[start:close])
        if first < last:
            yield start + first, start + last
        start = close
    first, last = _edges(text[start:end])
    if first < last:
        yield start + first, start + last


def piece_of(kind: str, text: str, *, strong: bool = False) -> Piece | None:
    """A block of a file as a piece; ``None`` where nothing in it is visible.

    ``kind`` is what its format calls it. Where that is ``""`` its words tell, as those of a line
    do; but a short line is a heading only if it is numbered or set in ``strong`` letters.
    """
    start, end = _edges(text)
    if start == end:
        return None
    lines = text[start:end].splitlines()
    piece = Piece(" ".join(lines), start, end, lines if len(lines) > 1 else [])
    if kind in ("", HEADING) and len(piece.text) <= _HEADING_LENGTH:
        piece = _classified(piece)
        if kind == "" and piece.kind == HEADING and not (strong or piece.marker):
            piece.kind = PARAGRAPH
    elif not kind:
        piece = _classified(piece)
    piece.kind = kind or piece.kind
    return piece


# Lines and blocks

_STOP = re.compile("[.!?…][\"'”’»)\\]]{0,3}\\s+|[。！？][”’」』）)]{0,3}\\s*")
_SPACE = re.compile(r"\s+")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_LINE = re.compile("([^\n\r\f\u2028\u2029]*)(\r\n|[\n\r\f\u2028\u2029]|$)")


def _edges(text: str) -> tuple[int, int]:
    """Where the visible part of ``text`` starts and ends; equal when there is none."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _blocks(text: str) -> Iterator[list[Piece]]:
    """The lines of ``text``, trimmed, in groups divided by blank lines."""
    block: list[Piece] = []
    for match in _LINE.finditer(text):
        line = match[1]
        start, end = _edges(line)
        if start < end:
            block.append(Piece(line[start:end], match.start() + start, match.start() + end))
        elif block:
            yield block
            block = []
        if match[2] == "\f" and block:
            yield block
            block = []
    if block:
        yield block


def _joined(lines: list[Piece], place: str = "") -> Piece:
    """Several lines as one piece, read as one."""
    if len(lines) == 1:
        return lines[0]
    whole = Piece(" ".join(line.text for line in lines), lines[0].start, lines[-1].end)
    whole.lines = [line.text for line in lines]
    whole.place = place
    return whole if place else _classified(whole)


def _pieces(block: list[Piece]) -> Iterator[Piece]:
    """Cut a block where its lines are of different kinds; leave wrapped prose whole."""
    first, rest = block[0], block[1:]
    if not rest:
        yield _classified(first)
    elif _is_labelled(block):
        yield _joined(block, place=_LABEL.fullmatch(first.text)["name"])  # type: ignore[index]
    elif _is_byline(block):
        yield _joined(block, place="byline")
    elif _is_wrapped(block):
        yield from _unwrapped(block)
    elif _is_heading(first.text) and _is_wrapped(rest):
        yield _classified(first)
        yield from _unwrapped(rest)
    else:
        yield from _unwrapped(block, always=False)


def _unwrapped(lines: list[Piece], *, always: bool = True) -> Iterator[Piece]:
    """Put lines together that one item or paragraph runs over.

    ``always``: the lines are broken at a margin, so only the start of an item begins anew.
    Otherwise a line goes on only if the one before it is unfinished and it begins small.
    """
    run: list[Piece] = []
    for line in lines:
        goes_on = bool(run) and not _is_furniture(line.text)
        if goes_on and always:
            goes_on = not _BULLET.match(line.text[:8]) and not _marker(line.text)
        elif goes_on:
            goes_on = line.text[0].islower() and not ends_sentence(run[-1].text)
        if goes_on and not _is_furniture(run[-1].text):
            run.append(line)
            continue
        if run:
            yield _classified(_joined(run))
        run = [line]
    yield _classified(_joined(run))


def _is_wrapped(lines: list[Piece]) -> bool:
    """Whether the lines are of one width, as a typewriter or an e-mail leaves them."""
    if len(lines) < 2 or any(len(line.text) > 130 for line in lines):
        return False
    widths = [_width(line.text) for line in lines]
    return max(widths) >= 45 and min(widths[:-1]) >= 0.6 * max(widths)


def _is_labelled(lines: list[Piece]) -> bool:
    """A label with a few words below it: "Speaker:", and who that was."""
    return (
        2 <= len(lines) <= 4
        and bool(_LABEL.fullmatch(lines[0].text))
        and not _is_furniture(lines[0].text)
        and all(len(line.text) <= 150 and not ends_sentence(line.text) for line in lines[1:])
    )


def _width(text: str) -> int:
    """The columns a line takes: characters of East Asian scripts take two."""
    return len(text) + len(_WIDE.findall(text[:200]))


_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")


def _is_byline(lines: list[Piece]) -> bool:
    """A few short lines of which one is little but a date: who published it, and when."""
    if len(lines) > 5 or any(
        len(line.text) > 80 or ends_sentence(line.text) or _is_furniture(line.text)
        for line in lines
    ):
        return False
    return any(printed_day(line.text)[0] for line in lines)


# What a line is

_SENTENCE_END = re.compile("[.!?;:,。！？；：，、…؟।]['\"’”»)\\]]{0,3}$")
_LABEL = re.compile("(?P<name>[^\\W\\d_][\\w .'’&/-]{1,40}) ?[:：]$")
_IMAGE = re.compile(r"[^\s]{1,200}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?)", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:photo|picture|image|figure|fig\.|table|map|chart)\b|[\[(]photo\b.{0,80}$", re.IGNORECASE
)
_PAGER = re.compile(
    "[<>«»‹›|/\\d\\s.…←→-]+|(?:next|previous|prev)(?: page)?|page \\d+(?: of \\d+)?", re.IGNORECASE
)
_CRUMBS = re.compile("[^.!?]{1,40}(?: ?[>»›] ?[^.!?>»›]{1,40}){1,6}")
_FURNITURE_WORDS = re.compile(
    r"""\b(?:
        print(?:able)?\ (?:e-?mail|version|this|page) | e-?mail\ (?:this|to\ a\ friend)
      | bookmark\ and\ share | share\ (?:this|on|to|via) | adjust\ font\ size | font\ size:
      | \d+\ comments?\b | \d+\ comment\(s\) | no\ comments(?:\.|$)
      | (?:add|leave|post|write)\ (?:your|a)\ comments?
      | your\ comment | user\ ?name | enter\ the\ (?:words|characters|code)
      | comments?\b.{0,40}\bmoderator | go\ to\ (?:the\ )?forum | join\ the\ conversation
      | follow\ .{1,40}\ on\ (?:twitter|facebook|x|weibo|wechat|instagram|youtube)
      | scan\ the\ code | send\ your\ stories
      | [^.!?]{0,60}\b(?:wechat|qr\ code|newsletter|rss|captcha)[^.!?]{0,30}$
      | related\ (?:news|stories|articles|links|reading|coverage)$ | most\ (?:read|viewed|popular)$
      | (?:sign|log)\ (?:in|up|out)$ | subscribe\ (?:to|now|today) | skip\ to\ (?:main\ )?content
      | back\ to\ (?:the\ )?top | read\ more$ | click\ here | all\ rights\ reserved
      | copyright\ [©\d] | privacy\ policy | terms\ of\ (?:use|service)
      | cookies?\ (?:policy|settings) | advertisement$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_FURNITURE_LENGTH = 160
_HEADING_LENGTH = 160


def _is_furniture(line: str) -> bool:
    """Whether a line is of the page around the text: navigation, sharing, forms, pagers."""
    if len(line) > _FURNITURE_LENGTH:
        return False
    return bool(
        _IMAGE.fullmatch(line)
        or _PAGER.fullmatch(line)
        or _CRUMBS.fullmatch(line)
        or _FURNITURE_WORDS.search(line)
    )


def ends_sentence(line: str) -> bool:
    """Whether a sentence, or a part of one that stands alone, is at its end."""
    return bool(_SENTENCE_END.search(line[-6:]))


def _is_heading(line: str) -> bool:
    """A short line that is no sentence and begins like one."""
    return (
        len(line) <= _HEADING_LENGTH
        and not ends_sentence(line)
        and any(char.isalpha() for char in line)
        and not line[0].islower()
    )


_BULLET = re.compile("[•‣◦▪●○■□–—*·-]\\s+(?=\\S)")
_MARKERS = {
    "division": re.compile(
        r"(?:chapter|part|section|article|annex|appendix|title)\s+(?P<n>[0-9]{1,3}|[IVXLC]{1,7}|[A-Z])"
        r"\b[.:]?(?:\s+|$)",
        re.IGNORECASE,
    ),
    "roman": re.compile(r"(?P<n>[IVXLC]{1,7})[.、]\s+(?=\S)"),
    "letter": re.compile(r"(?P<n>[A-Z])[.、]\s+(?=\S)"),
    "decimal": re.compile(r"(?P<n>[0-9]{1,3}(?:\.[0-9]{1,3}){1,4})\.?\s+(?=\S)"),
    "number": re.compile(r"(?P<n>[0-9]{1,3})(?:[.、．]\s*(?=[^\s\d]))"),
    "bracket": re.compile(r"[(（]?(?P<n>[0-9]{1,3}|[ivxlc]{1,6}|[a-z])[)）]\s*(?=\S)"),
    "han_chapter": re.compile("第(?P<n>[一二三四五六七八九十百]{1,5})[章节節条條编編]"),
    "han": re.compile("(?P<n>[一二三四五六七八九十]{1,3})、"),
    "han_bracket": re.compile("[(（](?P<n>[一二三四五六七八九十]{1,3})[)）]"),
}


def begins_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number, as an item or a heading does."""
    return bool(_BULLET.match(line[:8]) or _marker(line))


def _marker(line: str) -> Marker | None:
    head = line[:60]
    for style, pattern in _MARKERS.items():
        if match := pattern.match(head):
            return Marker(style, match["n"])
    return None


def _classified(piece: Piece) -> Piece:
    """Say what the line is, as far as it shows by itself."""
    line = piece.text
    if _is_furniture(line):
        piece.kind = FURNITURE
    elif _BULLET.match(line[:8]):
        piece.kind = LIST_ITEM
    elif marker := _marker(line):
        if _is_heading(line):
            piece.kind, piece.marker = HEADING, marker
        elif marker.style in ("bracket", "number", "han_bracket"):
            piece.kind = LIST_ITEM
    elif _is_heading(line):
        piece.kind = HEADING
    return piece


# What a line is by where it stands


def _mark_captions(pieces: list[Piece]) -> None:
    """A short line below an image, or one that credits a photographer, is a caption."""
    for before, piece in zip([None, *pieces], pieces, strict=False):
        if piece.kind == FURNITURE or piece.marker or len(piece.text) > 300:
            continue
        below_image = before is not None and _IMAGE.fullmatch(before.text[:210])
        if _CREDIT.search(piece.text) or (below_image and not ends_sentence(piece.text)):
            piece.kind = CAPTION


def _mark_head(pieces: list[Piece]) -> None:
    """Before the body: the title is the first heading, and dated lines are the byline."""
    titled = False
    for piece in pieces:
        if len(piece.text) > 200 or piece.marker:
            break
        if piece.kind == CAPTION or piece.place not in ("", "byline"):
            continue
        dated, _day = printed_day(piece.text)
        if dated and not ends_sentence(piece.text):
            if titled or piece.kind != HEADING or len(dated) * 2 >= len(piece.text):
                piece.kind, piece.place = PARAGRAPH, "byline"
        elif piece.kind == HEADING and not titled:
            piece.place, titled = "title", True


def _mark_tail(pieces: list[Piece]) -> None:
    """After the body, where page furniture begins and prevails, all is page furniture."""
    body = max((i for i, piece in enumerate(pieces) if _is_body(piece)), default=-1)
    tail = [piece for piece in pieces[body + 1 :] if piece.kind != CAPTION]
    first = next(
        (i for i, p in enumerate(tail) if p.kind == FURNITURE and not _IMAGE.fullmatch(p.text)),
        len(tail),
    )
    rest = tail[first:]
    if sum(piece.kind == FURNITURE for piece in rest) * 2 >= len(rest):
        for piece in rest:
            piece.kind, piece.place, piece.marker = FURNITURE, "", None


def _is_body(piece: Piece) -> bool:
    return piece.kind != FURNITURE and len(piece.text) >= 120

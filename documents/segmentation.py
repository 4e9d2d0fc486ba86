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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

HEADING, PARAGRAPH, LIST_ITEM = "heading", "paragraph", "list_item"
QUESTION, ANSWER, CAPTION, FURNITURE = "question", "answer", "caption", "furniture"


@dataclass(frozen=True)
class Segment:
    """A passage before it is stored; the fields are those of ``documents.models.Passage``."""

    number: int
    kind: str
    locator: str
    speaker: str
    start: int
    end: int


def segment(text: str) -> list[Segment]:
    """The passages of ``text``, in order."""
    pieces = [piece for block in _blocks(text) for piece in _pieces(block)]
    _mark_captions(pieces)
    _mark_head(pieces)
    _mark_tail(pieces)
    _mark_turns(pieces)
    return _located(pieces)


# Lines and blocks

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_LINE = re.compile("([^\n\r\f\u2028\u2029]*)(\r\n|[\n\r\f\u2028\u2029]|$)")


@dataclass
class _Piece:
    """A line, or several that belong together, on the way to becoming a passage."""

    text: str
    start: int
    end: int
    lines: list[str] = field(default_factory=list)  # what it was made of, if of several
    kind: str = PARAGRAPH
    place: str = ""  # "title", "byline", a label such as "Speaker"; else counted
    turn: int = 0  # of a transcript: which turn to speak, from 1
    speaks: bool = False  # the line that says whose turn it is
    speaker: str = ""
    marker: "_Marker | None" = None


def _edges(text: str) -> tuple[int, int]:
    """Where the visible part of ``text`` starts and ends; equal when there is none."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _blocks(text: str) -> Iterator[list[_Piece]]:
    """The lines of ``text``, trimmed, in groups divided by blank lines."""
    block: list[_Piece] = []
    for match in _LINE.finditer(text):
        line = match[1]
        start, end = _edges(line)
        if start < end:
            block.append(_Piece(line[start:end], match.start() + start, match.start() + end))
        elif block:
            yield block
            block = []
        if match[2] == "\f" and block:
            yield block
            block = []
    if block:
        yield block


def _joined(lines: list[_Piece], place: str = "") -> _Piece:
    """Several lines as one piece, read as one."""
    if len(lines) == 1:
        return lines[0]
    whole = _Piece(" ".join(line.text for line in lines), lines[0].start, lines[-1].end)
    whole.lines = [line.text for line in lines]
    whole.place = place
    return whole if place else _classified(whole)


def _pieces(block: list[_Piece]) -> Iterator[_Piece]:
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


def _unwrapped(lines: list[_Piece], *, always: bool = True) -> Iterator[_Piece]:
    """Put lines together that one item or paragraph runs over.

    ``always``: the lines are broken at a margin, so only the start of an item begins anew.
    Otherwise a line goes on only if the one before it is unfinished and it begins small.
    """
    run: list[_Piece] = []
    for line in lines:
        goes_on = bool(run) and not _is_furniture(line.text)
        if goes_on and always:
            goes_on = not _BULLET.match(line.text[:8]) and not _marker(line.text)
        elif goes_on:
            goes_on = line.text[0].islower() and not _ends_sentence(run[-1].text)
        if goes_on and not _is_furniture(run[-1].text):
            run.append(line)
            continue
        if run:
            yield _classified(_joined(run))
        run = [line]
    yield _classified(_joined(run))


def _is_wrapped(lines: list[_Piece]) -> bool:
    """Whether the lines are of one width, as a typewriter or an e-mail leaves them."""
    if len(lines) < 2 or any(len(line.text) > 130 for line in lines):
        return False
    widths = [_width(line.text) for line in lines]
    return max(widths) >= 45 and min(widths[:-1]) >= 0.6 * max(widths)


def _is_labelled(lines: list[_Piece]) -> bool:
    """A label with a few words below it: "Speaker:", and who that was."""
    return (
        2 <= len(lines) <= 4
        and bool(_LABEL.fullmatch(lines[0].text))
        and not _is_furniture(lines[0].text)
        and all(len(line.text) <= 150 and not _ends_sentence(line.text) for line in lines[1:])
    )


def _width(text: str) -> int:
    """The columns a line takes: characters of East Asian scripts take two."""
    return len(text) + len(_WIDE.findall(text[:200]))


_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")


def _is_byline(lines: list[_Piece]) -> bool:
    """A few short lines of which one is little but a date: who published it, and when."""
    if len(lines) > 5 or any(
        len(line.text) > 80 or _ends_sentence(line.text) or _is_furniture(line.text)
        for line in lines
    ):
        return False
    return any(_DATE.search(line.text) for line in lines)


# What a line is

_SENTENCE_END = re.compile("[.!?;:,。！？；：，、…؟।]['\"’”»)\\]]{0,3}$")
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    rf"(?<![0-9])[12][0-9]{{3}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}(?![0-9])"
    rf"|\b{_MONTH}\.? [0-9]{{1,2}},? [12][0-9]{{3}}\b"
    rf"|\b[0-9]{{1,2}} {_MONTH}\.?,? [12][0-9]{{3}}\b"
    "|[12][0-9]{3} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日"
)
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


def _ends_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line[-6:]))


def _is_heading(line: str) -> bool:
    """A short line that is no sentence and begins like one."""
    return (
        len(line) <= _HEADING_LENGTH
        and not _ends_sentence(line)
        and any(char.isalpha() for char in line)
        and not line[0].islower()
    )


@dataclass(frozen=True)
class _Marker:
    """The number before a heading or item: its style (which tells its depth) and its text."""

    style: str
    text: str


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


def _marker(line: str) -> _Marker | None:
    head = line[:60]
    for style, pattern in _MARKERS.items():
        if match := pattern.match(head):
            return _Marker(style, match["n"])
    return None


def _classified(piece: _Piece) -> _Piece:
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


def _mark_captions(pieces: list[_Piece]) -> None:
    """A short line below an image, or one that credits a photographer, is a caption."""
    for before, piece in zip([None, *pieces], pieces, strict=False):
        if piece.kind == FURNITURE or piece.marker or len(piece.text) > 300:
            continue
        below_image = before is not None and _IMAGE.fullmatch(before.text[:210])
        if _CREDIT.search(piece.text) or (below_image and not _ends_sentence(piece.text)):
            piece.kind = CAPTION


def _mark_head(pieces: list[_Piece]) -> None:
    """Before the body: the title is the first heading, and dated lines are the byline."""
    titled = False
    for piece in pieces:
        if len(piece.text) > 200 or piece.marker:
            break
        if piece.kind == CAPTION or piece.place not in ("", "byline"):
            continue
        dated = _DATE.search(piece.text)
        if dated and not _ends_sentence(piece.text):
            if titled or piece.kind != HEADING or len(dated[0]) * 2 >= len(piece.text):
                piece.kind, piece.place = PARAGRAPH, "byline"
        elif piece.kind == HEADING and not titled:
            piece.place, titled = "title", True


def _mark_tail(pieces: list[_Piece]) -> None:
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


def _is_body(piece: _Piece) -> bool:
    return piece.kind != FURNITURE and len(piece.text) >= 120


# Transcripts

_TURN = re.compile("(?P<name>[^\\W\\d_][^:：.!?。]{0,79}|[^\\W\\d_][^:：!?]{0,39}) ?[:：]")
_CHAIR = re.compile(
    r"(?:chair(?:person|man|woman)?|moderator|host|presenter|facilitator|主持人)\s*", re.IGNORECASE
)


def _mark_turns(pieces: list[_Piece]) -> None:
    """Where speakers take turns, say whose each paragraph is, and what is asked and answered.

    A turn opens with a line of its own that ends with a colon. It is a transcript if some
    speaker comes back. Those whom the head introduces ("Speaker:", "Chairperson:") speak for
    the house, or else the first and the most frequent; the others ask. What the house says
    after a question, other than the chair, is the answer.
    """
    openings = [i for i, piece in enumerate(pieces) if _opens_turn(piece)]
    labels = [_TURN.fullmatch(pieces[i].text)["name"].strip() for i in openings]  # type: ignore[index]
    if len(labels) < 3 or len(set(labels)) == len(labels):
        return
    introduced = {
        piece.lines[1].split(",")[0].strip(): piece.place
        for piece in pieces[: openings[0]]
        if piece.lines and piece.place not in ("", "byline")
    }
    names = [_speaker(label, introduced) for label in labels]
    chairs = {name for name, place in introduced.items() if _CHAIR.match(place)}
    chairs |= {n for n, label in zip(names, labels, strict=True) if _CHAIR.match(label)}
    house = {name for name in names if name in introduced} | (chairs & set(names))
    if not house - chairs:
        house |= {names[0], Counter(names).most_common(1)[0][0]}
    asked = False
    counts: Counter[str] = Counter()
    for turn, (opening, name) in enumerate(zip(openings, names, strict=True), start=1):
        if name not in house:
            kind, noun, asked = QUESTION, "question", True
            counts[noun] += 1
        elif asked and name not in chairs:
            kind, noun = ANSWER, "answer"
            counts[noun] = counts["question"]
        else:
            kind, noun = PARAGRAPH, "statement"
            counts[noun] += 1
        close = openings[turn] if turn < len(openings) else len(pieces)
        place = f"{noun} {counts[noun]}"
        for piece in pieces[opening:close]:
            if piece.kind in (FURNITURE, CAPTION):
                continue
            piece.turn, piece.speaker, piece.place = turn, name, place
            piece.kind, piece.marker = kind, None
        pieces[opening].kind, pieces[opening].speaks = HEADING, True


def _opens_turn(piece: _Piece) -> bool:
    return (
        piece.kind in (PARAGRAPH, HEADING)
        and not piece.place
        and len(piece.text) <= 81
        and bool(_TURN.fullmatch(piece.text))
        and len(piece.text.split()) <= 12
    )


def _speaker(label: str, introduced: dict[str, str]) -> str:
    """The name in a label: as the head introduces it, without a chair's title."""
    for name in introduced:
        if name and label.endswith(name):
            return name
    return _CHAIR.sub("", label, count=1).strip() or label


# Locators

_DEPTH = 6


@dataclass
class _Sections:
    """The numbered sections that the reading stands in, outermost first."""

    stack: list[_Marker] = field(default_factory=list)

    def enter(self, marker: _Marker) -> None:
        if marker.style == "roman" and len(marker.text) == 1:
            # "C." after "B." is a letter.
            before = next((m for m in self.stack if m.style == "letter"), None)
            if before and ord(before.text) + 1 == ord(marker.text):
                marker = replace(marker, style="letter")
        if marker.style == "decimal":
            self.stack = [marker]
            return
        styles = [known.style for known in self.stack]
        depth = styles.index(marker.style) if marker.style in styles else len(styles)
        self.stack = [*self.stack[: min(depth, _DEPTH - 1)], marker]

    @property
    def path(self) -> str:
        return ".".join(marker.text for marker in self.stack)


def _located(pieces: list[_Piece]) -> list[Segment]:
    """Number the pieces and give each its locator, no two the same."""
    sections = _Sections()
    counts: Counter[str] = Counter()
    taken: dict[str, int] = {}
    in_turn = Counter(p.turn for p in pieces if p.turn and not p.speaks)
    segments = []

    def counted(noun: str) -> str:
        counts[noun] += 1
        return f"{noun}{counts[noun]}"

    for number, piece in enumerate(pieces, start=1):
        path = sections.path
        if piece.turn and piece.speaks:
            locator = piece.place
        elif piece.turn:
            locator = f"{piece.speaker[:60]}, {piece.place}"
            if in_turn[piece.turn] > 1:
                locator = counted(f"{locator} ¶")
        elif piece.place:
            locator = piece.place
        elif piece.kind == HEADING and piece.marker:
            sections.enter(piece.marker)
            locator = sections.path
        elif piece.kind in (FURNITURE, CAPTION, HEADING):
            locator = counted(f"{piece.kind} ")
        else:
            noun = "item " if piece.kind == LIST_ITEM else "¶"
            locator = counted(f"{path} {noun}" if path else noun)
        segments.append(
            Segment(
                number,
                piece.kind,
                _unique(locator, taken),
                piece.speaker,
                piece.start,
                piece.end,
            )
        )
    return segments


def _unique(locator: str, taken: dict[str, int]) -> str:
    """``locator``, with a number behind it if it is taken."""
    candidate = locator
    while candidate in taken:
        taken[locator] += 1
        candidate = f"{locator} ({taken[locator]})"
    taken[candidate] = 1
    return candidate

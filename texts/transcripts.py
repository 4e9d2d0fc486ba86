"""Who speaks in a transcript, and what is asked and answered."""

import re
from collections import Counter

from .pieces import ANSWER, CAPTION, FURNITURE, HEADING, LIST_ITEM, PARAGRAPH, QUESTION, Piece

_TURN = re.compile("(?P<name>[^\\W\\d_][^:：.!?。]{0,79}|[^\\W\\d_][^:：!?]{0,39}) ?[:：]")
_CHAIR = re.compile(
    r"(?:chair(?:person|man|woman)?|moderator|host|presenter|facilitator|主持人)\s*", re.IGNORECASE
)
_ASKS = {"q", "question", "问", "問"}
_ROLE = re.compile(
    "(?P<name>Q(?:uestion)?|A(?:nswer)?|问|答|問) ?[0-9]{0,3} ?[:：]\\s?(?=\\S)", re.I
)


def mark_turns(pieces: list[Piece]) -> None:
    """Where speakers take turns, say whose each paragraph is, and what is asked and answered.

    A turn opens with a line of its own that ends with a colon, with words that the file sets
    apart (``Piece.label``), or with "Q:" and "A:". It is a transcript if some speaker comes back.
    Those whom the head introduces ("Speaker:", "Chairperson:") speak for the house, or else the
    most frequent, and the first if it comes back; the others ask. What the house says after a
    question, other than the chair, is the answer.
    """
    found = [(i, label) for i, piece in enumerate(pieces) if (label := _label(piece))]
    openings, labels = [i for i, _label in found], [label for _i, label in found]
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
    if asking := {name for name in names if name.casefold() in _ASKS}:
        house = set(names) - asking
    elif not house - chairs:
        (most, _turns), *_others = Counter(names).most_common(1)
        house |= {most, *(name for name in names[:1] if names.count(name) > 1)}
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
        speaks = _opens_turn(pieces[opening])
        close = openings[turn] if turn < len(openings) else len(pieces)
        place = f"{noun} {counts[noun]}"
        for piece in pieces[opening:close]:
            if piece.kind in (FURNITURE, CAPTION):
                continue
            piece.turn, piece.speaker, piece.place = turn, name, place
            piece.kind, piece.marker = kind, None
        if speaks:
            pieces[opening].kind, pieces[opening].speaks = HEADING, True


def _label(piece: Piece) -> str:
    """Whose turn the piece opens; ``""`` where it opens none."""
    if _opens_turn(piece):
        return _TURN.fullmatch(piece.text)["name"].strip()  # type: ignore[index]
    if piece.kind not in (PARAGRAPH, LIST_ITEM) or piece.place:
        return ""
    role = _ROLE.match(piece.text)
    return role["name"] if role else piece.label


def _opens_turn(piece: Piece) -> bool:
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

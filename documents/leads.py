"""What leads to each passage of a text: its heading, question, speaker, list or table.

Of what may be many, a digest is kept, so that the work grows with the length of the text alone.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from records.search_text import UNSPACED
from texts.pieces import (
    ANSWER,
    CAPTION,
    FOOTNOTE,
    FURNITURE,
    HEADING,
    LIST_ITEM,
    PARAGRAPH,
    QUESTION,
    TABLE_ROW,
)

BESIDE = (FURNITURE, FOOTNOTE, CAPTION)
"""What stands between other passages and does not lead to them."""
RUNNING = (PARAGRAPH, QUESTION, ANSWER)
LISTED = (LIST_ITEM, TABLE_ROW)

_NOTED = r"(?: ?\[[^\]\s]{1,20}\]|(?<=\D\W)\d{1,3}|[*†‡§¹²³⁰⁴-⁹①-⑳]{1,3})"  # of a footnote
_FINAL = re.compile(f"(?:(?<!\\.)[.]|[!?。！？।؟])[\"')\\]）】]*{_NOTED}?$")
_ASKS = re.compile("[?？؟][\"')\\]）】]*$")
_COLON = re.compile("[:：][\"')\\]）】]*$")
_LABEL = re.compile(r"[^\W\d_][^:：.!?。！？]{0,60}[:：]")
IN_LABEL = 5  # words
SHORT = 250  # characters; what has fewer may say something of what stands before or after it
UNSPACED_IN_ONE = 3  # characters that say as much as one of a script written without spaces
_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True)
class Said:
    """A passage as it is compared: its kind, who speaks, its words with white space made one."""

    at: int
    kind: str
    speaker: str
    words: str

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, and not the line that says whose turn it is to speak."""
        return self.kind == HEADING and not self.speaker

    @property
    def ends(self) -> bool:
        """Whether its last sentence is at its end; else it leads on."""
        return bool(_FINAL.search(self.words))

    @property
    def is_short(self) -> bool:
        unspaced = len(_UNSPACED.findall(self.words[:SHORT]))
        return len(self.words) + (UNSPACED_IN_ONE - 1) * unspaced < SHORT

    @property
    def leads_on(self) -> bool:
        """Whether what follows may belong to it: it has no end, or is a short item or row."""
        return not self.ends or (self.kind in LISTED and self.is_short)

    @property
    def opens_turn(self) -> bool:
        """Whether it begins with who speaks, outside what is known as a talk: "Li: We met."."""
        label = _LABEL.match(self.words) if not self.speaker and self.kind != TABLE_ROW else None
        return label is not None and len(label[0].split()) <= IN_LABEL


@dataclass(frozen=True)
class Lead:
    """Words that lead to a passage, with a digest of those before.

    Two are equal that say the same, wherever they stand.
    """

    words: str = ""
    at: int = field(default=-1, compare=False)  # the last of these passages
    above: "Lead | None" = field(default=None, compare=False, repr=False)

    def then(self, said: Said) -> "Lead":
        """This, and what ``said`` says below it."""
        above = f"{hashlib.sha256(self.words.encode()).hexdigest()} " if self.words else ""
        return Lead(above + said.words, said.at, self)

    @property
    def passages(self) -> Iterator[int]:
        """Where they stand, the last one first."""
        lead: Lead | None = self
        while lead is not None and lead.at >= 0:
            yield lead.at
            lead = lead.above


NOTHING = Lead()


@dataclass
class _Above:
    """What leads to the next passage, while the passages are read in order."""

    heading: Lead = NOTHING
    over: Lead = NOTHING  # the headings above that have no text of their own
    run: Lead = NOTHING  # all headings that follow each other without a text between
    leads: Lead = NOTHING  # what did not end as a sentence does: "These claims are true:"
    asked: Lead = NOTHING
    turn: Lead = NOTHING  # what begins with who speaks
    listed: Lead = NOTHING  # the short items and rows, and what stands before their lists
    item: Lead = NOTHING  # the last item or row, where it is none of these
    caption: Said | None = None
    before: Said = Said(-1, "", "", "")
    is_opening: bool = True  # no text has come yet

    def of(self, said: Said) -> tuple[Lead, ...]:
        """What leads to the next passage, which is this one; go past it."""
        if said.kind in BESIDE:
            self.caption = said if said.kind == CAPTION else self.caption
            return self.heading, self.over, self.leads, self.asked, self.turn
        found = self._enter(said) if said.is_heading else self._pass(said)
        self.before, self.caption = said, None
        return found

    def _enter(self, heading: Said) -> tuple[Lead, ...]:
        """Go under a heading, or under one more where no text came since the one before."""
        goes_on = self.before.is_heading and not self.is_opening
        under = self.run if goes_on else NOTHING
        self.over = self.run if goes_on else self.over
        self.run = under.then(heading)
        self.heading = NOTHING.then(heading)
        self.leads = self.asked = self.turn = self.listed = self.item = NOTHING
        return (under,)

    def _pass(self, said: Said) -> tuple[Lead, ...]:
        """Go past what is no heading."""
        self.is_opening = False
        if said.speaker != self.before.speaker:
            self.leads = self.listed = NOTHING
            self.asked = self.asked if said.speaker else NOTHING
        if said.opens_turn:
            self.asked = self.turn.then(self.before) if self.before.words else NOTHING
            self.turn = NOTHING.then(said)
        above = self.heading, self.over, self.leads, self.asked, self.turn, Lead(said.speaker)
        if said.kind in LISTED:
            self._come_to_list()
        found = (*above, self.listed, self.item)
        self._lead_on(said)
        return found

    def _come_to_list(self) -> None:
        """Note what stands right before a list or table."""
        if self.before.kind in RUNNING:
            self.listed = self.listed.then(self.before)
        if self.caption is not None:
            self.listed = self.listed.then(self.caption)

    def _lead_on(self, said: Said) -> None:
        """Note how ``said`` leads to what comes."""
        if said.kind in LISTED:
            self.listed = self.listed.then(said) if said.leads_on else self.listed
            self.item = NOTHING if said.leads_on else NOTHING.then(said)
        if said.kind in (HEADING, TABLE_ROW):
            return
        if said.kind == QUESTION:
            goes_on = self.before.kind == QUESTION
            self.asked = (self.asked if goes_on else NOTHING).then(said)
        elif _COLON.search(said.words) or (said.kind == PARAGRAPH and not said.ends):
            self.leads = self.leads.then(said)
        elif not said.speaker and _ASKS.search(said.words):
            self.asked = NOTHING.then(said)


def leads_of(passages: Sequence[Said]) -> list[tuple[Lead, ...]]:
    """What leads to each of ``passages``, to be compared."""
    above = _Above()
    return [above.of(said) for said in passages]

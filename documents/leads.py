"""What leads to each passage of a text: its heading, question, speaker, list or table.

Of what may be many, a digest is kept, so that the work grows with the length of the text alone.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

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

_FINAL = re.compile("[.!?…。！？।؟][\"')\\]）】]*$")
_ASKS = re.compile("[?？؟][\"')\\]）】]*$")
_COLON = re.compile("[:：][\"')\\]）】]*$")
_LABEL = re.compile(r"[^\W\d_][^:：.!?。！？]{0,60}[:：]")
IN_LABEL = 5  # words


SHOWN = 5  # of what leads to a passage together, those that are shown


@dataclass(frozen=True)
class Said:
    """A passage as it is compared: its kind, who speaks, its words with white space made one."""

    at: int
    kind: str
    speaker: str
    words: str
    cells: int = 1  # of a row of a table
    begins: bool = False  # whether a blank line parts it from what stands before

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, and not the line that says whose turn it is to speak."""
        return self.kind == HEADING and not self.speaker

    @property
    def ends(self) -> bool:
        """Whether its last sentence is at its end; else it leads on."""
        return bool(_FINAL.search(self.words))

    @property
    def opens_turn(self) -> bool:
        """Whether it begins with who speaks, outside what is known as a talk: "Li: We met."."""
        label = _LABEL.match(self.words) if not self.speaker and self.kind != TABLE_ROW else None
        return label is not None and len(label[0].split()) <= IN_LABEL


@dataclass(frozen=True)
class Lead:
    """Words that lead to a passage, with a digest of those before; ``at``: the last such passages.

    Two are equal that say the same, wherever they stand.
    """

    words: str = ""
    at: tuple[int, ...] = field(default=(), compare=False)

    def then(self, said: Said) -> "Lead":
        """This, and what ``said`` says below it."""
        above = f"{hashlib.sha256(self.words.encode()).hexdigest()} " if self.words else ""
        return Lead(above + said.words, (*self.at[1 - SHOWN :], said.at))


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
    item: Lead = NOTHING  # the last item of a list, which may say what the text below it is about
    before_list: Lead = NOTHING
    head: Lead = NOTHING  # of a table: its caption and first row
    cells: int = 0  # of that row
    groups: Lead = NOTHING  # the rows with one cell, which say of what kind those below are
    full: Lead = NOTHING  # the last row with all cells, of which one may reach down
    caption: Lead = NOTHING
    before: Said = Said(-1, "", "", "")
    is_opening: bool = True  # no text has come yet

    def of(self, said: Said) -> tuple[Lead, ...]:
        """What leads to the next passage, which is this one; go past it."""
        if said.kind in BESIDE:
            self.caption = NOTHING.then(said) if said.kind == CAPTION else self.caption
            return self.heading, self.over, self.leads, self.asked, self.turn
        found = self._enter(said) if said.is_heading else self._pass(said)
        self.before, self.caption = said, NOTHING
        return found

    def _enter(self, heading: Said) -> tuple[Lead, ...]:
        """Go under a heading, or under one more where no text came since the one before."""
        goes_on = self.before.is_heading and not self.is_opening
        under = self.run if goes_on else NOTHING
        self.over = self.run if goes_on else self.over
        self.run = under.then(heading)
        self.heading = NOTHING.then(heading)
        self.leads = self.asked = self.turn = self.item = NOTHING
        return (under,)

    def _pass(self, said: Said) -> tuple[Lead, ...]:
        """Go past what is no heading."""
        self.is_opening = False
        if said.speaker != self.before.speaker:
            self.leads = NOTHING
            self.asked = self.asked if said.speaker else NOTHING
        if said.opens_turn:
            self.asked = self.turn.then(self.before) if self.before.words else NOTHING
            self.turn = NOTHING.then(said)
        above = self.heading, self.over, self.leads, self.asked, self.turn, Lead(said.speaker)
        found = (*above, *(self._listed(said) if said.kind in LISTED else [self.item]))
        self._lead_on(said)
        return found

    def _listed(self, said: Said) -> tuple[Lead, ...]:
        """What leads to an item or row: what stands before the list, the item or rows above."""
        above = NOTHING.then(self.before) if self.before.words else NOTHING
        if self.before.kind not in LISTED:
            self.before_list = above
        if said.kind == LIST_ITEM:
            return self.before_list, above
        if self.before.kind != TABLE_ROW or said.begins:
            self.head, self.cells = self.caption.then(said), said.cells
            self.groups = self.full = NOTHING
        reaches = self.full if said.cells < self.cells else NOTHING
        found = self.before_list, self.head, self.groups, reaches
        if said.cells == 1:
            self.groups = self.groups.then(said)
        if said.cells >= self.cells:
            self.full = NOTHING.then(said)
        return found

    def _lead_on(self, said: Said) -> None:
        """Note how ``said`` leads to what comes."""
        if said.kind in (HEADING, TABLE_ROW):
            return
        if said.kind == LIST_ITEM:
            self.item = NOTHING.then(said)
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

"""What a proposal changes, each value whole: as it is and as it would be, with what is cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.pages import address_in_desk
from documents.changed_evidence import Beside, ChangedEvidence
from documents.models import Citation
from records.history.differences import Line, Lines, lines_of
from records.history.rows import RowChange

LONGEST = 600  # characters of the words of one citation


@dataclass(frozen=True)
class Words:
    """The words of a citation, with what stands around them; ``summary`` where none are held."""

    before: str
    words: str
    after: str
    summary: str
    where: str
    language: str
    address: str
    comes_along: bool
    stated: str = ""


@dataclass(frozen=True)
class Side:
    """A value before the change or after it, and what is cited for it."""

    pieces: list[tuple[str, str]]
    cited: list[Words]
    lacks: bool


@dataclass(frozen=True)
class Row:
    """One value that would change."""

    line: Line
    before: Side
    after: Side


@dataclass(frozen=True)
class Change:
    """One row of the register that would change, with its values."""

    lines: Lines
    rows: list[Row]


def changes_with_evidence(changes: Sequence[RowChange]) -> list[Change]:
    """What ``changes`` would do, value by value; each is numbered as one chooses among them."""
    evidence = ChangedEvidence(changes)
    found = []
    for place, change in enumerate(changes):
        lines = lines_of(change, place)
        rows = []
        for line in lines.lines:
            before, after = evidence.beside(change, line.name)
            rows.append(
                Row(
                    line,
                    _side(line.words_before, before, evidence),
                    _side(line.words_after, after, evidence),
                )
            )
        found.append(Change(lines, rows))
    return found


def _side(pieces: list[tuple[str, str]], beside: Beside, evidence: ChangedEvidence) -> Side:
    cited: list[tuple[Any, str]] = [(citation, "") for citation in beside.citations]
    cited += beside.otherwise
    words = [_words(one, stated, evidence.comes_along(one)) for one, stated in cited]
    return Side(pieces, words, beside.lacks)


def _words(citation: Citation, stated: str, comes_along: bool) -> Words:
    passage, quote = citation.passage, citation.quote
    is_cut = len(quote) > LONGEST
    return Words(
        before=citation.prefix.rpartition("\n")[2],
        words=f"{quote[:LONGEST].rstrip()}…" if is_cut else quote,
        after="" if is_cut else citation.suffix.partition("\n")[0],
        summary=passage.summary,
        where=str(passage),
        language=passage.capture.document.language,
        address=address_in_desk(passage),
        comes_along=comes_along,
        stated=stated,
    )

"""What a proposal changes, each value whole: as it is and as it would be, with what is cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.pages import address_in_desk
from documents.changed_evidence import Beside, ChangedEvidence
from documents.models import Citation
from records.history.differences import Line, Lines, lines_of
from records.history.rows import RowChange
from records.words import title_of_values

LONGEST = 600  # characters of the words of one citation


@dataclass(frozen=True)
class Words:
    """The words of a citation, with what stands around them; ``summary`` where none are held.

    ``comes`` says whether the proposal makes the citation or changes it; ``stated`` is what the
    source gives instead of the value.
    """

    key: int
    before: str
    words: str
    after: str
    summary: str
    where: str
    language: str
    address: str
    comes: str = ""
    stated: str = ""


@dataclass(frozen=True)
class Side:
    """A value before the change or after it, and what is cited for it.

    ``as_above`` leaves the words out where those of the value above are the same.
    """

    pieces: list[tuple[str, str]]
    cited: list[Words]
    lacks: bool
    as_above: bool = False


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
    coming: dict[Any, str] = {}
    for change in changes:
        if change.before is None:
            coming[change.where] = title_of_values(change.model, change.row, coming)
    found = []
    for place, change in enumerate(changes):
        lines = lines_of(change, place, coming)
        rows: list[Row] = []
        for line in lines.lines:
            before, after = evidence.beside(change, line.name)
            row = Row(
                line,
                _side(line.words_before, before),
                _side(line.words_after, after, evidence),
            )
            whole = change.kind != "changed"
            rows.append(_as_above(row, rows[-1]) if rows and whole else row)
        found.append(Change(lines, rows))
    return found


def _as_above(row: Row, above: Row) -> Row:
    def like(side: Side, other: Side) -> Side:
        same = [one.key for one in side.cited] == [one.key for one in other.cited]
        return replace(side, as_above=same and bool(side.cited))

    return replace(row, before=like(row.before, above.before), after=like(row.after, above.after))


def _side(
    pieces: list[tuple[str, str]], beside: Beside, evidence: ChangedEvidence | None = None
) -> Side:
    cited: list[tuple[Citation, str]] = [(citation, "") for citation in beside.citations]
    cited += beside.otherwise
    words = [_words(one, stated, evidence.comes(one) if evidence else "") for one, stated in cited]
    return Side(pieces, words, beside.lacks)


def _words(citation: Citation, stated: str, comes: str) -> Words:
    passage, quote = citation.passage, citation.quote
    is_cut = len(quote) > LONGEST
    return Words(
        key=citation.pk,
        before=citation.prefix.rpartition("\n")[2],
        words=f"{quote[:LONGEST].rstrip()}…" if is_cut else quote,
        after="" if is_cut else citation.suffix.partition("\n")[0],
        summary=passage.summary,
        where=str(passage),
        language=passage.capture.document.language,
        address=address_in_desk(passage),
        comes=comes,
        stated=stated,
    )

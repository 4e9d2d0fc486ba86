"""The cells of a table's rows, with those that reach down from a row above or over columns."""

from dataclasses import dataclass, field

_MOST = 100  # rows or columns that a cell may reach over


def _reach(said: str | None) -> int:
    return min(int(said), _MOST) if said and said.isdecimal() and int(said) > 1 else 1


@dataclass
class Row:
    """A row that is being read; ``above`` has, by column, what reaches into it, and how far."""

    above: dict[int, tuple[str, int]] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    said: bool = False  # a cell of its own has words
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _over: int = 0

    def open_cell(self, rowspan: str | None, colspan: str | None) -> None:
        """Begin the next cell, behind those that reach down from above."""
        self._finish_cell()
        self._take_above()
        self._spans.append((len(self.cells), _reach(rowspan)))
        self._over = _reach(colspan) - 1
        self.cells.append("")

    def say(self, text: str) -> None:
        """Add words to the cell that is open."""
        self.said = True
        self.cells = [*self.cells[:-1], " ".join(filter(None, [*self.cells[-1:], text]))]

    def close(self) -> dict[int, tuple[str, int]]:
        """End the row; gives what reaches from it into the next."""
        self._finish_cell()
        self._take_above()
        further = {at: (text, more - 1) for at, (text, more) in self.above.items() if more > 1}
        begun = {at: (self.cells[at], reach - 1) for at, reach in self._spans if reach > 1}
        return {**further, **begun}

    def _finish_cell(self) -> None:
        self.cells += [""] * self._over
        self._over = 0

    def _take_above(self) -> None:
        while len(self.cells) in self.above:
            self.cells.append(self.above[len(self.cells)][0])

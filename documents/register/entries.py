"""An entry of the register's files, and what is wrong with one: where, what, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST = 1000  # problems after which no more are looked for
SHOWN = 100  # problems printed before "and more"


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the files: where, what, and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class LoadRefused(Exception):
    """The files were not loaded; ``problems`` says why, in the order of files and lines.

    Where ``cut_short``, there may be more: nothing was looked at after the last of them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        problems = list(problems)
        self.cut_short = len(problems) >= MOST
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems(list[Problem]):
    """What is wrong, as far as it is looked for: at ``MOST`` the files are refused."""

    def append(self, problem: Problem) -> None:
        super().append(problem)
        if len(self) >= MOST:
            raise LoadRefused(self)

    def of(self, entry: "Entry", message: str, key: str = "") -> None:
        """Note what is wrong with ``entry``, at the line of ``key`` where it has one."""
        self.append(entry.problem(f"{entry.kind} {entry.label}: {message}", key))

    def stop_if_any(self) -> None:
        """Raise ``LoadRefused`` where something is wrong."""
        if self:
            raise LoadRefused(self)


class Entry(dict[str, Any]):
    """A mapping of a file: its values by key, and the lines they stand on."""

    __slots__ = ("file", "kind", "line", "lines")

    def __init__(self, kind: str, file: str, line: int) -> None:
        super().__init__()
        self.kind, self.file, self.line = kind, file, line
        self.lines: dict[str, int] = {}

    def problem(self, message: str, key: str = "") -> Problem:
        """A problem of this entry, at the line of ``key`` where it has one."""
        return Problem(self.file, self.lines.get(key, self.line), message)

    @property
    def label(self) -> str:
        keys = ("slug", "title", "id", "text", "locator", "sha256")
        return next((str(self[key])[:80] for key in keys if self.get(key)), "without id")

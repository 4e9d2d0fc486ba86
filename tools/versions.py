"""Refuse a pinned version that is known to be unsafe: `python -m tools.versions`.

Reads the pins of the requirements files against ``version_floors.txt``, without a network, and
says for which libraries no floor is written.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tools" / "version_floors.txt"
CANARY = "jinja2==3.1.5"
"""A version that has to be refused: else nothing is checked at all."""


def lines_of(path: Path) -> Iterator[tuple[Requirement, str]]:
    """The requirements of a file, each with the words beside it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        said, _, reason = line.partition("#")
        said = said.strip().rstrip("\\").strip()
        if said and not said.startswith("-"):
            yield Requirement(said), reason.strip()


def too_old(pins: Iterable[Requirement]) -> list[str]:
    """A sentence for each of the pins that is below its floor."""
    floors = {canonicalize_name(floor.name): (floor, reason) for floor, reason in lines_of(FLOORS)}
    found = []
    for pin in pins:
        floor, reason = floors.get(canonicalize_name(pin.name), (None, ""))
        version = str(pin.specifier).removeprefix("==")
        if floor is not None and not floor.specifier.contains(version, prereleases=True):
            found.append(f"{pin} is known to be unsafe: take {floor} ({reason}).")
    return found


def main() -> int:
    """Say what is too old, and what no floor is written for; answer the exit status."""
    files = sorted(ROOT.glob("requirements*.txt"))
    pins = [pin for file in files for pin, _ in lines_of(file)]
    if not too_old([Requirement(CANARY)]):
        print(f"{CANARY} was taken, which is known to be unsafe: {FLOORS.name} is not read.")
        return 1
    found = too_old(pins)
    known = {canonicalize_name(floor.name) for floor, _ in lines_of(FLOORS)}
    unknown = sorted({canonicalize_name(pin.name) for pin in pins} - known)
    print(*sorted(set(found)), sep="\n", end="\n" if found else "")
    print(f"Not checked, for no floor is written for them: {', '.join(unknown)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

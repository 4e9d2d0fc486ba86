"""What a job may do; the floors above add theirs when the site starts."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from records.models import Job
from records.tables.plan import Progress


@dataclass(frozen=True)
class Outcome:
    """What came of a job: a sentence or several, one a line, and what its page shows of it.

    ``refused``: nothing was changed, and it says why.
    """

    said: str
    shown: dict[str, Any] = field(default_factory=dict)
    refused: bool = False


Work = Generator[Progress, None, Outcome]


@dataclass(frozen=True)
class Kind:
    """One kind of job. Its ``work`` is one transaction, which the caller opens and commits.

    A ``ValidationError`` or ``PermissionDenied`` that it raises is what the job says.
    """

    name: str
    work: Callable[[Job], Work]


KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    KINDS[kind.name] = kind

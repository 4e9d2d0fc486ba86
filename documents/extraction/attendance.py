"""Who was there: hosts, chairs, organizers, and delegates with the office as printed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .drafts import Draft

if TYPE_CHECKING:
    from .clauses import Clause


def attend(reading: "Clause", group: Sequence[int], drafts: list[Draft]) -> None:
    """Add to the drafts of a group of phrases those whom the sentence tells of."""

"""Who is behind the texts: the state of a publisher, and whether it is a body of that state."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .files import FOLDER, read, rows

FILE = "publishers.yaml"
STATE_BODY, INSTITUTE = "state_body", "institute"


@dataclass(frozen=True, order=True)
class Publisher:
    """Whose words a text is: the key of a state, and what of that state the publisher is."""

    state: str
    kind: str


@cache
def publishers(folder: Path = FOLDER) -> Mapping[str, Publisher]:
    """By the permanent id of the publisher, or of a text that names none. Raises ``Malformed``."""
    found: dict[str, Publisher] = {}
    for row in rows(FILE, read(FILE, list, folder=folder)):
        uid = row.text("of")
        row.text("name")
        if uid in found:
            raise row.wrong("is there twice")
        found[uid] = Publisher(row.text("state"), row.text("is", among=(STATE_BODY, INSTITUTE)))
        row.done()
    return found

"""What the tables of the register's kinds need to know beyond their models."""

from documents.models import Citation, Document, Passage
from mechanisms.models import Membership
from meetings.models import Outcome, Position
from records.tables import kinds
from records.tables.columns.relations import ADDRESSES


def register() -> None:
    """Say by what parts and documents are recognized, and which tables are only written.

    A citation rests on the characters of a passage, which a table cannot show; it is made on
    the desk, where the words are at hand, or comes with the register's files.
    """
    kinds.KEYS |= {
        Membership: [("mechanism", "participant", "role", "since")],
        Outcome: [("meeting", "mechanism", "title", "action")],
        Position: [("meeting", "mechanism", "proposer", "title")],
        Document: [("url",)],
    }
    kinds.KNOWN_BY[Document] = [("sha256", "captures__sha256")]
    ADDRESSES[Passage] = ("capture__sha256", "number")
    kinds.EXPORT_ONLY.add(Citation)

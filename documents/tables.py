"""What the tables of the register's kinds need to know beyond their models."""

from documents.models import Citation, Document, Passage
from mechanisms.models import Membership
from meetings.models import Outcome
from records.tables import columns


def register() -> None:
    """Say by what parts and documents are recognized, and which tables are only written.

    A citation rests on the characters of a passage, which a table cannot show; it is made on
    the desk, where the words are at hand, or comes with the register's files.
    """
    columns.KEYS |= {
        Membership: [("mechanism", "participant", "role", "since")],
        Outcome: [("meeting", "mechanism", "title", "action")],
        Document: [("url",)],
    }
    columns.KNOWN_BY[Document] = [("sha256", "captures__sha256")]
    columns.ADDRESSES[Passage] = ("capture__sha256", "number")
    columns.EXPORT_ONLY.add(Citation)

"""Sources and evidence: documents, captures, passages, citations, candidates."""

from .anchor import Anchor
from .candidate import Candidate, Reading, ReadPassage
from .capture import Capture, day_retrieved
from .citation import (
    KINDS,
    MOST_QUOTED,
    SUBJECTS,
    TITLED,
    TOO_LONG,
    Citation,
    check_citation,
    citable_fields,
)
from .coverage import Coverage
from .document import BareUrl, Document, DocumentName
from .link_check import LinkCheck
from .passage import Passage

__all__ = [
    "Anchor",
    "BareUrl",
    "Candidate",
    "Capture",
    "Citation",
    "Coverage",
    "Document",
    "DocumentName",
    "KINDS",
    "LinkCheck",
    "MOST_QUOTED",
    "Passage",
    "ReadPassage",
    "Reading",
    "SUBJECTS",
    "TITLED",
    "TOO_LONG",
    "check_citation",
    "citable_fields",
    "day_retrieved",
]

"""Sources and evidence: documents, captures, passages, citations, candidates."""

from .anchor import Anchor
from .candidate import Candidate, Reading, ReadPassage, count_version
from .capture import Capture, CaptureQuerySet
from .citation import (
    MOST_QUOTED,
    PLACE,
    SUBJECTS,
    TOO_LONG,
    Citation,
    CitationQuerySet,
    check_citation,
    citable_fields,
)
from .coverage import Coverage
from .document import BareUrl, Document, DocumentName
from .link_check import LinkCheck
from .passage import Passage, PassageQuerySet

__all__ = [
    "Anchor",
    "BareUrl",
    "Candidate",
    "Capture",
    "CaptureQuerySet",
    "Citation",
    "CitationQuerySet",
    "Coverage",
    "Document",
    "DocumentName",
    "LinkCheck",
    "MOST_QUOTED",
    "PLACE",
    "Passage",
    "PassageQuerySet",
    "ReadPassage",
    "Reading",
    "SUBJECTS",
    "TOO_LONG",
    "check_citation",
    "citable_fields",
    "count_version",
]

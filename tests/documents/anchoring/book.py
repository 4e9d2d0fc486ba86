"""A text that is cited, and a later copy of it."""

from documents.importing import import_document
from documents.models import Anchor, Capture, Citation, Document
from documents.quoting import quote_from
from tests.make import make_citation, make_meeting

HARBOUR = "Delegates of nine coastal states met in the harbour office on 3 May 2014."
FISHERY = "They agreed on a common register of fishing vessels, to be kept in Dakar."
PATROLS = "Joint patrols are to begin in the spring of the following year."
BOATS = (
    "“No boat without a number,” said the harbour master of Dakar, who had come with a list of "
    "1,204 boats that were seen off the coast in the year before. Of these, he told the delegates, "
    "no more than 317 were known to any office, and the others had been painted over at sea."
)
OF_BOATS = ["The boats", BOATS]
CLOSING = "The next session will be called by the chair."
BOOK = (
    "\n\n".join(
        ["Report of the session", HARBOUR, FISHERY, PATROLS, *OF_BOATS, "The close", CLOSING]
    )
    + "\n"
)


def cite(
    text: str,
    words: str,
    *,
    nth: int = 1,
    document: Document | None = None,
    file_name: str = "a.txt",
) -> Citation:
    """A citation of ``words``, where they stand in ``text`` for the ``nth`` time."""
    capture = Capture.objects.filter(text=text).first()
    if capture is None:
        given = {"document": document.slug} if document else {"rights": "public"}
        capture = import_document(data=text.encode(), file_name=file_name, **given).capture
    start = -1
    for _time in range(nth):
        start = (capture.text or "").index(words, start + 1)
    passage = capture.passages.get(start__lte=start, end__gte=start + len(words))
    citation = make_citation(
        make_meeting(), "date", passage=passage, start=start, end=start + len(words)
    )
    quote_from(capture.text or "", citation)
    citation.save()
    return citation


def bring(citation: Citation, text: str, *, file_name: str = "b.txt") -> Anchor:
    """Import ``text`` as a later copy of what is cited; what became of the citation."""
    home = citation.passage.capture.document
    done = import_document(data=text.encode(), file_name=file_name, document=home.slug)
    return Anchor.objects.get(citation=citation, capture=done.capture)

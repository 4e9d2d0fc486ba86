"""The desk's page of all that a document supports, and of the passages nobody has used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from desk.access import needs
from desk.evidence import same_words
from desk.pages import page_asked_for, render_page
from documents import anchoring
from documents.copies import newest, newest_first
from documents.models import SUBJECTS, Document, Passage
from documents.usage import facts_in, kinds_in, unused
from records.paging import Page, paginate
from records.policy import Action

PER_PAGE = 50


@needs(Action.VIEW)
def document_view(request: HttpRequest, key: int) -> HttpResponse:
    """Every fact that a document supports or contradicts, and the passages nobody has used."""
    document = get_object_or_404(Document, pk=key)
    kinds = kinds_in(document)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SUBJECTS else next(iter(kinds), "meeting")
    captures = newest_first(document)
    capture = newest(captures)
    facts = page_asked_for(
        request, "from", lambda cursor: facts_in(document, kind, cursor=cursor, size=PER_PAGE)
    )
    passages: Page[Passage] = Page()
    if capture is not None:
        free = unused(capture)
        passages = page_asked_for(
            request,
            "unused",
            lambda cursor: paginate(free, ordering=("number", "id"), size=PER_PAGE, cursor=cursor),
        )
    context = {
        "title": _("What this document supports"),
        "document": document,
        "kinds": [
            (name, SUBJECTS[name]._meta.verbose_name_plural, number, name == kind)
            for name, number in kinds.items()
        ],
        "kind": kind,
        "facts": facts,
        "capture": capture,
        "captures": [(one, anchoring.outcomes_of(one)) for one in captures[:20]],
        "passages": passages,
        "together": same_words.links_of(document),
    }
    return render_page(request, "admin/evidence/document.html", context)

"""The editors' guide: pages of ``docs/``, as pages of the desk, and which page helps where."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .access import needs
from .pages import render_page, route_name
from .work.kinds import BY_NAME

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

PAGES: dict[str, Any] = {
    "records": _("What a record is, and what a citation is"),
    "first-meeting": _("Your first meeting, step by step"),
    "importing": _("Importing documents"),
    "reading": _("Reading a document"),
    "evidence": _("Citing, and reading evidence"),
    "work": _("What waits for you"),
    "review": _("Roles and review"),
    "tables": _("Many records at once"),
    "duplicates": _("Duplicates and merging"),
    "history": _("History and undo"),
    "keys": _("Keys, and unsaved work"),
}
"""The pages under ``docs/guide/``, in the order of reading."""

HELP: list[tuple[str, str]] = [
    (r"index", "work"),
    (r"work", "work"),
    (r"guide.*", "records"),
    (r"documents_document_import", "importing#from-the-desk"),
    (r"copy", "importing#another-copy-of-a-public-document"),
    (r"documents_document_read|documents_candidate_.*", "reading"),
    (r"documents_(document|capture|passage)_.*", "evidence#passages"),
    (r"documents_citation_.*", "evidence"),
    (r"dispute", "evidence#where-sources-disagree"),
    (r"anchor|same_words", "evidence#when-a-later-copy-comes-in"),
    (r"document_evidence", "evidence#reading-a-citation"),
    (r".*_known_at", "history#the-record-as-it-stood"),
    (r".*_history", "history"),
    (r"batches", "history#undoing-a-whole-batch"),
    (r"jobs?", "work#jobs"),
    (r"house|account_log", "review#roles"),
    (r".*_(delete|withdraw)", "history#withdrawing-and-deleting"),
    (r".*(proposal|review|remark).*", "review"),
    (r".*duplicate.*|.*merge.*", "duplicates"),
    (r".*(batch|undo|revert|change_?log).*", "history"),
    (r".*(import|export|table).*", "tables"),
    (r"auth_.*|password.*|.*user.*", "review#roles"),
    (r".*_changelist", "records#finding-records"),
    (r"meetings_meeting_add", "first-meeting#2-record-the-meeting"),
    (r".*_(add|change)", "first-meeting#2-record-the-meeting"),
    (r".*", "records"),
]
"""Which page, and which heading of it, explains a page of the desk: the first name that fits."""


@needs()
def guide_view(request: HttpRequest, name: str = "") -> HttpResponse:
    """A page of the editors' guide, which is kept under ``docs/``."""
    if name and name not in PAGES:
        raise Http404
    context = {
        "title": PAGES[name] if name else _("Editors’ guide"),
        "guide": page(name),
        "pages": [
            {
                "title": title,
                "url": reverse("admin:guide_page", args=[other]),
                "here": other == name,
            }
            for other, title in PAGES.items()
        ],
    }
    return render_page(request, "admin/guide.html", context)


def help_for(request: HttpRequest) -> dict[str, Any]:
    """The title and the address of the help to a page of the desk."""
    name = route_name(request)
    place = next(place for pattern, place in HELP if re.fullmatch(pattern, name))
    if name == "work" and request.resolver_match is not None:
        work = BY_NAME.get(request.resolver_match.kwargs["name"])
        place = work.help if work else place
    page, _hash, heading = place.partition("#")
    address = reverse("admin:guide_page", args=[page])
    return {"title": PAGES[page], "url": f"{address}#{heading}" if heading else address}


def page(name: str) -> SafeString:
    """A page of the guide as HTML; ``""`` names its first page."""
    path = f"guide/{name}.md" if name else "editors-guide.md"
    return as_html((settings.BASE_DIR / "docs" / path).read_text(encoding="utf-8"))


def as_html(text: str) -> SafeString:
    """``text`` as HTML, without its first heading: the page has its own."""
    tokens = MARKDOWN.parse(text)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(inside.content))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
    for token in tokens:
        if token.children:
            token.children = list(_with_our_addresses(token.children))
    shown = tokens[3:] if tokens[0].tag == "h1" else tokens
    return mark_safe(MARKDOWN.renderer.render(shown, MARKDOWN.options, {}))


def _with_our_addresses(tokens: list[Token]) -> Iterator[Token]:
    """The pieces of a line; links lead to pages of the guide, those to other files are words."""
    is_open = True
    for token in tokens:
        if token.type == "link_open":
            path, _hash, heading = str(token.attrs["href"]).partition("#")
            name = path.removeprefix("guide/").removesuffix(".md")
            is_open = not path.endswith(".md") or name in PAGES
            if path.endswith(".md") and is_open:
                address = reverse("admin:guide_page", args=[name])
                token.attrSet("href", f"{address}#{heading}" if heading else address)
        if is_open or token.type not in ("link_open", "link_close"):
            yield token

"""The editors' guide: pages of ``docs/``, as pages of the desk, and which page helps where.

Its Markdown is our own and reads what those pages use: headings, paragraphs, lists, tables,
code, bold and links.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import ResolverMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

PAGES: dict[str, Any] = {
    "records": _("What a record is, and what a citation is"),
    "first-meeting": _("Your first meeting, step by step"),
    "bringing": _("Bringing documents"),
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
    (r"documents_document_import", "bringing#from-the-desk"),
    (r"copy", "bringing#another-copy-of-a-public-document"),
    (r"documents_document_read|documents_candidate_.*", "reading"),
    (r"documents_(document|capture|passage)_.*", "evidence#passages"),
    (r"documents_citation_.*", "evidence"),
    (r"dispute", "evidence#where-sources-disagree"),
    (r"anchor", "evidence#when-a-later-copy-comes-in"),
    (r"document_evidence", "evidence#reading-a-citation"),
    (r".*_known_at", "history#the-record-as-it-stood"),
    (r".*_history", "history"),
    (r"batches", "history#undoing-a-whole-batch"),
    (r"house|account_log", "review#roles"),
    (r".*_delete", "history#withdrawing-and-deleting"),
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


def help_for(match: ResolverMatch | None) -> dict[str, Any]:
    """The title and the address of the help to a page of the desk."""
    name = (match.url_name if match else "") or ""
    place = next(place for pattern, place in HELP if re.fullmatch(pattern, name))
    if name == "work" and match is not None:
        from desk.work.kinds import BY_NAME

        work = BY_NAME.get(match.kwargs.get("name", ""))
        place = work.help if work else place
    page, _hash, heading = place.partition("#")
    address = reverse("admin:guide_page", args=[page])
    return {"title": PAGES[page], "url": f"{address}#{heading}" if heading else address}


def page(name: str) -> SafeString:
    """A page of the guide as HTML; ``""`` names its first page."""
    path = f"guide/{name}.md" if name else "editors-guide.md"
    return as_html((settings.BASE_DIR / "docs" / path).read_text(encoding="utf-8"))


def contents(current: str) -> list[dict[str, Any]]:
    """The pages of the guide, for its menu."""
    return [
        {"title": title, "url": reverse("admin:guide_page", args=[name]), "here": name == current}
        for name, title in PAGES.items()
    ]


def as_html(text: str) -> SafeString:
    """``text`` as HTML; everything in it is escaped first."""
    return mark_safe("\n".join(_blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if heading := re.match(r"(#+) (.*)", lines[0]):
            level = len(heading[1])
            if level > 1:  # the page has its own first heading
                yield f'<h{level} id="{slugify(heading[2])}">{_inline(heading[2])}</h{level}>'
            lines = lines[1:]
        if not lines:
            continue
        if lines[0].startswith("|"):
            yield _table(lines)
        elif re.match(r"[-*] ", lines[0]):
            yield f"<ul>{_items(lines, r'[-*] ')}</ul>"
        elif re.match(r"\d+\. ", lines[0]):
            yield f"<ol>{_items(lines, r'[0-9]+[.] ')}</ol>"
        else:
            yield f"<p>{_inline(' '.join(lines))}</p>"


def _items(lines: list[str], mark: str) -> str:
    items: list[str] = []
    for line in lines:
        if re.match(mark, line):
            items.append(re.sub(f"^{mark}", "", line))
        else:
            items[-1] += f" {line.strip()}"
    return "".join(f"<li>{_inline(item)}</li>" for item in items)


def _table(lines: list[str]) -> str:
    rows = [[_inline(cell.strip()) for cell in line.strip("| ").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    html = str(escape(text))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    html = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", html)
    html = re.sub(r"\[([^\]]+)\]\(((?:https?:/)?/[^\s)]+)\)", r'<a href="\2">\1</a>', html)
    return re.sub(r"\[([^\]]+)\]\((?:guide/)?([\w-]+)\.md(#[\w-]+)?\)", _to_page, html)


def _to_page(link: re.Match[str]) -> str:
    words, name, heading = link[1], link[2], link[3] or ""
    if name not in PAGES:
        return words
    return f'<a href="{reverse("admin:guide_page", args=[name])}{heading}">{words}</a>'

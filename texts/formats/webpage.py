"""What of a web page is its text, and what the page says of itself in its head."""

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import trafilatura
from htmldate import find_date

from texts.pieces import CAPTION, FOOTNOTE, HEADING, LIST_ITEM, TABLE_ROW, Segment
from texts.whitespace import one_space

from .blocks import Block, Proposals
from .metadata import first_heading, language_of, printed_date

_SLOW = 1_000_000  # characters of a page above which only the quick way to its text is taken
_SURE = 25  # characters from which a block is known again by its words alone
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass
class PageBlock(Block):
    """A block of a page, and where it stood."""

    element: Any = None
    around: bool = False  # its elements say that it is no part of the text
    linked: int = 0  # how many of its characters are links


def main_blocks(tree: Any, found: Sequence[PageBlock]) -> list[bool]:
    """For each block, whether it is of the text.

    What trafilatura takes for the text is; so is what stands among it and is not mostly links.
    Where it finds no text at all, everything is that does not call itself something else.
    """
    said = _said(tree)
    whole = "\n".join(said)
    lines = set(said)
    sure = [
        not block.around
        and ((words := _seen(block.text)) in lines or (len(block.text) > _SURE and words in whole))
        and (not _is_linked(block) or block.kind in (LIST_ITEM, HEADING, TABLE_ROW))
        for block in found
    ]
    text = [i for i, is_text in enumerate(sure) if is_text and len(found[i].text) > _SURE]
    if not text:
        return [not block.around and not _is_linked(block) for block in found]
    home = _common(found[i].element for i in text)
    first, last = _bounds(found, text, sure, home)
    return [
        not block.around
        and (
            (sure[i] and first <= i <= last)
            or (first <= i <= last and _is_in(block.element, home) and not _is_linked(block))
            or (block.kind in (FOOTNOTE, CAPTION) and i >= first)
        )
        for i, block in enumerate(found)
    ]


def _said(tree: Any) -> list[str]:
    """The lines of the page's text as trafilatura finds them."""
    size = sum(map(len, tree.itertext()))
    result = trafilatura.extract(
        deepcopy(tree),
        fast=size > _SLOW,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
    )
    return [flat for line in (result or "").splitlines() if (flat := _seen(line.lstrip("-| ")))]


def _seen(text: str) -> str:
    """A text as trafilatura gives it: without soft hyphens and marks of no width."""
    return one_space("".join(char for char in text if char.isprintable() or char.isspace()))


def _bounds(
    found: Sequence[PageBlock], text: list[int], sure: list[bool], home: Any
) -> tuple[int, int]:
    """The first and last block of the text: with what is short or a table at its end, and the
    title above it."""
    first, last = text[0], text[-1]
    for i in range(last + 1, len(found)):
        block = found[i]
        of_text = block.kind in (TABLE_ROW, CAPTION) and not _is_linked(block)
        if block.around or not (sure[i] or (of_text and _is_in(block.element, home))):
            break
        last = i
    for i in range(first - 1, max(-1, first - 8), -1):
        if found[i].around:
            break
        if found[i].kind == HEADING and found[i].element.tag == "h1":
            return i, last
    return first, last


def _common(elements: Any) -> Any:
    """The innermost element that holds all of them."""
    shared: list[Any] | None = None
    for element in elements:
        line = [element, *element.iterancestors()][::-1]
        if shared is None:
            shared = line[:-1] or line
        else:
            same = takewhile(lambda pair: pair[0] is pair[1], zip(shared, line, strict=False))
            shared = [one for one, _other in same]
    return shared[-1] if shared else None


def _is_in(element: Any, home: Any) -> bool:
    return home is not None and any(one is home for one in [element, *element.iterancestors()])


def _is_linked(block: PageBlock) -> bool:
    return block.linked * 2 > len(block.text)


# What the page says of itself


def proposals_of(tree: Any, text: str, segments: Sequence[Segment]) -> Proposals:
    """Title, publisher, date of publication and language, as the page's head and body tell."""
    metas = _metas(tree)
    linked = _linked_data(tree)
    return Proposals(
        title=_title(tree, metas, linked, text, segments),
        publisher=_publisher(metas, linked),
        published=_published(tree) or printed_date(text, segments),
        language=_language(tree, metas) or language_of(text),
    )


def _metas(tree: Any) -> dict[str, str]:
    """The page's ``meta`` elements: name or property, in small letters, and content."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("http-equiv") or ""
        content = one_space(meta.get("content") or "")
        if name and content:
            metas.setdefault(name.casefold(), content)
    return metas


_ARTICLES = re.compile("Article|Report|NewsArticle|WebPage|BlogPosting|Legislation|CreativeWork")


def _linked_data(tree: Any) -> dict[str, Any]:
    """The first article that a page describes in JSON-LD (schema.org); ``{}`` if none."""
    for script in tree.iter("script"):
        if (script.get("type") or "").casefold() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in nodes:
            graph = node.get("@graph") if isinstance(node, dict) else None
            for one in [node, *(graph if isinstance(graph, list) else [])]:
                if isinstance(one, dict) and _ARTICLES.search(str(one.get("@type", ""))[:200]):
                    return one
    return {}


def _title(
    tree: Any,
    metas: dict[str, str],
    linked: dict[str, Any],
    text: str,
    segments: Sequence[Segment],
) -> str:
    headline = linked.get("headline")
    known = headline if isinstance(headline, str) else ""
    known = known or metas.get("og:title") or metas.get("dc.title") or metas.get("articletitle", "")
    element = next(tree.iter("title"), None)
    head = one_space("".join(element.itertext())) if element is not None else ""
    said = {one_space(text[one.start : one.end]) for one in segments if one.kind == HEADING}
    for heading in tree.iter("h1"):
        words = one_space("".join(heading.itertext()))
        if words in said:
            return words
    site = metas.get("og:site_name", "")
    return one_space(known) or _without_site(head, site) or first_heading(text, segments)


def _without_site(title: str, site: str) -> str:
    """A page's title without the name of the site, which most put behind it."""
    parts = [part.strip() for part in re.split(r"\s+[|–—-]\s+|_{1,3}|\s*[|｜]\s*", title)]
    return next((part for part in parts if part and part.casefold() != site.casefold()), title)


_PUBLISHERS = (
    "og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher",
    "contentsource", "source", "application-name", "copyright",
)  # fmt: skip


def _publisher(metas: dict[str, str], linked: dict[str, Any]) -> str:
    publisher = linked.get("publisher")
    if isinstance(publisher, list) and publisher:
        publisher = publisher[0]
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    if isinstance(name, str) and name.strip():
        return one_space(name)
    return next((metas[key] for key in _PUBLISHERS if metas.get(key)), "")


def _published(tree: Any) -> str:
    """The day on which the page says that it was published; ``""`` where it only seems to."""
    try:
        return find_date(deepcopy(tree), original_date=True, extensive_search=False) or ""
    except Exception:  # a library that meets a page it did not expect proposes nothing
        return ""


def _language(tree: Any, metas: dict[str, str]) -> str:
    for tag in (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        metas.get("content-language", "").partition(",")[0].strip(),
        metas.get("og:locale", ""),
    ):
        tag = tag.replace("_", "-").strip()
        if _TAG.fullmatch(tag):
            return _tag(tag)
    return ""


def _tag(tag: str) -> str:
    """A language tag in its usual letters; the script of Chinese rather than its country."""
    first, *rest = tag.split("-")
    subtags = [
        part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower()
        for part in rest
    ]
    if first.lower() == "zh":
        script = {"CN": "Hans", "SG": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}
        subtags = [script.get(part, part) for part in subtags][:1]
    elif len(subtags) == 1 and len(subtags[0]) == 2:
        subtags = []  # en-US: the country says nothing of a text
    return "-".join([first.lower(), *subtags])

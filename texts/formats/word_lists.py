"""The numbers of lists in Word documents that do not begin at one.

A paragraph of a list names its list and level alone; where they begin stands in another part of
the file. Each such item is given a bookmark, which stays where the document becomes a page.
"""

from collections import defaultdict
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARK = "numbered-item-"
MOST = 99_999  # a larger number counts no items


def _value(element: Any, path: str) -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{_W}val", "")


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and int(said[:6]) <= MOST else 1


class _Lists:
    """Where each level of each list begins, of those that count in figures."""

    def __init__(self, numbering: Any) -> None:
        self.starts: dict[str, dict[str, int]] = defaultdict(dict)  # by abstract list and level
        self.abstract: dict[str, str] = {}
        self.anew: dict[tuple[str, str], int] = {}  # by list and level
        for one in numbering.findall(f"{_W}abstractNum"):
            for level in one.findall(f"{_W}lvl"):
                if _value(level, "numFmt") in ("", "decimal", "decimalZero"):
                    key = one.get(f"{_W}abstractNumId", "")
                    start = _number(_value(level, "start"))
                    self.starts[key][level.get(f"{_W}ilvl", "0")] = start
        for one in numbering.findall(f"{_W}num"):
            key = one.get(f"{_W}numId", "")
            self.abstract[key] = _value(one, "abstractNumId")
            for other in one.findall(f"{_W}lvlOverride"):
                if said := _value(other, "startOverride"):
                    self.anew[key, other.get(f"{_W}ilvl", "0")] = _number(said)


def with_numbers(body: bytes, numbering: bytes) -> bytes:
    """The body of a document in which items carry their number where their list begins later."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    lists = _Lists(etree.fromstring(numbering, parser))
    root = etree.fromstring(body, parser)
    begun: dict[tuple[str, str], int] = {}  # by abstract list and level: where it began
    last: dict[tuple[str, str], int] = {}
    for properties in root.iter(f"{_W}pPr"):
        key, level = _value(properties, "numPr/numId"), _value(properties, "numPr/ilvl") or "0"
        abstract = lists.abstract.get(key, "")
        place = abstract, level
        if level not in lists.starts.get(abstract, {}):
            continue
        for deeper in [one for one in last if one[0] == abstract and one[1] > level]:
            del last[deeper]
        if (start := lists.anew.pop((key, level), None)) is not None:
            begun[place] = last[place] = start
        elif place in last:
            last[place] += 1
        else:
            begun[place] = last[place] = lists.starts[abstract][level]
        if begun[place] > 1:
            mark = etree.Element(f"{_W}bookmarkStart")
            mark.set(f"{_W}name", f"{_MARK}{last[place]}")
            properties.addnext(mark)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def numbered(page: Any) -> Any:
    """A page whose items have the numbers that their bookmarks say."""
    for anchor in [one for one in page.iter("a") if _MARK in (one.get("id") or "")]:
        item = next(anchor.iterancestors("li"), None)
        if item is not None:
            item.set("value", anchor.get("id").rpartition(_MARK)[2])
        anchor.drop_tag()
    return page

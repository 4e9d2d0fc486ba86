"""YAML as a tree of mappings, lists and texts, each with its line.

Every scalar is a text (``2016-09-07``, ``NO`` and ``1.5`` mean what they say); tags, anchors and
aliases are refused, and so are characters that no database stores.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from .entries import Problem

MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """A file is not read further."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(file, line, message)


@dataclass
class Text:
    """A scalar."""

    line: int
    text: str


@dataclass
class List:
    """A sequence."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass
class Map:
    """A mapping, with the line of each key."""

    line: int
    values: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Text | List | Map


def parse(text: str, name: str) -> Node | None:
    """The one document in ``text``; ``Refused`` names the file ``name`` and the line."""
    root: Node | None = None
    open_nodes: list[List | Map] = []
    keys: list[Text | None] = []
    documents = 0

    def put(node: Node) -> None:
        nonlocal root
        if not open_nodes:
            root = node
            return
        top = open_nodes[-1]
        if isinstance(top, List):
            top.items.append(node)
            return
        key = keys[-1]
        if key is None:
            if not isinstance(node, Text):
                raise Refused(name, node.line, "a key must be a word")
            if node.text in top.values:
                raise Refused(
                    name,
                    node.line,
                    f"{node.text} stands twice in one mapping (first in line "
                    f"{top.lines[node.text]}); keep one",
                )
            keys[-1] = node
        else:
            top.values[key.text], top.lines[key.text] = node, key.line
            keys[-1] = None

    try:
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Refused(name, line, "holds a second YAML document; keep one")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Refused(name, line, "uses an anchor or alias (& or *); write the value out")
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                node = open_nodes.pop()
                if isinstance(node, Map):
                    keys.pop()
                put(node)
            elif isinstance(event, yaml.NodeEvent):
                if (tag := getattr(event, "tag", None)) not in (None, "!"):
                    raise Refused(name, line, f"uses the tag {str(tag)[:40]}; leave tags out")
                if isinstance(event, yaml.ScalarEvent):
                    empty = not event.style and event.value in ("", "~", "null")
                    if not _storable(event.value):
                        raise Refused(
                            name,
                            line,
                            "holds a character that no text may hold (NUL or half a "
                            "pair); remove it",
                        )
                    put(Text(line, "" if empty else event.value))
                    continue
                if len(open_nodes) >= MAX_DEPTH:
                    raise Refused(name, line, "is nested too deeply for a register")
                if isinstance(event, yaml.MappingStartEvent):
                    open_nodes.append(Map(line))
                    keys.append(None)
                else:
                    open_nodes.append(List(line))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise Refused(
            name,
            mark.line + 1 if mark else _line_of(error, text),
            f"is not YAML here: {what}; texts with a colon or # need double quotes",
        ) from None
    return root


def _storable(text: str) -> bool:
    return "\x00" not in text and not re.search("[\ud800-\udfff]", text)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 0

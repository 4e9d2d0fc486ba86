"""YAML as a tree of mappings, lists and texts, each with its line.

Every scalar is a text (``2016-09-07``, ``NO`` and ``1.5`` mean what they say); tags, anchors and
aliases are refused, and so are characters that no database stores.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
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
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                mark: Any = event.start_mark
                raise Refused(name, mark.line + 1, "holds a second YAML document; keep one")
            if isinstance(event, yaml.NodeEvent):
                root = _node(event, events, name)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise Refused(
            name,
            mark.line + 1 if mark else _line_of(error, text),
            f"is not YAML here: {what}; texts with a colon or # need double quotes",
        ) from None
    return root


def _node(event: Any, events: Iterator[Any], name: str, depth: int = 0) -> Node:
    """The node that begins with ``event``; ``events`` are read up to its end."""
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise Refused(name, line, "uses an anchor or alias (& or *); write the value out")
    if event.tag not in (None, "!"):
        raise Refused(name, line, f"uses the tag {event.tag[:40]}; leave tags out")
    if isinstance(event, yaml.ScalarEvent):
        if not _storable(event.value):
            message = "holds a character that no text may hold (NUL or half a pair); remove it"
            raise Refused(name, line, message)
        empty = not event.style and event.value in ("", "~", "null")
        return Text(line, "" if empty else event.value)
    if depth >= MAX_DEPTH:
        raise Refused(name, line, "is nested too deeply for a register")
    inside = takewhile(lambda next_one: not isinstance(next_one, yaml.CollectionEndEvent), events)
    nodes = (_node(one, events, name, depth + 1) for one in inside)
    if isinstance(event, yaml.SequenceStartEvent):
        return List(line, list(nodes))
    mapping = Map(line)
    for key in nodes:
        if not isinstance(key, Text):
            raise Refused(name, key.line, "a key must be a word")
        if (first := mapping.lines.get(key.text)) is not None:
            message = f"{key.text} stands twice in one mapping (first in line {first}); keep one"
            raise Refused(name, key.line, message)
        mapping.lines[key.text] = key.line
        mapping.values[key.text] = next(nodes)
    return mapping


def _storable(text: str) -> bool:
    return "\x00" not in text and not re.search("[\ud800-\udfff]", text)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 0

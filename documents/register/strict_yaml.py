"""YAML as a tree of mappings, lists and texts, each with its line.

Every scalar is a text (``2016-09-07``, ``NO`` and ``1.5`` mean what they say); tags, anchors and
aliases are refused, and so are characters that no database stores.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any

import yaml

from .entries import Problem

MAX_DEPTH = 12
MAX_LENGTH = 64 * 1024 * 1024  # characters of one document, or of one item of a list
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Refused(Exception):
    """A file is not read further."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(file, line, message)


@dataclass(slots=True)
class Text:
    """A scalar."""

    line: int
    text: str


@dataclass(slots=True)
class List:
    """A sequence."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Map:
    """A mapping, with the line of each key."""

    line: int
    values: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Text | List | Map


def parse(path: Path, name: str) -> Node | None:
    """The one document in a file; ``Refused`` names it ``name``, and the line."""
    with _events(path, name) as events:
        if (event := events.first()) is None:
            return None
        root = events.node(event)
        events.end()
        return root


def parse_items(path: Path, name: str, otherwise: str) -> Iterator[Node]:
    """The items of the one list in a file, each before the next is read, however many.

    A file that says nothing has none; ``otherwise`` is what is wrong with one that is no list.
    """
    with _events(path, name) as events:
        if (event := events.first()) is None:
            return
        if not isinstance(event, yaml.SequenceStartEvent):
            root = events.node(event)
            if isinstance(root, Text) and not root.text:
                events.end()
                return
            raise Refused(name, 1, otherwise)
        events.check(event)
        while not isinstance(event := events.next(), yaml.SequenceEndEvent):
            events.start = event.start_mark.index
            yield events.node(event, 1)
        events.end()


@contextmanager
def _events(path: Path, name: str) -> Iterator["_Events"]:
    """The events of a file while it is read; what cannot be read is ``Refused``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        loader: Any = None
        try:
            loader = _LOADER(file)
            yield _Events(loader.get_event, name)
        except UnicodeDecodeError:
            what = "is not UTF-8 here; save the file as UTF-8"
            raise Refused(name, _line_of_no_text(path), what) from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
            raise Refused(
                name,
                mark.line + 1 if mark else _line_of(error, path),
                f"is not YAML here: {what}; texts with a colon or # need double quotes",
            ) from None
        finally:
            if loader is not None:
                loader.dispose()


class _Events:
    """The events of a file, as nodes."""

    def __init__(self, get_event: Callable[[], Any], name: str) -> None:
        self.get_event, self.name = get_event, name
        self.start = 0  # of what must not be longer than MAX_LENGTH

    def next(self) -> Any:
        event = self.get_event()
        if event.end_mark.index - self.start > MAX_LENGTH:
            what = f"is larger than {MAX_LENGTH // 1024**2} MB here; split the record"
            raise Refused(self.name, event.start_mark.line + 1, what)
        return event

    def first(self) -> Any:
        """The event with which the file's node begins; ``None`` where it has none."""
        while isinstance(event := self.next(), yaml.StreamStartEvent | yaml.DocumentStartEvent):
            pass
        return None if isinstance(event, yaml.StreamEndEvent) else event

    def end(self) -> None:
        """Refuse that anything comes after the file's node."""
        while not isinstance(event := self.next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                mark: Any = event.start_mark
                what = "holds a second YAML document; keep one"
                raise Refused(self.name, mark.line + 1, what)

    def check(self, event: Any) -> None:
        """Refuse what a node of the register never has."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            what = "uses an anchor or alias (& or *); write the value out"
            raise Refused(self.name, line, what)
        if event.tag not in (None, "!"):
            raise Refused(self.name, line, f"uses the tag {event.tag[:40]}; leave tags out")

    def node(self, event: Any, depth: int = 0) -> Node:
        """The node that begins with ``event``, read up to its end."""
        self.check(event)
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line)
        if depth >= MAX_DEPTH:
            raise Refused(self.name, line, "is nested too deeply for a register")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := self.next(), yaml.SequenceEndEvent):
                items.append(self.node(event, depth + 1))
            return List(line, items)
        mapping = Map(line)
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, Text):
                raise Refused(self.name, key.line, "a key must be a word")
            if (first := mapping.lines.get(key.text)) is not None:
                what = f"{key.text} stands twice in one mapping (first in line {first}); keep one"
                raise Refused(self.name, key.line, what)
            called = intern(key.text)  # the same few words, millions of times
            mapping.lines[called] = key.line
            mapping.values[called] = self.node(self.next(), depth + 1)
        return mapping

    def _text(self, event: Any, line: int) -> Text:
        text: str = event.value
        if _UNSTORABLE.search(text):
            what = "holds a character that no text may hold (NUL or half a pair); remove it"
            raise Refused(self.name, line, what)
        return Text(line, "" if not event.style and text in ("", "~", "null") else text)


def _line_of(error: yaml.YAMLError, path: Path) -> int:
    position = getattr(error, "position", None)
    return path.read_bytes().count(b"\n", 0, position) + 1 if isinstance(position, int) else 0


def _line_of_no_text(path: Path) -> int:
    """The first line of a file that is not UTF-8."""
    data = path.read_bytes()
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return data[: error.start].count(b"\n") + 1
    return 0

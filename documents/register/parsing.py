"""Strict reading of the register's files, with the line of every value.

Every scalar is read as text (``2016-09-07``, ``NO`` and ``1.5`` mean what they say); tags,
anchors and aliases are refused. All that is wrong is collected, so that one run tells all.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from .formatting import FILES, KEYS, NESTED

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 12
MOST = 1000  # problems after which no more are looked for
UID = re.compile("[0-9A-HJKMNP-TV-Z]{10}")
SLUG = re.compile("[a-z0-9_]+(?:-+[a-z0-9_]+)*")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LISTS = ("fields", "topics")
_EXPECTED = ", ".join(
    "documents/<slug>.yaml" if plural == "documents" else f"{plural}.yaml" for plural in FILES
)


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the files: where, what, and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.message}"
            if self.line
            else (f"{self.file}: {self.message}")
        )


class Enough(Exception):
    """More is wrong than anybody reads in one go."""


class Problems(list[Problem]):
    """What is wrong, as far as it is looked for: at ``MOST`` it raises ``Enough``."""

    def append(self, problem: Problem) -> None:
        super().append(problem)
        if len(self) >= MOST:
            raise Enough


class Entry(dict[str, Any]):
    """A mapping of a file: its values by key, and the lines they stand on."""

    def __init__(self, kind: str, file: str, line: int) -> None:
        super().__init__()
        self.kind, self.file, self.line = kind, file, line
        self.lines: dict[str, int] = {}

    def problem(self, message: str, key: str = "") -> Problem:
        """A problem of this entry, at the line of ``key`` where it has one."""
        return Problem(self.file, self.lines.get(key, self.line), message)

    @property
    def label(self) -> str:
        keys = ("slug", "title", "id", "text", "locator", "sha256")
        return next((str(self[key])[:80] for key in keys if self.get(key)), "without id")


@dataclass
class Files:
    """What was read: entries by kind, and what was wrong."""

    entries: dict[str, list[Entry]] = field(default_factory=lambda: {k: [] for k in FILES.values()})
    problems: Problems = field(default_factory=Problems)

    def walk(self) -> Iterator[tuple[Entry, Entry | None]]:
        """Every entry with an id, with its owner: records, their parts, and citations of both."""
        for entries in self.entries.values():
            for entry in entries:
                yield from _walk(entry, None)


def _walk(entry: Entry, owner: Entry | None) -> Iterator[tuple[Entry, Entry | None]]:
    yield entry, owner
    for key, kind in NESTED.items():
        if kind not in ("name", "capture", "passage"):
            for part in entry.get(key, ()):
                yield from _walk(part, entry)


def read_folder(folder: Path) -> Files:
    """All files of the register in ``folder``."""
    found = Files()
    with suppress(Enough):
        _read_folder(folder, found)
    return found


def _read_folder(folder: Path, found: Files) -> None:
    if not folder.is_dir():
        found.problems.append(Problem(str(folder), 0, "there is no such folder"))
        return
    paths = sorted(
        path
        for path in [*folder.glob("*.y*ml"), *folder.glob("documents/*.y*ml")]
        if path.suffix in (".yaml", ".yml") and path.is_file()
    )
    if not paths:
        found.problems.append(
            Problem(str(folder), 0, f"holds no file of the register; expected {_EXPECTED}")
        )
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            _read_file(path, name, found)
        except _Refused as refused:
            found.problems.append(refused.problem)
    if not found.problems:
        _check_ids(found)


class _Refused(Exception):
    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(file, line, message)


def _read_file(path: Path, name: str, found: Files) -> None:
    plural = path.parent.name if "/" in name else path.stem
    kind = FILES.get(plural)
    if path.suffix != ".yaml" or kind is None or (plural == "documents") != ("/" in name):
        raise _Refused(name, 0, f"is no file of the register, which has {_EXPECTED}")
    if path.stat().st_size > MAX_BYTES:
        raise _Refused(name, 0, f"is larger than {MAX_BYTES // 1024**2} MB; split the register")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _Refused(name, line, "is not UTF-8 here; save the file as UTF-8") from None
    root, line = _parse(text, name)
    if kind == "document":
        if not isinstance(root, _Map):
            raise _Refused(name, line, "must be one mapping, beginning with “id:”")
        entry = _entry(root, kind, name, found.problems)
        if entry.get("slug") and entry["slug"] != path.stem:
            found.problems.append(
                entry.problem(
                    f"the slug is {entry['slug']}: name the file {entry['slug']}.yaml", "slug"
                )
            )
        found.entries[kind].append(entry)
        return
    if root is None or (isinstance(root, _Text) and not root.text):
        return
    if not isinstance(root, _List):
        raise _Refused(name, line, "must be a list: each record begins with “- id:”")
    for item in root.items:
        if isinstance(item, _Map):
            found.entries[kind].append(_entry(item, kind, name, found.problems))
        else:
            found.problems.append(
                Problem(name, item.line, f"a {kind} must be a mapping, beginning with “- id:”")
            )


# YAML to a tree of maps, lists and texts


@dataclass
class _Text:
    line: int
    text: str


@dataclass
class _List:
    line: int
    items: list["_Node"] = field(default_factory=list)


@dataclass
class _Map:
    line: int
    values: dict[str, "_Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


_Node = _Text | _List | _Map


def _parse(text: str, name: str) -> tuple[_Node | None, int]:
    root: _Node | None = None
    open_nodes: list[_List | _Map] = []
    keys: list[_Text | None] = []
    documents = 0

    def put(node: _Node) -> None:
        nonlocal root
        if not open_nodes:
            root = node
            return
        top = open_nodes[-1]
        if isinstance(top, _List):
            top.items.append(node)
            return
        key = keys[-1]
        if key is None:
            if not isinstance(node, _Text):
                raise _Refused(name, node.line, "a key must be a word")
            if node.text in top.values:
                raise _Refused(
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
                    raise _Refused(name, line, "holds a second YAML document; keep one")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _Refused(name, line, "uses an anchor or alias (& or *); write the value out")
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                node = open_nodes.pop()
                if isinstance(node, _Map):
                    keys.pop()
                put(node)
            elif isinstance(event, yaml.NodeEvent):
                if (tag := getattr(event, "tag", None)) not in (None, "!"):
                    raise _Refused(name, line, f"uses the tag {str(tag)[:40]}; leave tags out")
                if isinstance(event, yaml.ScalarEvent):
                    empty = not event.style and event.value in ("", "~", "null")
                    if not _storable(event.value):
                        raise _Refused(
                            name,
                            line,
                            "holds a character that no text may hold (NUL or half a "
                            "pair); remove it",
                        )
                    put(_Text(line, "" if empty else event.value))
                    continue
                if len(open_nodes) >= MAX_DEPTH:
                    raise _Refused(name, line, "is nested too deeply for a register")
                if isinstance(event, yaml.MappingStartEvent):
                    open_nodes.append(_Map(line))
                    keys.append(None)
                else:
                    open_nodes.append(_List(line))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise _Refused(
            name,
            mark.line + 1 if mark else _line_of(error, text),
            f"is not YAML here: {what}; texts with a colon or # need double quotes",
        ) from None
    return root, 1


def _storable(text: str) -> bool:
    return "\x00" not in text and not re.search("[\ud800-\udfff]", text)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 0


# The tree to entries


def _entry(node: _Map, kind: str, file: str, problems: list[Problem]) -> Entry:
    """The mapping as an entry of ``kind``; what does not belong there is a problem."""
    entry = Entry(kind, file, node.line)
    for key, value in node.values.items():
        line = node.lines[key]
        entry.lines[key] = line
        if key not in KEYS[kind]:
            near = get_close_matches(key, KEYS[kind], 1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(KEYS[kind])}"
            problems.append(Problem(file, line, f"a {kind} has no key “{key[:60]}”; {hint}"))
        elif isinstance(value, _Text) and not value.text:
            continue  # a key without a value is left out
        elif key in NESTED:
            entry[key] = _parts(value, NESTED[key], key, file, problems)
        elif key in _LISTS:
            entry[key] = _texts(value, key, file, problems)
        elif key == "stated":
            entry[key] = _stated(value, file, problems)
        elif isinstance(value, _Text):
            entry[key] = value.text
        else:
            problems.append(Problem(file, line, f"{key} must be one value, not a list or mapping"))
    return entry


def _parts(node: _Node, kind: str, key: str, file: str, problems: list[Problem]) -> list[Entry]:
    if not isinstance(node, _List):
        problems.append(Problem(file, node.line, f"{key} must be a list of mappings"))
        return []
    parts = []
    for item in node.items:
        if isinstance(item, _Map):
            parts.append(_entry(item, kind, file, problems))
        else:
            problems.append(Problem(file, item.line, f"each of {key} must be a mapping"))
    return parts


def _texts(node: _Node, key: str, file: str, problems: list[Problem]) -> list[str]:
    items = node.items if isinstance(node, _List) else []
    if not isinstance(node, _List) or not all(isinstance(item, _Text) for item in items):
        problems.append(Problem(file, node.line, f"{key} must be a list of words, like [name]"))
        return []
    return [item.text for item in items if isinstance(item, _Text)]


def _stated(node: _Node, file: str, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(node, _Map):
        problems.append(Problem(file, node.line, "stated must map fields to values"))
        return {}
    stated: dict[str, Any] = {}
    for key, value in node.values.items():
        if isinstance(value, _Text):
            stated[key] = value.text
        else:
            stated[key] = _texts(value, f"stated {key}", file, problems)
    return stated


def _check_ids(found: Files) -> None:
    """Permanent ids are well formed and stand once; slugs stand once in their kind."""
    ids: dict[str, Entry] = {}
    slugs: dict[tuple[str, str], Entry] = {}
    for entry, _owner in found.walk():
        uid = entry.get("id", "")
        if not UID.fullmatch(uid):
            found.problems.append(
                entry.problem(
                    f"{entry.kind} {entry.label}: "
                    + (f"the id “{uid[:40]}” is not one" if uid else "there is no id")
                    + "; an id has ten of 0-9 and A-Z without I, L, O, U",
                    "id",
                )
            )
        elif uid in ids:
            other = ids[uid]
            found.problems.append(
                entry.problem(
                    f"the id {uid} is taken by {other.kind} {other.label} "
                    f"({other.file}:{other.lines['id']}); make a new one",
                    "id",
                )
            )
        else:
            ids[uid] = entry
        if entry.kind not in FILES.values():
            continue
        slug = entry.get("slug", "")
        if not SLUG.fullmatch(slug):
            found.problems.append(
                entry.problem(
                    f"{entry.kind} {uid}: "
                    + (f"“{slug[:60]}” is no slug" if slug else "there is no slug")
                    + "; write small letters, digits and hyphens",
                    "slug",
                )
            )
        elif (entry.kind, slug) in slugs:
            other = slugs[entry.kind, slug]
            found.problems.append(
                entry.problem(
                    f"the slug {slug} is taken by another {entry.kind} "
                    f"({other.file}:{other.lines['slug']}); choose another one",
                    "slug",
                )
            )
        else:
            slugs[entry.kind, slug] = entry

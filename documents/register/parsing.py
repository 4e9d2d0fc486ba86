"""Strict reading of the register's files, with the line of every value.

All that is wrong is collected, so that one run tells all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reference.files import NAMES as REFERENCE

from .entries import Entry, LoadRefused, Problem, Problems
from .formatting import FILES, KEYS, MAPPINGS, NESTED
from .strict_yaml import List, Map, Node, Refused, Text, parse, parse_items

MAX_BYTES = 64 * 1024 * 1024  # of a document; a list is read record by record, however long
UID = re.compile("[0-9A-HJKMNP-TV-Z]{10}")
SLUG = re.compile("[a-z0-9_]+(?:-+[a-z0-9_]+)*")

_LISTS = ("fields", "topics")
_EXPECTED = ", ".join(
    "documents/<slug>.yaml" if plural == "documents" else f"{plural}.yaml" for plural in FILES
)


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
    """All files of the register in ``folder``; ``LoadRefused`` where something is wrong in them."""
    found = Files()
    if not folder.is_dir():
        raise LoadRefused([Problem(str(folder), 0, "there is no such folder")])
    paths = sorted(
        path
        for path in [*folder.glob("*.y*ml"), *folder.glob("documents/*.y*ml")]
        if path.suffix in (".yaml", ".yml") and path.is_file() and path.name not in REFERENCE
    )
    if not paths:
        message = f"holds no file of the register; expected {_EXPECTED}"
        raise LoadRefused([Problem(str(folder), 0, message)])
    for path in paths:
        name = path.relative_to(folder).as_posix()
        before = len(found.problems)
        try:
            _read_file(path, name, found)
        except Refused as refused:
            del found.problems[before:]  # of a file that is not read, no more is said
            found.problems.append(refused.problem)
    found.problems.stop_if_any()
    _check_ids(found)
    found.problems.stop_if_any()
    return found


def _read_file(path: Path, name: str, found: Files) -> None:
    plural = path.parent.name if "/" in name else path.stem
    kind = FILES.get(plural)
    if path.suffix != ".yaml" or kind is None or (plural == "documents") != ("/" in name):
        raise Refused(name, 0, f"is no file of the register, which has {_EXPECTED}")
    if kind == "document":
        if path.stat().st_size > MAX_BYTES:
            raise Refused(name, 0, f"is larger than {MAX_BYTES // 1024**2} MB; split the register")
        root = parse(path, name)
        if not isinstance(root, Map):
            raise Refused(name, 1, "must be one mapping, beginning with “id:”")
        entry = _entry(root, kind, name, found.problems)
        if (slug := entry.get("slug", path.stem)) != path.stem:
            message = f"the slug is {slug}: name the file {slug}.yaml"
            found.problems.append(entry.problem(message, "slug"))
        found.entries[kind].append(entry)
        return
    otherwise = "must be a list: each record begins with “- id:”"
    for item in parse_items(path, name, otherwise):
        if isinstance(item, Map):
            found.entries[kind].append(_entry(item, kind, name, found.problems))
        else:
            message = f"a {kind} must be a mapping, beginning with “- id:”"
            found.problems.append(Problem(name, item.line, message))


# The tree to entries


def _entry(node: Map, kind: str, file: str, problems: list[Problem]) -> Entry:
    """The mapping as an entry of ``kind``; what does not belong there is a problem."""
    entry = Entry(kind, file, node.line)
    for key, value in node.values.items():
        line = node.lines[key]
        entry.lines[key] = line
        if key not in KEYS[kind]:
            near = get_close_matches(key, KEYS[kind], 1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(KEYS[kind])}"
            problems.append(Problem(file, line, f"a {kind} has no key “{key[:60]}”; {hint}"))
        elif isinstance(value, Text) and not value.text:
            continue  # a key without a value is left out
        elif key in NESTED:
            entry[key] = _parts(value, NESTED[key], key, file, problems)
        elif key in _LISTS:
            entry[key] = _texts(value, key, file, problems)
        elif key in MAPPINGS:
            entry[key] = _by_field(value, key, file, problems)
        elif isinstance(value, Text):
            entry[key] = value.text
        else:
            problems.append(Problem(file, line, f"{key} must be one value, not a list or mapping"))
    return entry


def _parts(node: Node, kind: str, key: str, file: str, problems: list[Problem]) -> list[Entry]:
    if not isinstance(node, List):
        problems.append(Problem(file, node.line, f"{key} must be a list of mappings"))
        return []
    return _entries(node, kind, file, problems, f"each of {key} must be a mapping")


def _entries(
    node: List, kind: str, file: str, problems: list[Problem], otherwise: str
) -> list[Entry]:
    """The mappings of a list; ``otherwise`` says what is wrong with an item that is none."""
    entries = []
    for item in node.items:
        if isinstance(item, Map):
            entries.append(_entry(item, kind, file, problems))
        else:
            problems.append(Problem(file, item.line, otherwise))
    return entries


def _texts(node: Node, key: str, file: str, problems: list[Problem]) -> list[str]:
    items = node.items if isinstance(node, List) else []
    if not isinstance(node, List) or not all(isinstance(item, Text) for item in items):
        problems.append(Problem(file, node.line, f"{key} must be a list of words, like [name]"))
        return []
    return [item.text for item in items if isinstance(item, Text)]


def _by_field(node: Node, key: str, file: str, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(node, Map):
        problems.append(Problem(file, node.line, f"{key} must map fields to values"))
        return {}
    return {
        name: value.text
        if isinstance(value, Text)
        else _texts(value, f"{key} {name}", file, problems)
        for name, value in node.values.items()
    }


def _check_ids(found: Files) -> None:
    """Permanent ids are well formed and stand once; slugs stand once in their kind."""
    ids: dict[str, Entry] = {}
    slugs: dict[tuple[str, str], Entry] = {}
    for entry, _owner in found.walk():
        uid = entry.get("id", "")
        if not UID.fullmatch(uid):
            what = f"the id “{uid[:40]}” is not one" if uid else "there is no id"
            remedy = "an id has ten of 0-9 and A-Z without I, L, O, U"
            found.problems.of(entry, f"{what}; {remedy}", "id")
        elif (other := ids.setdefault(uid, entry)) is not entry:
            message = (
                f"the id {uid} is taken by {other.kind} {other.label} "
                f"({other.file}:{other.lines['id']}); make a new one"
            )
            found.problems.append(entry.problem(message, "id"))
        if entry.kind not in FILES.values():
            continue
        slug = entry.get("slug", "")
        if not SLUG.fullmatch(slug):
            what = f"“{slug[:60]}” is no slug" if slug else "there is no slug"
            message = f"{entry.kind} {uid}: {what}; write small letters, digits and hyphens"
            found.problems.append(entry.problem(message, "slug"))
        elif (other := slugs.setdefault((entry.kind, slug), entry)) is not entry:
            message = (
                f"the slug {slug} is taken by another {entry.kind} "
                f"({other.file}:{other.lines['slug']}); choose another one"
            )
            found.problems.append(entry.problem(message, "slug"))

"""The labelled texts of ``bench/texts``: each text, and what it says (see the README there)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.facts import NAMING, Fact

ROLES = {
    "hosts": "host",
    "co_hosts": "co_host",
    "chairs": "chair",
    "co_chairs": "co_chair",
    "organizers": "organizer",
    "supporters": "supporter",
    "attendees": "attendee",
    "observers": "observer",
    "absent": "absent",
}
"""How a label names those who take part, and the role that is."""


@dataclass(frozen=True)
class Text:
    """A text of our own with the facts it states."""

    name: str
    manner: str
    date: str
    language: str
    text: str
    facts: tuple[Fact, ...]


def texts_of(path: Path) -> list[Text]:
    """The texts of one file; ``ValueError`` names the text whose label does not fit it."""
    return [_text(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _text(entry: dict[str, Any]) -> Text:
    name, words = entry["name"], entry["text"]
    facts: list[Fact] = []
    for number, label in enumerate(entry.get("meetings", ())):
        facts += _meeting(f"{name} {number}", label, words)
    for kind in ("outcome", "membership", "office"):
        for number, label in enumerate(entry.get(f"{kind}s", ())):
            facts.append(_part(f"{name} {kind} {number}", kind, label, words))
    return Text(
        name=name,
        manner=entry["manner"],
        date=str(entry.get("date", "")),
        language=entry.get("language", "en"),
        text=words,
        facts=tuple(facts),
    )


def _meeting(key: str, label: dict[str, Any], words: str) -> Iterator[Fact]:
    label = dict(label)
    parts = {name: label.pop(name) for name in (*ROLES, "delegates") if name in label}
    spans = _spans(key, label.pop("at"), words)
    optional = label.pop("optional", False)
    names = _forms(label.pop("name", [words[start:end] for start, end in spans]))
    values = {"name": names, **{name: _forms(value) for name, value in label.items()}}
    yield Fact("meeting", key, names[0], spans, values, where=key, optional=optional)
    for plural, participants in parts.items():
        for participant in participants:
            if plural == "delegates":
                values = {name: _forms(value) for name, value in participant.items()}
                kind, naming = "delegate", values["person"]
            else:
                values = {"participant": _forms(participant), "role": (ROLES[plural],)}
                kind, naming = "participation", values["participant"]
            yield Fact(
                kind,
                f"{key} {plural} {naming[0]}",
                f"{naming[0]}, {names[0]}",
                spans,
                values,
                belongs_to=key,
                where=key,
                optional=optional,
            )


def _part(key: str, kind: str, label: dict[str, Any], words: str) -> Fact:
    label = dict(label)
    spans = _spans(key, label.pop("at"), words)
    optional = label.pop("optional", False)
    naming = NAMING[kind]
    if naming not in label:
        label[naming] = [words[start:end] for start, end in spans]
    values = {name: _forms(value) for name, value in label.items()}
    return Fact(kind, key, values[naming][0], spans, values, where=key, optional=optional)


def _forms(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _spans(key: str, at: Any, words: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a label stand; they stand in the text just once."""
    spans = []
    for piece in at if isinstance(at, list) else [at]:
        if words.count(piece) != 1:
            raise ValueError(f"{key}: “{piece}” stands {words.count(piece)} times in the text")
        spans.append((words.index(piece), words.index(piece) + len(piece)))
    return tuple(spans)

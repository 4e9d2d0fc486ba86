"""What stands between ``---`` lines at the head of a text: it speaks of it, and is none of it."""

import re
from dataclasses import dataclass, field

_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<matter>.{1,4000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL
)
_ENTRY = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40})\s*:\s*(?P<value>\S.*)")
_SAID = ("title", "date", "lang", "language", "publisher")


@dataclass(frozen=True)
class Front:
    """The front matter of a text: what it says, and where the text goes on behind it."""

    matter: str = ""
    end: int = 0
    said: dict[str, str] = field(default_factory=dict)


def front_of(text: str) -> Front:
    """The front matter at the head of a text; of one without it, nothing."""
    match = _FRONT.match(text)
    lines = match["matter"].splitlines() if match else []
    entries = [entry for line in lines if (entry := _ENTRY.fullmatch(line.strip()))]
    if match is None or not entries:
        return Front()
    said = {entry["key"].casefold(): _unquoted(entry["value"]) for entry in entries}
    return Front(match["matter"], match.end(), {key: said[key] for key in _SAID if key in said})


def _unquoted(value: str) -> str:
    """A value as YAML means it: without its quotes, and what they escape."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1]).strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'").strip()
    return value

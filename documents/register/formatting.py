"""The one way to write the register: which keys, in which order, in which YAML.

Works on plain mappings and needs neither Django nor a database:

    for path, text in files({"topics": [...], ..., "documents": [...]}).items(): ...

What means the same is written the same, byte for byte: keys in the order below, empty values
left out, records sorted by slug and their parts by what they say, one line per value.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

Data = Mapping[str, Any]

# Which keys, in which order. A key in NESTED holds a list of mappings of the kind named there.

_HEAD = ("id", "slug", "state", "name", "names")
_TAIL = ("summary", "evidence")
_PERIOD = ("since", "since_is", "until", "until_is")

KEYS: dict[str, tuple[str, ...]] = {
    # The kinds of record stand in the order in which they can be written: after what they name.
    "topic": (*_HEAD, "parent", *_TAIL),
    "mechanism": (
        *_HEAD,
        "kind",
        "parent",
        "predecessor",
        "status",
        "founded",
        "ended",
        "founding",
        "membership_listed",
        "topics",
        *_TAIL,
        "memberships",
        "outcomes",
        "positions",
    ),
    "participant": (
        *_HEAD,
        *("kind", "parent", "mechanism", "members_of", "members_role"),
        *("iso_alpha2", "iso_alpha3"),
        *_TAIL,
    ),
    "person": (*_HEAD, *_TAIL, "offices"),
    "place": (*_HEAD, "country", "region", "latitude", "longitude", "coordinates_from", *_TAIL),
    "series": (
        *_HEAD,
        *("mechanism", "level", "track", "kind", "count_min", "count_max", "count_date"),
        *_TAIL,
    ),
    "meeting": (
        *_HEAD,
        "mechanism",
        "series",
        "ordinal",
        "numbering",
        "level",
        "track",
        "kind",
        "mode",
        "status",
        "date",
        "place",
        "participation_listed",
        "attendance_min",
        "attendance_max",
        "topics",
        *_TAIL,
        "participations",
        "delegates",
        "outcomes",
        "positions",
    ),
    "office": ("id", "state", "participant", "title", *_PERIOD, "evidence"),
    "membership": ("id", "state", "participant", "role", *_PERIOD, "evidence"),
    "participation": ("id", "state", "participant", "role", "evidence"),
    "delegate": ("id", "state", "person", "participant", "role", "office", "evidence"),
    "outcome": (
        "id",
        "state",
        "title",
        "mechanism",
        "action",
        "instrument",
        "date",
        "proposer",
        "follows_up",
        "takes_up",
        "topics",
        "summary",
        "evidence",
    ),
    "position": (
        "id",
        "state",
        "title",
        "kind",
        "mechanism",
        "proposer",
        "audience",
        "date",
        "follows_up",
        "continues",
        "topics",
        "summary",
        "evidence",
    ),
    "document": (
        *_HEAD,
        "kind",
        "publisher",
        "published",
        "language",
        "url",
        "identifier",
        "rights",
        "part_of",
        "version_of",
        "version_label",
        "expression_of",
        "outcome",
        *_TAIL,
        "captures",
    ),
    "citation": (
        "id",
        "state",
        "at",
        "start",
        "end",
        "fields",
        "stated",
        "holds_for",
        "counting",
        "reason",
    ),
    "name": ("text", "language", "kind", "since", "until"),
    "capture": (
        "sha256",
        "byte_length",
        "char_length",
        "media_type",
        "encoding",
        "extractor",
        "retrieved",
        "source_url",
        "passages",
    ),
    "passage": ("number", "kind", "locator", "speaker", "start", "end", "summary"),
}

NESTED = {
    "names": "name",
    "evidence": "citation",
    "offices": "office",
    "memberships": "membership",
    "participations": "participation",
    "delegates": "delegate",
    "outcomes": "outcome",
    "positions": "position",
    "captures": "capture",
    "passages": "passage",
}

MAPPINGS = ("stated", "holds_for")
"""The keys that map fields to values."""

FILES = {
    "topics": "topic",
    "places": "place",
    "participants": "participant",
    "people": "person",
    "mechanisms": "mechanism",
    "series": "series",
    "meetings": "meeting",
    "documents": "document",
}
"""The plural that names a file (or, for documents, a folder), and the kind of its records."""

DEFAULTS = {"state": "published", "since_is": "began", "until_is": "ended"}
"""Values that go without saying."""

_QUOTED = {
    "continues",
    "id",
    "date",
    "since",
    "until",
    "founded",
    "ended",
    "published",
    "retrieved",
    "sha256",
    "track",
    "follows_up",
    "takes_up",
    "outcome",
    "count_date",
}


_NUMBERS = {
    *("ordinal", "attendance_min", "attendance_max", "count_min", "count_max"),
    *("number", "start", "end", "byte_length", "char_length"),
}


def document_text(record: Data) -> str:
    """The file of one document."""
    return "".join(_mapping("document", record, 0))


def records_text(plural: str, records: Iterable[Data]) -> str:
    """The file of all records of one kind, sorted by slug."""
    return "".join(list_texts(plural, sorted(records, key=lambda record: record["slug"])))


def list_texts(plural: str, records: Iterable[Data]) -> Iterator[str]:
    """The same in pieces, of records that come in that order."""
    before = ""
    for record in records:
        yield before + "".join(_item(FILES[plural], record, 0))
        before = "\n"
    if not before:
        yield "[]\n"


# Mappings


def _mapping(kind: str, record: Data, indent: int) -> Iterable[str]:
    unknown = set(record) - set(KEYS[kind])
    if unknown:
        raise ValueError(
            f"{kind} {record.get('slug') or record.get('id') or ''} has no key "
            f"{', '.join(sorted(unknown))}; it has {', '.join(KEYS[kind])}"
        )
    space = " " * indent
    for key in KEYS[kind]:
        value = record.get(key)
        if value is None or value in ("", [], {}, ()) or value == DEFAULTS.get(key):
            continue
        if key in NESTED:
            yield f"{space}{key}:\n"
            for part in sorted(value, key=_ORDER[NESTED[key]]):
                yield from _item(NESTED[key], part, indent)
        elif key in MAPPINGS:
            yield f"{space}{key}:\n"
            for name in sorted(value):
                yield f"{space}  {_scalar(name)}: {_stated(value[name])}\n"
        elif key in ("fields", "topics"):
            values = sorted(set(value)) if key == "topics" else value
            yield f"{space}{key}: [{', '.join(_scalar(one) for one in values)}]\n"
        else:
            yield f"{space}{key}: {_value(key, value)}\n"


def _item(kind: str, record: Data, indent: int) -> Iterable[str]:
    """A mapping as an item of a list: its first line bears the dash."""
    space = " " * indent
    for number, line in enumerate(_mapping(kind, record, indent + 2)):
        yield f"{space}- {line[indent + 2 :]}" if number == 0 else line


def _text(*keys: str) -> Callable[[Data], tuple]:
    return lambda part: tuple(str(part.get(key) or "") for key in keys)


def _by_place(citation: Data) -> tuple:
    document, _hash, number = str(citation["at"]).rpartition("#")
    return document, int(number), int(citation["start"]), int(citation["end"]), citation["id"]


def _in_order_of_the_source(part: Data) -> tuple:
    """By where the first citation for its title stands; what is not cited comes last.

    Pages list it so too (``documents.source_order``).
    """
    cited = part.get("evidence") or ()
    titled = [one for one in cited if "title" in (one.get("fields") or ("title",))]
    first = min(map(_by_place, titled or cited), default=None)
    return first is None, (first or ())[:-1], *_text("date", "title", "id")(part)


_ORDER: dict[str, Callable[[Data], tuple]] = {
    "name": _text("kind", "language", "text"),
    "citation": _by_place,
    "office": _text("participant", "title", "since", "id"),
    "membership": _text("role", "participant", "since", "id"),
    "participation": _text("role", "participant", "id"),
    "delegate": _text("role", "person", "id"),
    "outcome": _in_order_of_the_source,
    "position": _in_order_of_the_source,
    "capture": _text("sha256"),
    "passage": lambda passage: (int(passage["number"]),),
}


# Values


def _value(key: str, value: Any) -> str:
    if key in ("latitude", "longitude"):
        return format(Decimal(str(value)).quantize(Decimal("0.00001")).normalize(), "f")
    if key in _NUMBERS:
        return str(int(value))
    if key in _QUOTED:
        return _quoted(str(value))
    return _scalar(str(value))


def _stated(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_quoted(str(one)) for one in value)}]"
    return _quoted(str(value))


_PLAIN = re.compile(r"[^\W\d_](?:[\w .()’“”/%+&;@¶–—-]|(?<! )[#'])*")
_RESERVED = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}


def _scalar(text: str) -> str:
    """``text`` as YAML: bare where nobody can misread it, in double quotes elsewhere."""
    bare = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED and text[-1] != " "
    return text if bare and text.isprintable() else _quoted(text)


_UNSEEN = re.compile("[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff\ufffe\uffff]")


def _quoted(text: str) -> str:
    """``text`` in double quotes on one line; what cannot be seen is written by its number."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)

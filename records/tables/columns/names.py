"""The column of a record's further names, and how they stand in its cell.

``东盟地区论坛 [zh-Hans; official] | ARF [en; acronym; since 1994]``; a bar, an opening bracket or a
backslash inside a name has a backslash before it.
"""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records.models import Name
from records.search_text import clean

from ..cells import Misread
from .base import BETWEEN, Column

FIELDS = ("text", "language", "kind", "since", "until")

NameValues = tuple[str, str, str, str, str]
"""The values of a further name's ``FIELDS``."""


class OtherNames(Column):
    """The further names of a record: ``东盟地区论坛 [zh-Hans; official] | ARF [en; acronym]``."""

    def __init__(self, model: Any) -> None:
        example = _("Such as: 东盟地区论坛 [zh-Hans; official] | ARF [en; acronym; since 1994]")
        super().__init__("names", capfirst(_("other names")), example)
        self.model: Any = model._meta.get_field("names").related_model

    def cells(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        names: dict[int, list[NameValues]] = {}
        for key, *values in self.model._default_manager.filter(
            record__in=[row["pk"] for row in rows]
        ).values_list("record_id", *FIELDS):
            names.setdefault(key, []).append(tuple(values))  # type: ignore[arg-type]
        return [self.shown(names.get(row["pk"], ())) for row in rows]

    def shown(self, value: Any) -> str:
        return BETWEEN.join(map(name_as_text, sorted(value or (), key=_name_order)))

    def value(self, text: str) -> frozenset[NameValues]:
        names: set[NameValues] = set()
        for part in split_names(clean(text)):
            values = self._name(part)
            if values in names:
                raise Misread(
                    _("The name “%(name)s” stands there twice.") % {"name": values[0][:60]},
                    _("Take one out."),
                )
            names.add(values)
        return frozenset(names)

    def _name(self, part: str) -> NameValues:
        try:
            values = name_from_text(part)
        except ValueError as error:
            raise Misread(
                _("“%(part)s” is not a name with its language.") % {"part": part.strip()[:60]},
                self.help,
            ) from error
        for column, given in zip(FIELDS, values, strict=True):
            try:
                self.model._meta.get_field(column).clean(given, None)  # type: ignore[union-attr]
            except ValidationError as refusal:
                raise Misread(
                    _("“%(part)s”: %(what)s")
                    % {"part": part.strip()[:60], "what": " ".join(refusal.messages)},
                    self.help,
                ) from refusal
        return values

    def current(self, record: Any) -> frozenset[NameValues]:
        return frozenset(map(attrgetter(*FIELDS), record.names.all()))

    def same(self, one: Any, other: Any) -> bool:
        return one == other or _cleaned(one) == _cleaned(other)


def _cleaned(names: frozenset[NameValues]) -> set[NameValues]:
    return {(clean(text), *rest) for text, *rest in names}  # type: ignore[misc]


def _name_order(name: NameValues) -> NameValues:
    text, language, kind, since, until = name
    return kind, language, text, since, until


def name_as_text(name: NameValues) -> str:
    """One further name as it stands in a cell."""
    text, language, kind, since, until = name
    for sign in ("\\", "|", "["):
        text = text.replace(sign, f"\\{sign}")
    if text[:1].isspace():
        text = f"\\{text}"
    if text[-1:].isspace():
        text = f"{text[:-1]}\\{text[-1:]}"
    notes = [language, kind]
    notes += [f"since {since}"] if since else []
    notes += [f"until {until}"] if until else []
    return f"{text} [{'; '.join(notes)}]"


def split_names(text: str) -> list[str]:
    """A cell of names at its bars, except those that are part of a name."""
    parts = re.findall(r"(?:\\.|[^|])+", text, re.DOTALL)
    return [part for part in parts if part.strip()]


def name_from_text(part: str) -> NameValues:
    """The name that ``name_as_text`` wrote; ``ValueError`` where it is none."""
    text, rest, end = "", "", 0
    characters = iter(range(len(part)))
    for place in characters:
        char = part[place]
        if char == "\\":
            if next(characters, None) is None:
                raise ValueError(part)
            text += part[place + 1]
            end = len(text)
        elif char == "[":
            rest = part[place + 1 :].strip()
            break
        elif text or not char.isspace():
            text += char
            end = end if char.isspace() else len(text)
    if not rest.endswith("]") or not text[:end]:
        raise ValueError(part)
    notes = [note.strip() for note in rest[:-1].split(";")]
    language, kind = notes[0], Name.Kind.ALIAS.value
    ends = {"since": "", "until": ""}
    for note in notes[1:]:
        word, _space, value = note.partition(" ")
        if word in ends:
            ends[word] = value.strip()
        else:
            kind = note
    return text[:end], language, kind, ends["since"], ends["until"]

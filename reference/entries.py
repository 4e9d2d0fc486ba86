"""What reference data holds of a state: its names and codes, each with its years and its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ALPHA2, ALPHA3 = "iso-3166-1-alpha-2", "iso-3166-1-alpha-3"
NUMERIC, FORMER = "iso-3166-1-numeric", "iso-3166-3"
"""The schemes of codes that ISO 3166 has; those of datasets stand in ``data/identifiers.yaml``."""


class Dated:
    """What was so for some years only, or always."""

    since: int | None
    until: int | None

    @property
    def years(self) -> str:
        """The years in figures: 1971–1997, 1949–, –1989."""
        return f"{self.since or ''}–{self.until or ''}" if self.since or self.until else ""


@dataclass(frozen=True)
class Name(Dated):
    """A name of a state in a language, in the years in which it was used."""

    text: str
    language: str
    source: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Code(Dated):
    """What a scheme calls a state, in the years for which it does."""

    scheme: str
    value: str
    title: str  # of the scheme
    source: str
    since: int | None = None
    until: int | None = None

    def holds_in(self, year: int | None) -> bool:
        """Whether it is the state's code in a year; in some year, where none is asked for."""
        return year is None or ((self.since or year) <= year <= (self.until or year))


@dataclass
class State:
    """A state or territory as reference data knows it."""

    key: str
    alpha2: str = ""  # "" of what has none, or shares one with another
    alpha3: str = ""
    is_territory: bool = False
    since: int | None = None
    until: int | None = None
    names: list[Name] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name proposed for a new record: the usual one in English."""
        return next(name.text for name in self.names if name.language == "en")

    def names_in(self, *languages: str) -> list[str]:
        """Its names in languages given by their first part (``zh``), each once."""
        found = (one.text for one in self.names if one.language.split("-")[0] in languages)
        return list(dict.fromkeys(found))

    def names_in_texts(self, *languages: str) -> list[str]:
        """Its names as texts print them: no article, no "Korea, Republic of"."""
        if self.is_territory and self.until is not None:
            return []  # "Pacific Islands" was one, and is now what many bodies are called after
        names = self.names_in(*languages)
        every = [*names, *(other for name in names for other in spellings(name))]
        plain = (name for name in every if not name.startswith("the ") and ", " not in name)
        return [name for name in dict.fromkeys(plain) if "(" not in name]

    @property
    def other_codes(self) -> list[Code]:
        """Its codes besides the letters of today."""
        return [code for code in self.codes if code.value not in (self.alpha2, self.alpha3)]

    @property
    def letters(self) -> list[str]:
        """Its codes that are words: CN, CHN; those of today first."""
        codes = sorted(self.codes, key=lambda code: code.until is not None)
        return [code.value for code in codes if code.value.isalpha()]

    def words(self) -> list[str]:
        """All under which it is found: names, how else they are written, codes in letters."""
        names = [name.text for name in self.names]
        others = [other for name in names for other in spellings(name)]
        article = f"the {self.name}"  # as in "the Philippines"
        return list(dict.fromkeys([*names, *others, article, *self.letters]))


_IN_BRACKETS = re.compile(r"^(?P<one>[^()]+) \((?P<other>[^()]+)\)$")


def spellings(name: str) -> Iterator[str]:
    """How a name is written as well: "Myanmar (Burma)" is Myanmar and Burma, & is "and"."""
    if match := _IN_BRACKETS.match(name):
        yield match["one"]
        if " " not in match["other"]:
            yield match["other"]
    if " & " in name:
        yield name.replace(" & ", " and ")
    if name.startswith("St. "):
        yield f"Saint {name[4:]}"
    if (parts := name.split(", ")) and len(parts) == 2 and parts[1].endswith(" of"):
        yield f"{parts[1]} {parts[0]}"  # "Korea, Republic of"

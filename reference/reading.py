"""States and territories made of ISO 3166 (pycountry), the Unicode CLDR (Babel) and our files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from .entries import ALPHA2, ALPHA3, FORMER, NUMERIC, Code, Name, State
from .files import FOLDER, Malformed, Row, in_order, read, rows, year_of

LANGUAGES = (
    *("en", "zh-Hans", "zh-Hant", "ru", "th", "vi", "lo", "km", "my", "ms", "id", "fil", "ja"),
    *("ko", "mn", "kk", "ky", "tg", "uz", "tk", "fr", "hi", "bn", "ne", "si", "ur", "fa", "ps"),
    *("ar", "pt", "tr", "az", "es"),
)
"""The languages of the names taken from the CLDR: of members and partners of the bodies."""

CLDR, ISO, USAGE = "Unicode CLDR", "ISO 3166", "in use"
"""Where names and codes come from; ``USAGE`` is our own file of names in use."""

KOSOVO = "XKX"  # user-assigned: ISO 3166 has no code for it, the CLDR and others use this one
TITLES = {
    ALPHA2: "ISO 3166-1, two letters",
    ALPHA3: "ISO 3166-1, three letters",
    NUMERIC: "ISO 3166-1, number",
    FORMER: "ISO 3166-3",
}
FILE, CODES = "states.yaml", "identifiers.yaml"


class Sheet:
    """``data/states.yaml``, with the states as they are known so far."""

    def __init__(self, folder: Path) -> None:
        content: dict[str, Any] = read(FILE, dict, folder=folder)
        self.former = content.pop("former", [])
        self.renamed: Mapping[str, str] = content.pop("renamed", {})
        self.territories = frozenset(content.pop("territories", []))
        self.names = content.pop("names", {})
        if content:
            raise Malformed(f"{FILE} has no key {', '.join(map(str, content))}")


def read_states(folder: Path = FOLDER) -> Mapping[str, State]:
    """All states by their keys. Raises ``Malformed``."""
    sheet = Sheet(folder)
    made = {one.key: one for one in _of_iso()}
    _add_former(made, sheet)
    _add_withdrawn(made, sheet)
    for key, some in _usual_names(made, sheet).items():
        made[key].names[:0] = some  # what people say comes before what lists say
    _add_names_of_cldr(made.values())
    for key, code in _identifiers(made, folder):
        made[key].codes.append(code)
    if unknown := sheet.territories - made.keys():
        raise Malformed(f"{FILE}: territories: no such state {', '.join(sorted(unknown))}")
    for one in made.values():
        one.is_territory = one.key in sheet.territories
        one.names[:] = dict.fromkeys(one.names)
        if not any(name.language == "en" for name in one.names):
            raise Malformed(f"{FILE}: {one.key} has no name in English")
    return made


def _of_iso() -> Iterator[State]:
    for entry in pycountry.countries:
        codes = [
            _iso(ALPHA2, entry.alpha_2),
            _iso(ALPHA3, entry.alpha_3),
            _iso(NUMERIC, entry.numeric),
        ]
        texts = [getattr(entry, key, "") for key in ("common_name", "name", "official_name")]
        key = entry.alpha_3
        names = [Name(text, "en", ISO) for text in texts if text]
        yield State(key, entry.alpha_2, key, names=names, codes=codes)
    user_assigned = "user-assigned, not of ISO 3166"
    letters = ((ALPHA2, "XK"), (ALPHA3, KOSOVO))
    codes = [Code(scheme, value, user_assigned, CLDR) for scheme, value in letters]
    yield State(KOSOVO, "XK", KOSOVO, codes=codes)


def _iso(scheme: str, value: str, until: int | None = None) -> Code:
    return Code(scheme, value, TITLES[scheme], ISO, until=until)


def _add_former(made: dict[str, State], sheet: Sheet) -> None:
    """The states that are no more and have no letters."""
    for row in rows(FILE, sheet.former):
        key = row.text("state")
        since, until = row.year("since"), row.year("until")
        in_order(since, until, row)
        row.text("successor", among=made)
        row.done()
        if key in made:
            raise row.wrong("is there twice")
        made[key] = State(key, since=since, until=until)


def _add_withdrawn(made: dict[str, State], sheet: Sheet) -> None:
    """What ISO 3166 withdrew: an earlier code of a state, or a state that is no more."""
    in_use = {one.alpha2 for one in made.values()}
    withdrawn = list(pycountry.historic_countries)
    letters = [entry.alpha_2 for entry in withdrawn]
    for entry in withdrawn:
        until = int(entry.withdrawal_date[:4])
        codes = [
            _iso(ALPHA2, entry.alpha_2, until),
            _iso(ALPHA3, entry.alpha_3, until),
            _iso(FORMER, entry.alpha_4),
        ]
        if numeric := getattr(entry, "numeric", ""):
            codes.append(_iso(NUMERIC, numeric, until))
        names = [Name(entry.name, "en", ISO, until=until)]
        successor = sheet.renamed.get(entry.alpha_4)
        if successor is None and entry.alpha_3 not in made:
            shared = entry.alpha_2 in in_use or letters.count(entry.alpha_2) > 1
            key = entry.alpha_3
            made[key] = State(key, "" if shared else entry.alpha_2, key, until=until)
        one = made[successor or entry.alpha_3]
        mine = {(code.scheme, code.value) for code in one.codes}
        one.codes += [code for code in codes if (code.scheme, code.value) not in mine]
        one.names += names


def _usual_names(made: Mapping[str, State], sheet: Sheet) -> dict[str, list[Name]]:
    found = {}
    if not isinstance(sheet.names, Mapping):
        raise Malformed(f"{FILE}: names must be a mapping")
    for key, some in sheet.names.items():
        row = Row(FILE, {key: some})
        if key not in made:
            raise row.wrong("no such state")
        found[key] = [_usual_name(row, values) for values in some]
    return found


def _usual_name(row: Row, values: Any) -> Name:
    if not isinstance(values, list) or not 2 <= len(values) <= 4:
        raise row.wrong(f"{values} must be a list: text, language, since, until")
    text, language, *period = values
    if not isinstance(text, str) or not text.strip() or language not in LANGUAGES:
        raise row.wrong(f"{values} must begin with a text and one of the languages")
    since, until = (None if year == "" else year_of(year, row) for year in [*period, "", ""][:2])
    in_order(since, until, row)
    return Name(text, language, USAGE, since, until)


def _add_names_of_cldr(made: Iterable[State]) -> None:
    territories = {language: Locale.parse(language, sep="-").territories for language in LANGUAGES}
    for one in made:
        if one.until is not None:
            continue  # the CLDR gives their letters to what came after
        for language, names in territories.items():
            if text := names.get(one.alpha2):
                one.names.append(Name(text, language, CLDR))


def _identifiers(made: Mapping[str, State], folder: Path) -> Iterator[tuple[str, Code]]:
    """The codes of the datasets of the field, in the order of the file."""
    content: dict[str, Any] = read(CODES, dict, folder=folder)
    if unknown := content.keys() - {"schemes", "codes"}:
        raise Malformed(f"{CODES} has no key {', '.join(map(str, unknown))}")
    schemes = {}
    for scheme, values in content.get("schemes", {}).items():
        row = Row(CODES, values)
        schemes[scheme] = row.text("title"), row.text("source")
        row.done()
    seen = set()
    for row in rows(CODES, content.get("codes", [])):
        scheme, value = row.text("scheme", among=schemes), row.text("value")
        key = row.text("state", among=made)
        since, until = row.year("since"), row.year("until")
        in_order(since, until, row)
        row.done()
        if (scheme, value, key, since) in seen:
            raise row.wrong("stands twice")
        seen.add((scheme, value, key, since))
        yield key, Code(scheme, value, *schemes[scheme], since, until)

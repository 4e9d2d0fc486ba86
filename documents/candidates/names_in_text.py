"""The records that a text can name, and the meetings that it can tell of: never all there are."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from extraction.candidates import UNSAID, Candidate
from extraction.grammar import grammar
from extraction.names.bodies import sorted_words
from extraction.names.gazetteer import Entry, Gazetteer, tokens
from extraction.names.possible import Possible
from extraction.readable import Readable
from mechanisms.models import Mechanism, Participant, Person
from meetings.models import Meeting, Place, Series
from records.dates import bounds
from reference import places

from .gazetteer import entries_of

MOST = 5000
"""Meetings of one body, series or place that are compared with a candidate, the newest first."""

ALIKE = 200
"""Meetings with all words of a title that are compared with it, those with the fewest first."""

Keys = dict[Any, set[int]]


def gazetteer_of(text: str) -> Gazetteer:
    """The gazetteer by which ``text`` is read as by all names of the register."""
    possible = Possible(Readable(text).text)
    keys: Keys = defaultdict(set)
    for model in (Mechanism, Participant, Person, Place):
        named = _rows(model, known_words, words=list(possible.words))
        keys[model] = {key for key, name in named if possible.is_named(name)}
    for key, name in _rows(Mechanism, between_two):
        if possible.is_between(name):
            keys[Mechanism].add(key)
    _add_looked_up(possible, keys)
    _add_related(keys, Place, "country", Participant)
    _add_related(keys, Participant, "mechanism", Mechanism)
    for name in Mechanism.objects.filter(pk__in=keys[Mechanism]).values_list("name", flat=True):
        possible.add_body(name)
    series = _rows(Series, known_spellings, words=list(possible.spellings()))
    keys[Series] = {key for key, name in series if possible.is_series(name)}
    named = _rows(Series, known_words, words=list(possible.words))
    keys[Series] |= {key for key, name in named if possible.is_named(name)}
    _add_related(keys, Series, "mechanism", Mechanism)
    return Gazetteer(_in_order(keys), meetings_like)


def _in_order(keys: Keys) -> Iterator[Entry]:
    for model in (Mechanism, Participant, Person, Place, Series):
        yield from entries_of(model, keys[model])


# Names

_PLAIN = "^([a-z0-9]+|[\u0627-\u063a\u0641-\u064a]+)$"
"""Words that folding leaves as they are, once they are in lower case."""


def known_words(column: str) -> str:
    """SQL: the plain words of a name are among ``words``."""
    return _all_known(column, lambda w: f"({w} = ANY(%(words)s) OR {w} !~ '{_PLAIN}')")


def known_spellings(column: str) -> str:
    """SQL: the same, of words without their last "s"."""
    return _all_known(column, lambda w: f"(rtrim({w}, 's') = ANY(%(words)s) OR {w} !~ '^[a-z]+$')")


def between_two(column: str) -> str:
    """SQL: a name such as "A-B Cooperation"."""
    return f"{column} ~ '^[^-[:space:]]+-[^-[:space:]]+[[:space:]]+[^[:space:]]+$'"


def _all_known(column: str, known: Callable[[str], str]) -> str:
    """SQL: every word of a name is known; of what is left, it is for Python to say.

    The last and the first are asked about before the others, for most names end in a rare word.
    """
    ends = (known(f"split_part(lower({column}), ' ', {place})") for place in (-1, 1))
    words = f"unnest(string_to_array(lower({column}), ' ')) w"
    return " AND ".join([*ends, f"NOT EXISTS (SELECT FROM {words} WHERE NOT {known('w')})"])


def _rows(model: Any, rule: Callable[[str], str], **values: Any) -> list[tuple[int, str]]:
    """Key and name of the records for whose name a rule holds, once for each such name."""
    names = model._meta.get_field("names").related_model._meta.db_table
    sql = (
        f'SELECT id, name FROM "{model._meta.db_table}" WHERE {rule("name")}'
        f' UNION ALL SELECT record_id, text FROM "{names}" WHERE {rule("text")}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def _add_looked_up(possible: Possible, keys: Keys) -> None:
    """Add those that reference data has names for: states, and places with a name in the text."""
    states = Participant.objects.exclude(iso_alpha2="", iso_alpha3="")
    keys[Participant] |= set(states.values_list("pk", flat=True))
    located = Place.objects.exclude(coordinates_from="")
    if located.exists():
        sources = [
            one.source
            for one in places.every()
            if any(map(possible.is_named, (one.name, *one.names)))
        ]
        found = located.filter(coordinates_from__in=sources)
        keys[Place] |= set(found.values_list("pk", flat=True))


def _add_related(keys: Keys, model: Any, relation: str, other: Any) -> None:
    """Add the records to which a relation of those that are there leads."""
    column = f"{relation}_id"
    rows = model.objects.filter(pk__in=keys[model]).exclude(**{column: None})
    keys[other] |= set(rows.values_list(column, flat=True))


# Meetings


def meetings_like(candidates: Sequence[Candidate]) -> Iterator[Entry]:
    """The meetings that any of ``candidates`` may be: of the same number, body, place or name."""
    found: set[int] = set()
    numbered: set[tuple[str, str]] = set()
    near: dict[str, set[tuple[str, Any, Any]]] = defaultdict(set)
    for one in candidates:
        values = {name: one.fields.get(name, UNSAID) for name in (*_NEAR, "ordinal", "date")}
        try:
            days = bounds(values["date"].value)
        except ValidationError:
            days = None, None
        for name in _NEAR:
            if not (uid := values[name].uid):
                continue
            if name == "series" and values["ordinal"].value:
                numbered.add((uid, values["ordinal"].value))
            else:
                near[name].add((uid, *days))
    found |= _numbered(numbered)
    for name, asked in near.items():
        found |= _near(name, asked)
    found |= _called({one.title for one in candidates})
    yield from entries_of(Meeting, found)


_NEAR = {"series": Series, "mechanism": Mechanism, "place": Place}


def _numbered(asked: Collection[tuple[str, str]]) -> set[int]:
    """The meetings of a series, by its permanent id, with a number."""
    numbers = [(uid, int(number)) for uid, number in asked if number.isdecimal()]
    if not numbers:
        return set()
    return _keys(
        "SELECT m.id FROM unnest(%s::text[], %s::bigint[]) AS c (uid, ordinal)"
        f' JOIN "{Series._meta.db_table}" s ON s.uid = c.uid'
        f' JOIN "{Meeting._meta.db_table}" m ON m.series_id = s.id AND m.ordinal = c.ordinal',
        *map(list, zip(*numbers, strict=True)),
    )


def _near(name: str, asked: Collection[tuple[str, Any, Any]]) -> set[int]:
    """The meetings of a series, body or place that may fall into a period, or have no date."""
    return _keys(
        "SELECT m.id FROM unnest(%s::text[], %s::date[], %s::date[]) AS c (uid, low, high)"
        f' JOIN "{_NEAR[name]._meta.db_table}" r ON r.uid = c.uid CROSS JOIN LATERAL ('
        f'SELECT m.id FROM "{Meeting._meta.db_table}" m WHERE m.{name}_id = r.id'
        " AND (m.earliest <= c.high OR m.earliest IS NULL OR c.high IS NULL)"
        " AND (m.latest >= c.low OR m.latest IS NULL OR c.low IS NULL)"
        f" ORDER BY m.date_order DESC, m.id DESC LIMIT {MOST}) m",
        *map(list, zip(*asked, strict=True)),
    )


def _called(titles: Collection[str]) -> set[int]:
    """The meetings that have all words of a title among those of their names."""
    asked = [query for title in titles if (query := _query(title))]
    if not asked:
        return set()
    return _keys(
        "SELECT m.id FROM unnest(%s::text[]) AS c (query) CROSS JOIN LATERAL ("
        f'SELECT m.id FROM "{Meeting._meta.db_table}" m'
        " WHERE to_tsvector('simple'::regconfig, coalesce(m.search_text, '')) @@ c.query::tsquery"
        f" ORDER BY length(m.search_text), m.id LIMIT {ALIKE}) m",
        list(dict.fromkeys(asked)),
    )


def _query(title: str) -> str:
    """What finds the records with the words of a title in any of their spellings."""
    known = grammar("en", "bodies")["spellings"]
    found = []
    for word in sorted_words(title).split():
        spellings = [word, *(other for other, one in known.items() if one.rstrip("s") == word)]
        each = [" & ".join(f"'{one.folded}':*" for one in tokens(other)) for other in spellings]
        if each[0]:
            found.append(f"({' | '.join(each)})")
    return " & ".join(found)


def _keys(sql: str, *values: Any) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {key for (key,) in cursor.fetchall()}

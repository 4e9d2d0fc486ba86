"""Names that a record has no longer, and the sources that call it so.

A citation may state a relation by a name of the record to which it leads (``documents.stated``).
When that record loses the name, the citation contradicts, and what it supported may rest on
nothing. So each batch is asked which names it took away (``documents.resting_on_names``).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import SUBJECTS, Citation
from records.history.batches import current_batch
from records.history.events import tracked
from records.history.rows import Row, by_table
from records.models import Identity, NamedRecord, Record
from records.search_text import fold
from records.words import describe, field_names

from .judged_names import NAMES
from .stated import Names, Spelled, names_of_each, spelled_of_each, stating_otherwise

LOOKED_AT = 500  # names that one record had, and citations by these
TOLD = 10  # values that a refusal names


class Relation(NamedTuple):
    """A relation that a citation can state by a name: of a kind of record, to ``target``."""

    kind: str
    name: str
    target: type[NamedRecord]

    def said_with(self) -> list[str]:
        """The values that are said with it: a source that states another says none of them."""
        with_others = SUBJECTS[self.kind].SAID_WITH
        return [name for name, others in with_others.items() if self.name in others]


@cache
def relations() -> tuple[Relation, ...]:
    """The relations of the records that are cited to records with names."""
    return tuple(
        Relation(kind, column.name, column.related_model)
        for kind, model in SUBJECTS.items()
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and issubclass(column.related_model, NamedRecord)
    )


@dataclass(frozen=True)
class Relying:
    """A citation that states ``relation`` of record ``key`` by a name that ``target`` lost."""

    citation: int
    relation: Relation
    key: int
    target: int
    name: str


def relying_on(lost: Names, among: "models.QuerySet[Citation]") -> list[Relying]:
    """Those of the citations ``among`` that state a record by one of the names that it ``lost``.

    One query.
    """
    some = []
    for number, relation in enumerate(relations()):
        if keys := [key for model, key in lost if model is relation.target]:
            related = f"{relation.kind}__{relation.name}"
            rows = among.filter(**{f"{related}__in": keys}, stated__has_key=relation.name)
            words = KeyTextTransform(relation.name, "stated")
            columns = (Value(number), F("pk"), F(f"{relation.kind}_id"), F(related), words)
            some.append(with_columns(rows.order_by(), *columns))
    if not some:
        return []
    found = [
        Relying(citation, relations()[number], key, target, words or "")
        for number, citation, key, target, words in some[0].union(*some[1:], all=True)
    ]
    stated = (one for one in found if fold(one.name) in lost[one.relation.target, one.target])
    return sorted(stated, key=attrgetter("citation"))


def with_columns(rows: Any, *columns: Any) -> Any:
    """The values of ``rows`` in ``columns``, whatever theirs are called."""
    told = {f"_told_{number}": column for number, column in enumerate(columns)}
    return rows.annotate(**told).values_list(*told)


# What one record has lost in all its time


def relying_on_lost_names(record: NamedRecord) -> list[tuple[Citation, str]]:
    """Citations that state ``record`` by a name that it has no longer, and that name.

    They agreed while it had the name, and contradict since; those with a reason are left out.
    """
    where = type(record), record.pk
    lost = _names_ever(record) - names_of_each({type(record): [record.pk]})[where]
    if not lost:
        return []
    among = stating_otherwise().filter(reason="")
    found = {one.citation: one.name for one in relying_on({where: lost}, among)}
    citations = Citation.objects.in_bulk(list(found)[:LOOKED_AT])
    return [(citation, found[key]) for key, citation in sorted(citations.items())]


def _names_ever(record: NamedRecord) -> set[str]:
    """Every name that ``record`` had, from its history."""
    own: Any = tracked()[type(record)].objects.filter(pgh_obj_id=record.pk)
    others: Any = tracked()[_names_of(type(record))].objects.filter(record_id=record.pk)
    texts = own.values_list("name", flat=True)[:LOOKED_AT].union(
        others.values_list("text", flat=True)[:LOOKED_AT]
    )
    return {fold(name) for name in texts}


def _names_of(model: type[NamedRecord]) -> Any:
    return model._meta.get_field(NAMES).related_model


# What the open batch takes away


def in_words(told: Sequence[tuple[Record, Relying, Sequence[str]]]) -> list[str]:
    """A sentence for each record and name whose values rest on it; of many, how many more."""
    of_public = _(
        "%(named)s is called “%(name)s” by a source of %(record)s, which is public and would have "
        "nothing left to show for %(fields)s: keep this name, or first cite another passage there."
    )
    of_others = _(
        "%(named)s is called “%(name)s” by a source of %(record)s, which would have nothing left "
        "to show for %(fields)s: keep this name, or first cite another passage there."
    )
    once = {(one.relation, one.key): (record, one, fields) for record, one, fields in told}
    shown = list(once.values())[:TOLD]
    by_key = by_table((one.relation.target, one.target) for _record, one, _fields in shown)
    named = {model: model._default_manager.in_bulk(keys) for model, keys in by_key.items()}
    lines = [
        (of_public if record.is_public else of_others)
        % {
            "named": describe(named[one.relation.target][one.target]),
            "name": one.name,
            "record": describe(record),
            "fields": field_names(type(record), fields),
        }
        for record, one, fields in shown
    ]
    if number := len(once) - len(shown):
        more = ngettext("and %(number)s more", "and %(number)s more", number)
        lines.append(more % {"number": number})
    return lines


class Lost(NamedTuple):
    """The names by which records were known before the open batch, and are no longer.

    ``known`` counts permanent ids and slugs as names, ``called`` does not; ``now`` are the names
    that these records have. Of a record that went into another, what the other has counts.
    """

    known: Names
    called: Names
    now: Names
    spelled: dict[str, str]


def lost_in_batch() -> Lost:
    """What the open batch took away; nothing where none is open."""
    batch = current_batch()
    if batch is None:
        return Lost({}, {}, {}, {})
    before: dict[Row, Spelled] = defaultdict(Spelled)
    uids: dict[str, Row] = {}
    spelled: dict[str, str] = {}
    for kind, key, uid, name, slug in _gone_in(batch):
        where: Row = (_targets()[kind], key)
        spelled[fold(name)] = name
        before[where].add((name,), (uid, slug))
        if uid:
            uids[uid] = where
    now = spelled_of_each(by_table(before))
    merged = _merged_into({uid for uid, where in uids.items() if where not in now})
    into = {where: merged[uid] for uid, where in uids.items() if uid in merged}
    now |= spelled_of_each(by_table(into.values()))
    known: Names = defaultdict(set)
    called: Names = defaultdict(set)
    for one, words in before.items():
        heir = into.get(one, one)
        if heir in now:  # nothing leads to what is there no longer
            known[heir] |= words.known - now[heir].known
            called[heir] |= words.names - now[heir].names
    named = {where: words.names for where, words in now.items()}
    return Lost(_filled(known), _filled(called), named, spelled)


def _filled(names: Names) -> Names:
    return {where: some for where, some in names.items() if some}


def _merged_into(uids: Collection[str]) -> dict[str, Row]:
    """The record that each of those went into which were merged, by their permanent ids."""
    found: dict[str, Row] = {}
    for uid, identity in Identity.objects.exclude(merged_into=None).in_bulk(uids).items():
        survivor = identity.survivor()
        model = _targets()[survivor.kind]
        if row := model._default_manager.filter(uid=survivor.uid).first():
            found[uid] = (model, row.pk)
    return found


@cache
def _targets() -> dict[str, type[NamedRecord]]:
    """The kinds of record that a source can name where it says whose a value is."""
    return {one.target.kind_name(): one.target for one in relations()}


def _gone_in(batch: UUID) -> list[tuple[str, int, str, str, str]]:
    """What rows said before a batch and say no longer: a kind, a key, a permanent id, two names.

    One query, and nothing where no name has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_gone_sql(), {"batch": batch})
        return cursor.fetchall()


@cache
def _gone_sql() -> str:
    some = []
    for kind, model in _targets().items():
        told = f"'{kind}', was.pgh_obj_id, was.uid, was.name, was.slug"
        some.append(_no_longer_sql(told, model, "name", "slug"))
        told = f"'{kind}', was.record_id, '', was.text, ''"
        some.append(_no_longer_sql(told, _names_of(model), "record_id", "text"))
    return " UNION ALL ".join(some)


def _no_longer_sql(told: str, model: type[models.Model], *columns: str) -> str:
    """SQL: ``told`` of the rows before a batch that do not say the same in ``columns`` now."""
    events = tracked()[model]._meta.db_table
    same = " AND ".join(f"now.{name} = was.{name}" for name in columns)
    return (
        f"SELECT {told}"  # noqa: S608 - names of tables and columns
        f" FROM (SELECT DISTINCT pgh_obj_id AS id FROM {events}"
        f" WHERE pgh_context_id = %(batch)s) touched,"
        f" LATERAL (SELECT * FROM {events} e WHERE e.pgh_obj_id = touched.id"
        f" AND e.pgh_context_id IS DISTINCT FROM %(batch)s ORDER BY e.pgh_id DESC LIMIT 1) was"
        f" WHERE was.pgh_label <> 'delete'"
        f" AND NOT EXISTS (SELECT FROM {model._meta.db_table} now"
        f" WHERE now.id = touched.id AND {same})"
    )

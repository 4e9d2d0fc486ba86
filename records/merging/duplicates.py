"""Finding records that may be one: candidates through indexes, then a judgement with reasons.

Each floor enters its kinds in ``KINDS`` when it is ready: where to look for candidates
(``Block``, one query for many records, each answered by an index) and what speaks for and
against two of them being the same. The work for a record is bounded, so a run over the register
grows with its size and no faster.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from records.models import DuplicatePair, Name, NamedRecord, Record, State
from records.search_text import index_text

from .likeness import likeness

LIKELY = 0.6  # a pair is asked from here on
CHUNK = 400  # records looked at together
MOST_CANDIDATES = 12  # of one record, from one block
MOST_NEAR = 200  # of which the nearest are chosen
MOST_NAMES = 8  # of one record by which others are looked for
NAME_ENOUGH = 0.55  # names that are less alike say nothing


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for two records being the same, or (``weight`` below 0) against."""

    rule: str
    weight: float
    said: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return {"rule": self.rule, "weight": round(self.weight, 3), **self.said}


@dataclass(frozen=True)
class Kind:
    """How duplicates of one kind of record are found.

    ``blocks`` are queries for candidates: they read ``wanted(id)``, the records looked at, and
    give pairs ``(wanted id, found id)`` of which ``{newer}`` lets each pair come once.
    ``judge`` says what speaks for and against, or ``None`` where the two cannot be one.
    """

    model: type[NamedRecord]
    judge: Callable[[Any, Any], list[Reason] | None]
    blocks: tuple[str, ...] = ()
    by_names: bool = True
    related: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()


KINDS: dict[type[NamedRecord], Kind] = {}

SENTENCES: dict[str, Any] = {
    "chosen": _("An editor put the two side by side."),
    "names": _("Their names are alike: “%(one)s” and “%(other)s”."),
}
"""The words of a rule, for those who judge; each floor adds its own."""


def reason_in_words(reason: dict[str, Any]) -> str:
    sentence = SENTENCES.get(reason["rule"])
    return str(sentence) % reason if sentence else str(reason["rule"])


# Looking


def find(kind: Kind, *, since: Any = None) -> Iterator[int]:
    """Look at every record of a kind (or those changed ``since``); yields new pairs by chunk."""
    rows = kind.model._default_manager.exclude(state=State.WITHDRAWN).order_by("pk")
    if since is not None:
        rows = rows.filter(updated_at__gte=since)
    last = 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            yield _look(kind, keys, against_all=since is not None)
        last = keys[-1]


def look_around(record: NamedRecord) -> list[DuplicatePair]:
    """Ask of one record, after it was saved, whether it stands here already; its open pairs."""
    kind = KINDS.get(type(record))
    if kind is None or record.state == State.WITHDRAWN:
        return []
    with transaction.atomic():
        _look(kind, [record.pk], against_all=True)
    of_record = models.Q(one=record.uid) | models.Q(other=record.uid)
    return list(to_judge().filter(of_record)[:MOST_CANDIDATES])


def to_judge() -> models.QuerySet:
    """The queue: what nobody has settled, of records that are still there."""
    return DuplicatePair.objects.filter(
        verdict__in=DuplicatePair.TO_JUDGE, one__ended_at=None, other__ended_at=None
    )


def _look(kind: Kind, keys: Sequence[int], *, against_all: bool) -> int:
    candidates = {
        (min(pair), max(pair)) for pair in _candidates(kind, keys, against_all=against_all)
    }
    waiting = _waiting(kind, keys)
    wanted: Any = kind.model._default_manager.filter(
        models.Q(pk__in={key for pair in candidates for key in pair})
        | models.Q(uid__in={uid for pair in waiting for uid in pair})
    ).select_related(*kind.related)
    rows: list[NamedRecord] = list(wanted.prefetch_related("names", *kind.prefetch))
    by_key, by_uid = {row.pk: row for row in rows}, {row.uid: row for row in rows}
    found = {
        tuple(sorted((by_key[one].uid, by_key[other].uid)))
        for one, other in candidates
        if one in by_key and other in by_key
    } | {pair for pair in waiting if by_uid.keys() >= set(pair)}
    return _keep(kind, [(by_uid[one], by_uid[other]) for one, other in sorted(found)])


def _waiting(kind: Kind, keys: Sequence[int]) -> set[tuple[str, str]]:
    """The open pairs of the records: one that was corrected may have made them unlike."""
    uids = kind.model._default_manager.filter(pk__in=keys).values_list("uid", flat=True)
    mine = list(uids)
    pairs = DuplicatePair.objects.filter(
        models.Q(one__in=mine) | models.Q(other__in=mine), verdict=DuplicatePair.Verdict.OPEN
    )
    return set(pairs.values_list("one_id", "other_id"))


def _candidates(kind: Kind, keys: Sequence[int], *, against_all: bool) -> Iterator[tuple[int, int]]:
    table = kind.model._meta.db_table
    # Adding 0 keeps the planner from reading the index of keys, half the table, for each row.
    newer = "found.id <> wanted.id" if against_all else "found.id + 0 < wanted.id"
    with connection.cursor() as cursor:
        for block in (*((SAME_NAME,) if kind.by_names else ()), *kind.blocks):
            sql = block.format(table=table, newer=newer, most=MOST_CANDIDATES)
            cursor.execute(sql, {"keys": list(keys)})
            yield from cursor.fetchall()
        if not kind.by_names:
            return
        found = _names(kind, keys)
        sql = BY_NAMES.format(table=table, newer=newer, most=MOST_CANDIDATES, near=MOST_NEAR)
        for enough, some in (
            (ENOUGH_OF_SHORT, [one for one in found if len(one[1]) <= SHORT]),
            (ENOUGH, [one for one in found if len(one[1]) > SHORT]),
        ):
            if not some:
                continue
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [enough]
            )
            asked: dict[str, Any] = {
                "keys": [key for key, _words in some],
                "words": [one for _key, one in some],
            }
            cursor.execute(sql, asked)
            yield from cursor.fetchall()


# The share of a name's trigrams that a candidate must have. One slip costs a short name half.
SHORT, ENOUGH_OF_SHORT, ENOUGH = 12, "0.5", "0.65"

SAME_NAME = """
    SELECT wanted.id, near.id
    FROM {table} wanted,
    LATERAL (
        SELECT found.id FROM {table} found
        WHERE found.name = wanted.name AND {newer} AND found.state <> 'withdrawn'
        ORDER BY found.id DESC
        LIMIT {most}
    ) near
    WHERE wanted.id = ANY(%(keys)s)
"""
# A name that hundreds of others resemble tells nothing apart: the nearest of some are enough.
BY_NAMES = """
    SELECT DISTINCT wanted.id, nearest.id
    FROM unnest(%(keys)s::bigint[], %(words)s::text[]) AS wanted(id, words),
    LATERAL (
        SELECT near.id FROM (
            SELECT found.id, found.search_text FROM {table} found
            WHERE found.search_text %%> wanted.words AND {newer} AND found.state <> 'withdrawn'
            LIMIT {near}
        ) near
        ORDER BY word_similarity(wanted.words, near.search_text) DESC, near.id
        LIMIT {most}
    ) nearest
"""


def _names(kind: Kind, keys: Sequence[int]) -> list[tuple[int, str]]:
    """The names by which others are looked for, folded as they are indexed; no acronyms."""
    rows: Any = kind.model._default_manager.filter(pk__in=keys)
    found = []
    for row in rows.prefetch_related("names"):
        for text in list(dict.fromkeys(index_text(name) for name in names_of(row)))[:MOST_NAMES]:
            if len(text) > 1:
                found.append((row.pk, text))
    return found


def names_of(record: NamedRecord) -> list[str]:
    """The names that tell a record from others: an acronym is shared by too many."""
    return [
        record.name,
        *(name.text for name in record.names.all() if name.kind != Name.Kind.ACRONYM),
    ]


# Judging


def alike_in_name(one: NamedRecord, other: NamedRecord, *, share: float = 0.9) -> list[Reason]:
    """The most alike of all names of the two, as a reason of at most ``share``."""
    best, mine, theirs = max((likeness(a, b), a, b) for a in names_of(one) for b in names_of(other))
    if best < NAME_ENOUGH:
        return []
    return [Reason("names", share * best**2, {"one": mine, "other": theirs})]


def likelihood(reasons: Iterable[Reason]) -> float:
    """What the reasons come to together, from 0 to 1.

    Those in favour leave less and less doubt; each one against takes its share of the rest.
    """
    doubt, against = 1.0, 1.0
    for reason in reasons:
        if reason.weight >= 0:
            doubt *= 1 - reason.weight
        else:
            against *= 1 + reason.weight
    return round((1 - doubt) * against, 3)


def contradicts(one: Any, other: Any) -> bool:
    """Whether two values are both given and differ."""
    return one not in (None, "") and other not in (None, "") and one != other


def agrees(one: Any, other: Any) -> bool:
    """Whether two values are both given and the same."""
    return one not in (None, "") and one == other


def about_relation(
    name: str, one: Any, other: Any, *, same: float, different: float
) -> list[Reason]:
    """What a shared or a different ``name`` (a foreign key of both) says."""
    mine, theirs = getattr(one, f"{name}_id"), getattr(other, f"{name}_id")
    if agrees(mine, theirs):
        return [Reason(f"same_{name}", same, {"what": str(getattr(one, name))})]
    if contradicts(mine, theirs):
        said = {"one": str(getattr(one, name)), "other": str(getattr(other, name))}
        return [Reason(f"other_{name}", different, said)]
    return []


def about_choice(name: str, one: Any, other: Any, *, rule: str, weight: float) -> list[Reason]:
    """What a different ``name`` (a field with choices) says."""
    if not contradicts(getattr(one, name), getattr(other, name)):
        return []
    shown = f"get_{name}_display"
    said = {"one": str(getattr(one, shown)()), "other": str(getattr(other, shown)())}
    return [Reason(rule, weight, said)]


# Keeping what was found


def _keep(kind: Kind, pairs: Iterable[Sequence[NamedRecord]]) -> int:
    """Enter the likely pairs; what was judged stays, what is likely no longer leaves the queue."""
    by_uids = {(one.uid, other.uid): (one, other) for one, other in pairs}
    known = {
        pair.uids: pair
        for pair in DuplicatePair.objects.filter(
            one__in={one for one, _other in by_uids}, other__in={other for _one, other in by_uids}
        )
    }
    new, changed, gone = [], [], []
    for uids, (one, other) in by_uids.items():
        pair = known.get(uids)
        if pair is not None and (
            pair.verdict != DuplicatePair.Verdict.OPEN or pair.asked or is_chosen(pair)
        ):
            continue
        gone_from_public = State.WITHDRAWN in (one.state, other.state)
        reasons = None if gone_from_public else kind.judge(one, other)
        score = likelihood(reasons or ())
        data = [reason.as_data() for reason in reasons or ()]
        if score < LIKELY:
            gone += [pair.pk] if pair else []
        elif pair is None:
            new.append(
                DuplicatePair(
                    one_id=uids[0],
                    other_id=uids[1],
                    kind=kind.model.kind_name(),
                    score=score,
                    reasons=data,
                )
            )
        elif (pair.score, pair.reasons) != (score, data):
            pair.score, pair.reasons = score, data
            changed.append(pair)
    if gone:
        DuplicatePair.objects.filter(pk__in=gone, verdict=DuplicatePair.Verdict.OPEN).delete()
    if changed:
        DuplicatePair.objects.bulk_update(changed, ["score", "reasons"])
    DuplicatePair.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def is_chosen(pair: DuplicatePair) -> bool:
    """Whether an editor put the two side by side."""
    return any(reason["rule"] == "chosen" for reason in pair.reasons)


def side_by_side(one: Record, other: Record) -> DuplicatePair:
    """The pair of two records that an editor chose, which may have been judged before."""
    pair, _new = pair_of(one, other)
    return pair


def pair_of(one: Record, other: Record) -> tuple[DuplicatePair, bool]:
    """The pair of two records, and whether it is new: then it is one that an editor chose."""
    first, second = sorted((one.uid, other.uid))
    return DuplicatePair.objects.get_or_create(
        one_id=first,
        other_id=second,
        defaults={"kind": one.kind_name(), "score": 1.0, "reasons": [{"rule": "chosen"}]},
    )

"""What public values rest on names that a batch took away: in what sources state, and say.

A relation is judged as a record, and the public reads it as that record's name. So a place that is
named otherwise altogether would be another place wherever it is cited: “held in Beijing” would
stand beside Hanoi. The gate asks of each batch, whoever writes it, whether what was said by a name
that is gone rests on something else.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from operator import attrgetter

from django.db.models import F, Value

from documents.models import SUBJECTS, Citation
from records.history.rows import Row, by_table
from records.models import Record, State
from records.parts import key_of
from records.search_text import UNSPACED_RUN, fold

from .evidence import supports
from .lost_names import Lost, Relying, in_words, lost_in_batch, relations, relying_on, with_columns
from .stated import stating_otherwise

AT_ONCE = 2000  # citations that are read at a time


def no_value_rests_on_a_lost_name(_records: Sequence[Record] = ()) -> list[str]:
    """While publishing, and when a batch ends: what sources say by a name that is gone still rests
    on something.

    Asked of all that the open batch changed: whose names they are is known, and not whose values
    rest on them. Outside of batches the database lets no name go that a source states
    (``triggers.keep_named``).
    """
    lost = lost_in_batch()
    return [*_stated_by(lost), *_quoted_by(lost)]


def _stated_by(lost: Lost) -> list[str]:
    """Of values that a source says of a record which it states by a lost name."""
    stating = relying_on(lost.known, stating_otherwise(Citation.objects.public()))
    if not stating:
        return []
    relying = _by_subject(stating)
    public = _public(relying)
    now = supports(public, Citation.objects.public())
    before = supports(public, Citation.objects.public(), also_called=lost.known)
    return in_words(
        [
            (found.record, one, fields)
            for found, had in zip(now, before, strict=True)
            for one in relying[key_of(found.record)]
            if (fields := [name for name in found.uncited if name not in had.uncited])
        ]
    )


def _quoted_by(lost: Lost) -> list[str]:
    """Of relations for which the words cited say a lost name of the record, and none it has.

    Of drafts and of what is withdrawn as well: these may become public with the words that they
    are cited by, and nobody would ask then what the record was called.
    """
    if not (quoting := _quoting(lost)):
        return []
    relying = _by_subject(quoting)
    records: list[Record] = [
        record  # type: ignore[misc]
        for model, keys in by_table(relying).items()
        for record in model._default_manager.filter(pk__in=keys).order_by("pk")
    ]
    counting = Citation.objects.exclude(state=State.WITHDRAWN)
    others = counting.exclude(pk__in=[one.citation for one in quoting])
    had, have = supports(records, counting), supports(records, others)
    return in_words(
        [
            (before.record, one, [one.relation.name])
            for before, after in zip(had, have, strict=True)
            for one in relying[key_of(before.record)]
            if one.relation.name in before.supported and one.relation.name not in after.supported
        ]
    )


def _by_subject(several: Sequence[Relying]) -> dict[Row, list[Relying]]:
    found: dict[Row, list[Relying]] = defaultdict(list)
    for one in several:
        found[SUBJECTS[one.relation.kind], one.key].append(one)
    return found


def _public(relying: Collection[Row]) -> list[Record]:
    return [
        record
        for model, keys in by_table(relying).items()
        for record in model._default_manager.public().filter(pk__in=keys).order_by("pk")  # type: ignore[attr-defined]
    ]


def _quoting(lost: Lost) -> list[Relying]:
    """The citations for a relation whose words say a lost name of its record, and none it has.

    One query.
    """
    some = []
    for number, relation in enumerate(relations()):
        if keys := [key for model, key in lost.called if model is relation.target]:
            related = f"{relation.kind}__{relation.name}"
            told = {related + "__in": keys, "holds_for__has_key": relation.name}
            columns = [Value(number), F("pk"), F(f"{relation.kind}_id"), F(related)]
            rows = Citation.objects.exclude(state=State.WITHDRAWN).filter(**told).order_by()
            columns += [F("quote"), F("passage__summary")]
            some.append(with_columns(rows, *columns))
    if not some:
        return []
    found = []
    every = some[0].union(*some[1:], all=True)
    for number, citation, subject, target, quote, summary in every.iterator(chunk_size=AT_ONCE):
        relation = relations()[number]
        where: Row = (relation.target, target)
        words = fold(quote or summary)
        if named(words, lost.now[where]):
            continue
        if name := named(words, lost.called[where]):
            found.append(Relying(citation, relation, subject, target, lost.spelled[name]))
    return sorted(found, key=attrgetter("citation"))


def named(words: str, names: Collection[str]) -> str:
    """The longest of ``names`` that ``words`` say, both folded; ``""`` where they say none."""
    said = (name for name in names if _says(words, name))
    return max(said, key=len, default="")


def _says(words: str, name: str) -> bool:
    if UNSPACED_RUN.search(name):
        return name in words
    return bool(name) and f" {name} " in f" {words} "

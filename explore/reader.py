"""A document's passages as its reader shows them: what is cited, and every fact that rests on it.

One passage may carry many facts, several of them resting on the same words. Facts are therefore
gathered under the stretch of text they rest on; stretches are numbered in the order in which
they begin and marked in the text, also where they overlap.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Prefetch

from documents.judgements import Around, around, lapsed, values_of
from documents.models import SUBJECTS, Citation, Passage
from documents.quoting import public_quote
from documents.rights import public_text
from documents.stated import contradictions_between
from explore.plans import word_of_plan
from explore.rows import names_for
from mechanisms.models import Topic
from records.models import NamedRecord, Record, State
from records.words import value_for_readers

SHOWN = 5
"""How many records of which a passage says the same are shown before the rest is folded."""

# What a fact's line shows of its record beside the record's own columns.
JOINS: dict[str, tuple[str, ...]] = {
    "mechanism": ("parent", "predecessor"),
    "participant": ("parent", "members_of"),
    "office": ("person", "participant"),
    "membership": ("mechanism", "participant"),
    "topic": ("parent",),
    "place": ("country",),
    "series": ("mechanism",),
    "meeting": ("mechanism", "series", "place"),
    "participation": ("meeting", "participant"),
    "delegate": ("meeting", "person", "participant"),
    "outcome": (
        "meeting",
        "mechanism",
        "proposer",
        "follows_up__meeting",
        "follows_up__mechanism",
        "takes_up__meeting",
        "takes_up__mechanism",
    ),
    "position": (
        "meeting",
        "mechanism",
        "proposer",
        "follows_up__meeting",
        "follows_up__mechanism",
        "continues__meeting",
        "continues__mechanism",
    ),
    "document": ("publisher", "part_of", "version_of", "expression_of"),
}


@dataclass(frozen=True)
class Statement:
    """One value that a passage speaks of.

    ``text`` is empty where the record's own title says it already; ``planned`` is the word of a
    plan that the value names; ``stated`` is what the source gives where that is another value.
    """

    label: str
    text: str = ""
    url: str = ""
    planned: str = ""
    stated: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Subject:
    """A record that a passage speaks of, by name and address; ``planned`` is the word of a plan."""

    title: str
    url: str
    planned: str = ""


@dataclass
class Fact:
    """What a passage says, in the same words, of one record or of several of a kind."""

    kind: str
    statements: tuple[Statement, ...]
    subjects: list[Subject] = field(default_factory=list)

    @property
    def first(self) -> list[Subject]:
        return self.subjects[: SHOWN if self.rest else None]

    @property
    def rest(self) -> list[Subject]:
        """Those that are folded away; never a single one."""
        return self.subjects[SHOWN:] if len(self.subjects) > SHOWN + 1 else []


@dataclass
class Stretch:
    """The words that one or more facts rest on; offsets count characters of the passage."""

    start: int
    end: int
    number: int = 0
    quote: str = ""
    facts: list[Fact] = field(default_factory=list)
    lit: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of a passage's text: marked or not, and which stretches end where it ends.

    ``lit``: it is part of the words that somebody asked for; ``anchor``: they begin here.
    """

    text: str
    marked: bool = False
    ends: tuple[int, ...] = ()
    lit: bool = False
    anchor: str = ""


@dataclass
class Reading:
    """A passage as the page shows it."""

    passage: Passage
    stretches: list[Stretch]
    pieces: list[Piece]
    speaker: str = ""
    asked_for: bool = False
    citations: int = 0

    @property
    def is_lit(self) -> bool:
        """Whether words of it are lit, and not the passage as a whole."""
        return any(one.lit for one in self.pieces) or any(one.lit for one in self.stretches)


@dataclass
class Block:
    """Passages that stand together: of the text, or of the page furniture around it."""

    furniture: bool
    readings: list[Reading]

    @property
    def open(self) -> bool:
        """Whether furniture is unfolded: somebody asked for it, or a fact rests on it."""
        return any(reading.asked_for or reading.stretches for reading in self.readings)


def read(
    passages: Sequence[Passage],
    *,
    asked_for: int | None = None,
    words: Sequence[tuple[int, int]] = (),
) -> list[Block]:
    """The passages with their facts, page furniture set apart; a constant number of queries.

    ``words`` are lit in the passage that is ``asked_for``: where they begin and end in its text,
    or, where the public may not read that, the stretches with their facts. ``passages`` need
    ``capture__document`` selected.
    """
    stretches, counted = _stretches(passages)
    readings, speaker = [], ""
    for passage in passages:
        of_passage = stretches.get(passage.pk, [])
        text = public_text(passage)
        lit = words if passage.number == asked_for else ()
        spans = [(stretch.start, stretch.end, stretch.number) for stretch in of_passage]
        if not text:
            _light(of_passage, lit)
        readings.append(
            Reading(
                passage=passage,
                stretches=of_passage,
                pieces=cut(text, spans, lit) if text else [],
                speaker=passage.speaker if passage.speaker != speaker else "",
                asked_for=passage.number == asked_for,
                citations=counted[passage.pk],
            )
        )
        speaker = passage.speaker
    blocks = groupby(readings, lambda r: r.passage.kind == Passage.Kind.FURNITURE)
    return [Block(furniture, list(group)) for furniture, group in blocks]


WORDS = "words"
"""The anchor at the first of the words that somebody asked for."""


def cut(
    text: str,
    stretches: Iterable[tuple[int, int, int]],
    lit: Sequence[tuple[int, int]] = (),
) -> list[Piece]:
    """``text`` in pieces at the ends of ``stretches`` (start, end, number), none of them lost.

    The cuts are made before anything is escaped, so an ampersand in a quote moves no offset.
    """
    spans = [(start, min(end, len(text)), number) for start, end, number in stretches]
    spans = [span for span in spans if 0 <= span[0] < span[1]]
    lights = [(start, min(end, len(text))) for start, end in lit if start < len(text)]
    inner = (edge for start, end, *_number in (*spans, *lights) for edge in (start, end))
    edges = sorted({0, len(text), *inner})
    pieces, anchor = [], WORDS
    for start, end in pairwise(edges):
        marked = any(first <= start and end <= last for first, last, _n in spans)
        ends = tuple(sorted(number for _first, last, number in spans if last == end))
        is_lit = any(first <= start and end <= last for first, last in lights)
        pieces.append(Piece(text[start:end], marked, ends, is_lit, anchor if is_lit else ""))
        anchor = "" if is_lit else anchor
    return pieces


def _light(stretches: Iterable[Stretch], lit: Sequence[tuple[int, int]]) -> None:
    """Light the stretches that are asked for, where no text is shown."""
    anchor = WORDS
    for stretch in stretches:
        if (stretch.start, stretch.end) in lit:
            stretch.lit, stretch.anchor, anchor = True, anchor, ""


def _stretches(passages: Sequence[Passage]) -> tuple[dict[int, list[Stretch]], Counter[int]]:
    """By passage: the cited stretches in order, each with its facts; and how many citations."""
    by_key = {passage.pk: passage for passage in passages}
    citations = list(
        Citation.objects.filter(passage__in=by_key, state=State.PUBLISHED).order_by(
            "passage", "start", "end", "id"
        )
    )
    subjects = subjects_of(citations)
    # A citation may be published whose record is not public: it is left out.
    pairs = [(subjects[one.pk], one) for one in citations if one.pk in subjects]
    against = {citation.pk: names for citation, names in contradictions_between(pairs)}
    known = around(list(subjects.values()))
    found: dict[int, dict[tuple[int, int], Stretch]] = defaultdict(dict)
    facts: dict[Any, Fact] = {}
    counted: Counter[int] = Counter()
    for record, citation in pairs:
        citation.passage = passage = by_key[citation.passage_id]
        counted[passage.pk] += 1
        span = (citation.start - passage.start, citation.end - passage.start)
        stretch = found[passage.pk].setdefault(span, Stretch(*span))
        stretch.quote = stretch.quote or public_quote(citation)
        parts = title_of(record)
        said = statements_of(citation, record, parts, against=against[citation.pk], known=known)
        key = (passage.pk, span, type(record), said)
        if key not in facts:
            facts[key] = Fact(str(record._meta.verbose_name), said)
            stretch.facts.append(facts[key])
        subject = Subject(", ".join(parts), record.get_absolute_url(), word_of_plan(record))
        facts[key].subjects.append(subject)
    for of_passage in found.values():
        for number, stretch in enumerate(of_passage.values(), start=1):
            stretch.number = number
    return {key: list(of_passage.values()) for key, of_passage in found.items()}, counted


def subjects_of(citations: Iterable[Citation]) -> dict[int, Record]:
    """By citation, the public record that it speaks of: one query for each kind."""
    keys: dict[int, tuple[str, int]] = {}
    for citation in citations:
        name = citation.subject_name
        keys[citation.pk] = name, getattr(citation, f"{name}_id")
    found: dict[tuple[str, int], Record] = {}
    for name in {name for name, _key in keys.values()}:
        model: Any = SUBJECTS[name]
        wanted = {key for kind, key in keys.values() if kind == name}
        records = model._default_manager.filter(pk__in=wanted).public()
        if joins := JOINS.get(name):
            direct = [join for join in joins if "__" not in join]
            records = records.select_related(*joins).prefetch_related(*names_for(*direct))
        if issubclass(model, NamedRecord):
            records = records.prefetch_related("names")
        if hasattr(model, "topics"):
            records = records.prefetch_related(Prefetch("topics", Topic.objects.public()))
        found |= {(name, record.pk): record for record in records}
    return {pk: found[key] for pk, key in keys.items() if key in found}


TITLES: dict[str, tuple[str, str]] = {
    "office": ("person", "participant"),
    "membership": ("participant", "mechanism"),
    "participation": ("participant", "meeting"),
    "delegate": ("person", "meeting"),
}
"""What a part without a name of its own is called by: the two records that it ties."""


def title_of(record: Record) -> tuple[str, ...]:
    ends = TITLES.get(record.kind_name())
    if ends:
        return tuple(getattr(record, end).display_name for end in ends)
    return (record.display_name if isinstance(record, NamedRecord) else str(record),)


def statements_of(
    citation: Citation,
    record: Record,
    title: tuple[str, ...] = (),
    *,
    against: Collection[str],
    known: Around,
) -> tuple[Statement, ...]:
    """The values of ``record`` that ``citation`` speaks of, as the page words them.

    ``against`` are those to which the source gives another value; ``known`` is what is ``around``
    all records of the page.
    """
    names = [*citation.fields, *(name for name in citation.stated if name not in citation.fields)]
    no_longer = lapsed(citation.holds_for or {}, values_of(record, known))
    statements = []
    for name in names:
        if name in no_longer:
            continue
        value = value_for_readers(record, name)
        differs = name in against
        if value.text or differs:
            said = value.text in title
            other = getattr(record, name, None)
            statements.append(
                Statement(
                    label=value.label,
                    text="" if said else value.text,
                    url="" if said else value.url,
                    planned=word_of_plan(other) if isinstance(other, Record) and not said else "",
                    stated=str(citation.stated[name]) if differs else "",
                    reason=citation.reason if differs else "",
                )
            )
    return tuple(statements)

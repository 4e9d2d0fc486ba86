"""A value changed, and what is cited was judged to support another: what an editor answers.

The passage says the new value too, or the source says otherwise: then it states the value that it
was judged to support, and the record shows under sources that differ. A third answer needs nothing
here: another passage is cited. Unanswered, the citation holds for nothing that the record says.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.models import Citation
from records.models import Record, State
from records.words import value_in_words

from .evidence import Support, supports
from .judged_names import NAMES
from .judgements import as_planned, judged_in_words, names_gone, stayed, unmarked


@dataclass(frozen=True)
class Lapsed:
    """A citation of ``record`` that was judged to support another value of ``name``.

    ``passed`` is that value and ``now`` the one that nothing, or only others, support; of further
    names the ones that are gone, and those that nothing supports. ``along`` are values that stayed,
    and are asked with the one that they are said with: whose role it is, and the role; that a
    meeting was held, and what its announcement says of it.
    """

    citation: Citation
    record: Record
    name: str
    passed: Any
    now: Any
    is_supported: bool  # another citation holds for the value
    along: tuple["Lapsed", ...] = ()

    @property
    def each(self) -> tuple["Lapsed", ...]:
        """It and what is asked with it, each by itself."""
        return (replace(self, along=()), *self.along)

    @property
    def stayed(self) -> bool:
        """Whether only what the value is said with was judged otherwise."""
        if self.name == NAMES:
            return False
        return stayed(type(self.record), self.name, self.passed, self.now)

    @property
    def of_plan(self) -> bool:
        """Whether it stayed, and what it is said of became a plan or is one no longer."""
        return self.stayed and as_planned(self.passed) != as_planned(self.now)

    @property
    def own_in_words(self) -> str:
        """The value by itself, as it is meant."""
        return judged_in_words(type(self.record), self.name, self.now)

    @property
    def passed_in_words(self) -> str:
        return judged_in_words(type(self.record), self.name, self.passed, self.now)

    @property
    def now_in_words(self) -> str:
        return judged_in_words(type(self.record), self.name, self.now, self.passed)


def lapsed_among(records: Sequence[Record]) -> list[Lapsed]:
    """What was judged of ``records`` before their values changed, in the order of the records.

    Of one citation, values that stayed go along with the changed one that they are said with; of
    one passage, all that it says of what was a plan, or was none, go along with the first.
    """
    found: list[Lapsed] = []
    for support in supports([one for one in records if one.EVIDENTIAL]):
        several: list[Lapsed] = []
        values = support.values
        overtaken = {
            name: [
                one
                for one in citations
                if (one.holds_for or {}).get(name, values[name].coming) != values[name].coming
            ]
            for name, citations in support.supported.items()
            if name in support.record.LISTED
        }
        for name, citations in (*support.passed_by.items(), *overtaken.items()):
            if name == NAMES:
                continue
            several += [
                Lapsed(
                    citation,
                    support.record,
                    name,
                    (citation.holds_for or {})[name],
                    getattr(values[name], "coming", values[name]),
                    name in support.supported,
                )
                for citation in citations
            ]
        found += [*_together(several), *_lapsed_names(support, values)]
    return _of_plans(found)


def _of_plans(found: list[Lapsed]) -> list[Lapsed]:
    """All that one passage says of a plan, of the record and of its parts, as one."""
    first: dict[int, Lapsed] = {}
    for one in found:
        if one.name in one.record.PLANNED and not one.stayed:
            first.setdefault(one.citation.passage_id, one)
    alone: list[Lapsed] = []
    along: dict[int, list[Lapsed]] = defaultdict(list)
    for one in found:
        head = first.setdefault(one.citation.passage_id, one) if one.of_plan else one
        if head is one:
            alone.append(one)
        else:
            along[one.citation.passage_id] += one.each
    return [
        replace(one, along=(*one.along, *along[one.citation.passage_id]))
        if first.get(one.citation.passage_id) is one
        else one
        for one in alone
    ]


def _together(several: Sequence[Lapsed]) -> list[Lapsed]:
    """The lapsed values of one record, those that stayed with what they are said with."""
    along: dict[tuple[int, str], list[Lapsed]] = {}
    alone = []
    for one in several:
        said_with = one.record.SAID_WITH.get(one.name, ())
        changed = [
            other
            for other in several
            if other.citation == one.citation and other.name in said_with and not other.stayed
        ]
        if one.stayed and changed:
            along.setdefault((one.citation.pk, changed[0].name), []).append(one)
        else:
            alone.append(one)
    return [replace(one, along=tuple(along.get((one.citation.pk, one.name), ()))) for one in alone]


def _lapsed_names(support: Support, values: dict[str, Any]) -> list[Lapsed]:
    new = support.uncited_names
    if not new:
        return []
    citations = {
        one.pk: one
        for some in (*support.passed_by.values(), *support.supported.values())
        for one in some
    }
    found = []
    for citation in citations.values():
        if gone := sorted(names_gone(citation.holds_for or {}, values)):
            found.append(Lapsed(citation, support.record, NAMES, gone, new, is_supported=False))
    return found


# The answers


def says_this_too(lapsed: Lapsed) -> None:
    """The passage supports the value that the record has now, and those that go along."""
    for one in lapsed.each:
        _says_this_too(one)


def _says_this_too(lapsed: Lapsed) -> None:
    citation = _held(lapsed)
    if lapsed.name == NAMES:
        judged = (citation.holds_for or {}).get(NAMES, ())
        names = sorted({*judged, *lapsed.now})
        citation.holds_for = {**(citation.holds_for or {}), NAMES: names}
    elif lapsed.name in lapsed.record.LISTED:  # of who is on it once all of them are public
        citation.holds_for = {**(citation.holds_for or {}), lapsed.name: lapsed.now}
    else:
        citation.judge(lapsed.name)
    citation.save(update_fields=["holds_for"])


def says_otherwise(lapsed: Lapsed, reason: str) -> None:
    """The source gives the value that it was judged to support; ``reason``: why not the record.

    Raises ``ValidationError`` without a reason, and of what contradicts nothing: further names, and
    a value that stayed.
    """
    if lapsed.name == NAMES:
        raise ValidationError(_("One more name contradicts nothing: leave it, or cite another."))
    if lapsed.stayed:
        raise ValidationError(_("The value is the same: leave it, or cite another passage."))
    if not reason.strip():
        raise ValidationError(_("Say why the record has another value than this source."))
    citation = _held(lapsed)
    citation.stated = {**citation.stated, lapsed.name: _as_stated(lapsed)}
    citation.reason = f"{citation.reason}\n{reason}".strip() if citation.reason else reason.strip()
    citation.save(update_fields=["stated", "reason"])


def _held(lapsed: Lapsed) -> Citation:
    rows = Citation.objects.select_for_update(of=("self",)).exclude(state=State.WITHDRAWN)
    return rows.get(pk=lapsed.citation.pk)


def _as_stated(lapsed: Lapsed) -> str:
    model, name = type(lapsed.record), lapsed.name
    value = unmarked(lapsed.passed)[0]
    with override("en"):
        return "" if value in (None, "") else value_in_words(model, name, value)

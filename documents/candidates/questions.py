"""Where does the text say this? What is asked of each value that an editor typed or changed.

A value that was read rests on the words that it was read from. One that was typed is looked for
in the document (``searching``), and what is found is offered; an editor's ``Answer`` says which
words say the value, or that none do. Where it was read as something else, those words are not lost:
they say otherwise.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import IntegerField
from django.utils.translation import gettext as _

from documents.judgements import how_meant
from documents.models import Candidate
from extraction.candidates import Value
from extraction.wording import Sought
from records.models import Record

from .citing import Span
from .fields import relation, values_read
from .known_records import NOT_STATED, Comparison, compare, stated_value
from .record_values import InvalidValues, RecordValues, clean_values
from .searching import NEAR, OWN_PASSAGE, Offer, Search, names_of


@dataclass(frozen=True)
class Answer:
    """What an editor says of a typed value.

    ``words`` say it, and ``how`` they do where they do not say it outright; without words it
    stays without evidence. ``otherwise``: the words that it was read from say what was read, and
    the record follows the typed value all the same, ``why``; else they were misread.
    """

    words: Span | None = None
    how: str = ""
    otherwise: bool = False
    why: str = ""


@dataclass(frozen=True)
class Question:
    """Which words say a value that was typed, with what is found, the likeliest first.

    ``key`` is that of ``RecordValues.data``, and ``value`` what stands there. ``read`` is what
    the words that it was read from say, where that is another value.
    """

    key: str
    value: str
    home: Span  # the words of the candidate, or of the part
    offers: list[Offer] = field(default_factory=list)
    preselected: Offer | None = None
    read: Value | None = None

    @property
    def suggested(self) -> Answer:
        """The answer that is given where an editor gives none."""
        words = self.preselected.span if self.preselected else None
        return Answer(words, otherwise=self.read is not None)


def answered(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """An answer to each question: the given one, else the suggested.

    Raises ``InvalidValues`` where the same words are to say a value and another one.
    """
    found: dict[str, Answer] = {}
    for one in questions:
        answer = answers.get(one.key, one.suggested)
        if one.read and answer.otherwise and answer.words == _words(one.read):
            sentence = _("The same words cannot say this value and another one: choose.")
            raise InvalidValues({one.key: [sentence]})
        found[one.key] = answer
    return found


def questions_about(
    row: Candidate,
    values: Iterable[RecordValues],
    *,
    of_known: bool,
    but: Collection[str] = (),
) -> list[Question]:
    """What is to be asked of the values of a candidate; nothing of those that stand as read.

    ``of_known``: they are written into a known record, of which only what was typed is asked.
    ``but``: the keys of values that need not be looked for, since they are answered.
    """
    asked = [
        (one, name)
        for one in values
        for name in asked_of(one, of_known=of_known and not one.prefix)
    ]
    search = Search(row)
    questions = []
    for one, name in asked:
        read = values_read(one.found).get(name) if read_otherwise(one, name) else None
        key, home = one.key(name), (one.found.start, one.found.end)
        question = Question(key, one.sent(name), home, read=read)
        if key not in but:
            question = _with_offers(question, search, one, name)
        questions.append(question)
    return questions


def _with_offers(question: Question, search: Search, values: RecordValues, name: str) -> Question:
    column: Any = values.model._meta.get_field(name)
    value = _cleaned(values, name) or values.get(f"{name}-new")
    offers = search.offers(column, values.kind, value, question.home)
    if question.read and any(one.span == _words(question.read) for one in offers):
        question = replace(question, read=None)  # another spelling of the same
    is_generic = bool(column.choices) or isinstance(column, IntegerField)
    preselected = _preselected(offers, is_generic=is_generic)
    return replace(question, offers=offers, preselected=preselected)


def _words(value: Value) -> Span:
    return value.start, value.end


def _preselected(offers: list[Offer], *, is_generic: bool) -> Offer | None:
    """The words that say it outright, where it is likely that they speak of this.

    They do in the candidate's own passage, and beside it unless they are such as stand everywhere.
    Farther off the same words are most often said of something else: an editor chooses them.
    """
    plain = next((one for one in offers if one.is_plain), None)
    if plain is None:
        return None
    return plain if plain.zone <= (OWN_PASSAGE if is_generic else NEAR) else None


def asked_of(values: RecordValues, *, of_known: bool) -> list[str]:
    """The values that have no words of their own: typed ones, and defaults that nobody read.

    What the form will refuse is not asked.
    """
    if values.is_left_out:
        return []
    read, typed = values_read(values.found), typed_otherwise(values)
    return [
        name
        for name in values.names
        if name in values.model.EVIDENTIAL
        and values.is_given(name)
        and (_is_changed(values, name, typed) or (name not in read and not of_known))
        and not isinstance(_cleaned(values, name), Refused)
    ]


def _is_changed(values: RecordValues, name: str, typed: set[str]) -> bool:
    """Whether a value was changed; how the date of a period is meant is part of it."""
    return name in typed or how_meant(values.model, name) in typed


def typed_otherwise(values: RecordValues) -> set[str]:
    """The values that mean something else than what was read; not those merely spelt otherwise."""
    found = set()
    for name in values.typed():
        new = values.key(f"{name}-new")
        is_same_name = values.data.get(new, "") == values.initial.get(new, "")
        if not is_same_name or _cleaned(values, name) != _cleaned(values.as_read(), name):
            found.add(name)
    return found


@dataclass(frozen=True)
class Refused:
    """What stands where a value should, and is none."""

    text: str


def _cleaned(values: RecordValues, name: str) -> Any:
    """A value as the model holds it; ``None`` where there is none."""
    try:
        return clean_values(values, [name]).get(name)
    except InvalidValues:
        return Refused(values.get(name))


def read_otherwise(values: RecordValues, name: str, record: Record | None = None) -> str:
    """The value that the words state from which a typed one was read; "" where it is the same.

    ``record`` is the one that the values were written into, if there is one yet.
    """
    value = values_read(values.found).get(name)
    if value is None or name in NOT_STATED or not values.is_given(name):
        return ""
    given, read = _cleaned(values, name), _cleaned(values.as_read(), name)
    if isinstance(given, Refused) or isinstance(read, Refused):
        return ""
    if relation(values.kind, name) is not None:
        now = getattr(record, name) if record is not None else given
        called = names_of(now) if now is not None else [values.get(f"{name}-new")]
        if read is not None:
            return "" if read == now else stated_value(values.model(), name, read)
        printed = Sought.of([value.value]).folded
        return "" if set(printed) & set(Sought.of(called).folded) else value.value
    beside = record if record is not None else values.model(**{name: given})
    differs = read is not None and compare(beside, name, read) is Comparison.DIFFERS
    return stated_value(beside, name, read) if differs else ""

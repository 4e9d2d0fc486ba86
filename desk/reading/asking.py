"""Where does the text say this? The questions about typed values, as a form shows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import Truncator

from documents.candidates.questions import Question, questions_about
from documents.candidates.record_values import RecordValues
from documents.models import Candidate
from extraction.candidates import Value

from .answers import CHOSEN, MISREAD, NOWHERE, OTHERWISE, is_answered

Asked = dict[str, Any]


def questions_shown(
    row: Candidate,
    values: Sequence[RecordValues],
    passages: Sequence[Any],
    sent: Mapping[str, Any],
    *,
    of_known: bool,
) -> dict[str, Asked]:
    """The questions by the keys of their values, each as the form left it or as is suggested."""
    if not row.is_waiting:
        return {}
    questions = questions_about(row, values, of_known=of_known)
    called = {
        one.key(name): _said(one, name)
        for one in values
        for name in one.names
        if any(question.key == one.key(name) for question in questions)
    }
    return {
        question.key: _shown(question, called[question.key], passages, sent)
        for question in questions
    }


def _said(values: RecordValues, name: str) -> str:
    """The typed value in words; nothing of a record that was chosen, which the box says."""
    column: Any = values.model._meta.get_field(name)
    if column.is_relation:
        return values.get(f"{name}-new")
    return str(dict(column.flatchoices).get(values.get(name), values.get(name)))


def _shown(
    question: Question, value: str, passages: Sequence[Any], sent: Mapping[str, Any]
) -> Asked:
    key, was_answered = question.key, is_answered(question, sent)
    preselected = question.preselected
    choice = _address(preselected) if preselected else NOWHERE
    stands = OTHERWISE
    if was_answered:
        choice, stands = str(sent[f"words-{key}"]), str(sent.get(f"read-{key}", OTHERWISE))
    offers = [
        {
            "address": _address(one),
            "passage": one.passage,
            "context": one.context,
            "is_plain": one.is_plain,
            "is_checked": _address(one) == choice,
        }
        for one in question.offers
    ]
    typed = {name: sent.get(f"{name}-{key}", "") if was_answered else "" for name in TYPED}
    return {
        **typed,
        "key": key,
        "value": value,
        "asked": question.value,
        "offers": offers,
        "is_chosen": choice == CHOSEN,
        "is_nowhere": choice == NOWHERE,
        "read": question.read
        and {
            "value": question.read.value,
            "words": words_at(passages, question.read),
            "is_misread": stands == MISREAD,
        },
    }


TYPED = ("typed", "at", "how", "why")


def _address(offer: Any) -> str:
    return "-".join(map(str, offer.span))


def words_at(passages: Iterable[Any], value: Value) -> str:
    """The words that a value was read from, of the passages that are shown."""
    for passage in passages:
        if passage.start <= value.start < passage.end:
            words = passage.text[value.start - passage.start : value.end - passage.start]
            return Truncator(" ".join(words.split())).chars(160)
    return ""

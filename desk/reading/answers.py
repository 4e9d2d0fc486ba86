"""The answers that a form gives to the questions about what was typed in it.

Each is sent under a name of its own before the key of its value: ``asked-date`` is what the
question was about, ``words-date`` the choice, ``typed-date`` and ``at-date`` words that were chosen
instead, ``read-date`` what the words say that it was read from.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from documents.candidates.citing import Span
from documents.candidates.questions import Answer, Question
from documents.candidates.record_values import InvalidValues
from documents.candidates.searching import Search
from documents.models import Candidate
from records.search_text import clean

CHOSEN, NOWHERE = "chosen", "nowhere"
"""What is sent as the choice where it is none of the words on offer."""

OTHERWISE, MISREAD = "otherwise", "misread"
MAX_SENTENCE = 1000


class Unanswered(InvalidValues):
    """Something typed was not asked about yet, or changed since: the page asks."""


def read_answers(
    row: Candidate, questions: Iterable[Question], sent: Mapping[str, Any]
) -> dict[str, Answer]:
    """The answers of a form, by the keys of the values.

    Raises ``Unanswered`` where a question is open, and ``InvalidValues`` where an answer does not
    hold: words that are not in the document, no reason where one is needed.
    """
    answers: dict[str, Answer] = {}
    errors: dict[str, list[str]] = {}
    questions = list(questions)
    for one in questions:
        if not is_answered(one, sent):
            continue
        try:
            answers[one.key] = _answer(row, one, sent)
        except InvalidValues as refusal:
            errors |= refusal.errors
    if errors:
        raise InvalidValues(errors)
    if len(answers) < len(questions):
        raise Unanswered({})
    return answers


def is_answered(question: Question, sent: Mapping[str, Any]) -> bool:
    """Whether the form answers the question about the value that stands there now."""
    key = question.key
    choices = sent.get(f"words-{key}"), sent.get(f"read-{key}") or not question.read
    return sent.get(f"asked-{key}") == question.value and all(choices)


def _answer(row: Candidate, question: Question, sent: Mapping[str, Any]) -> Answer:
    key = question.key
    choice = str(sent[f"words-{key}"])
    how, why = (
        " ".join(clean(str(sent.get(f"{name}-{key}", ""))).split())[:MAX_SENTENCE]
        for name in ("how", "why")
    )
    otherwise = question.read is not None and sent.get(f"read-{key}") == OTHERWISE
    if otherwise and not why:
        raise InvalidValues(
            {key: [_("Say why the record does not follow these words: readers see it.")]}
        )
    words = None
    if choice == CHOSEN:
        words = _chosen_words(row, question, sent)
    elif choice != NOWHERE:
        words = span_of(choice)
        if words not in [offer.span for offer in question.offers]:
            raise InvalidValues({key: [_("Choose the words that say this.")]})
    return Answer(words, how if choice == CHOSEN else "", otherwise, why if otherwise else "")


def _chosen_words(row: Candidate, question: Question, sent: Mapping[str, Any]) -> Span:
    """The words that were selected in the text, or typed as they stand there."""
    key, search = question.key, Search(row)
    typed = clean(str(sent.get(f"typed-{key}", ""))).strip()
    if not typed:
        raise InvalidValues({key: [_("Type the words of the text that say this, or select them.")]})
    selected = span_of(str(sent.get(f"at-{key}", "")))
    if selected and search.is_of_a_passage(selected) and _same(search, selected, typed):
        return selected
    found = search.place(typed, question.home)
    if found is None:
        sentence = _("“%(words)s” does not stand in one passage of this document.")
        raise InvalidValues({key: [sentence % {"words": typed[:80]}]})
    return found


def _same(search: Search, span: Span, words: str) -> bool:
    """Whether these are the words of a stretch, but for line ends."""
    return search.text[slice(*span)].split() == words.split()


def span_of(text: str) -> Span | None:
    """First and last character, from “120-135”."""
    numbers = re.fullmatch(r"(\d{1,12})-(\d{1,12})", text)
    return (int(numbers[1]), int(numbers[2])) if numbers else None

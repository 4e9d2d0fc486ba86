"""“Does the passage say the new value too?”: asked on the page where a value changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.pages import address_in_desk, as_said
from documents.evidence import said_because_of
from documents.models import Citation
from documents.quoting import QUOTE_LIMIT
from documents.rejudging import Lapsed, lapsed_among, says_otherwise, says_this_too
from records.models import Record
from records.words import describe, field_label, noun_of

from .citations import part_label

YES, OTHERWISE = "yes", "otherwise"
PREFIX = "holds-"  # of what answers are called in a form


@dataclass
class Question:
    """One citation, asked about one value; ``error`` is what its answer lacked.

    An answer counts for the value that was asked about: what is typed beside it is asked anew.
    """

    lapsed: Lapsed
    called: Callable[[Record], str]  # what a record is called; "" for that of the page
    answer: str = ""
    reason: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        """What its answer is called in the form; its reason has ``-reason`` behind."""
        return key_of(self.lapsed)

    @property
    def asked_for(self) -> str:
        """The values that are asked about: an answer counts for these alone."""
        along = (self._named(one, one.now_in_words) for one in self.lapsed.along)
        return "; ".join((self.lapsed.now_in_words, *along))

    @property
    def along(self) -> list[str]:
        """The values that are asked with this one, each with what it is."""
        return [self._named(one, one.own_in_words) for one in self.lapsed.along]

    def _named(self, one: Lapsed, words: str) -> str:
        of = self.called(one.record) if one.record != self.lapsed.record else ""
        label = f"{field_label(type(one.record), one.name)}: {words}"
        return f"{of}: {label}" if of else label

    @property
    def label(self) -> str:
        label, of = field_label(type(self.lapsed.record), self.lapsed.name), self.of
        return f"{capfirst(of)}: {label}" if of else label

    @property
    def of(self) -> str:
        """What the record is called, where the page is not its own."""
        return self.called(self.lapsed.record)

    @property
    def is_open(self) -> bool:
        """Whether a value lacks evidence until somebody answers."""
        return not all(one.is_supported for one in self.lapsed.each)

    @property
    def help(self) -> str:
        """What makes an answer less urgent; "" where nothing does."""
        if self.is_open:
            return ""
        if self.lapsed.name in self.lapsed.record.LISTED:
            return _("It holds until what was added is public.")
        return _("Another passage supports the new value already.")

    @property
    def may_differ(self) -> bool:
        """Whether the source can say otherwise: one more name, or the same value, cannot."""
        return self.lapsed.name != "names" and not self.lapsed.stayed

    @cached_property
    def words(self) -> str:
        """The words that were cited, cut where they are long; else what the passage says."""
        citation = self._citation
        quote = " ".join(citation.quote.split()) or citation.passage.summary
        return f"{quote[:QUOTE_LIMIT].rstrip()}…" if len(quote) > QUOTE_LIMIT else quote

    @cached_property
    def _citation(self) -> Citation:
        rows = Citation.objects.select_related("passage__capture__document")
        return rows.defer("passage__capture__text").get(pk=self.lapsed.citation.pk)

    @property
    def where(self) -> str:
        return str(self._citation.passage)

    @property
    def address(self) -> str:
        return address_in_desk(self._citation)


def key_of(lapsed: Lapsed) -> str:
    return f"{PREFIX}{lapsed.citation.pk}-{lapsed.name}"


def questions_on_page(
    record: Record, parts: Sequence[Record], request: HttpRequest
) -> list[Question]:
    """What is asked on the page of ``record``, of it and of its ``parts``, with the answers."""
    return _questions(
        [record, *parts], request.POST, lambda one: "" if one == record else _part(one)
    )


def answer_of_many(records: Sequence[Record], sent: Mapping[str, str]) -> list[Question]:
    """Write what a form ``sent`` about many records of one kind; the questions that are left.

    So is asked what is said of a plan that they are no longer, or of whom their lists name.
    """
    kind = type(records[0]) if records else None
    every = [*records, *said_because_of(records)]
    return write_answers(
        _questions(every, sent, lambda one: str(one) if type(one) is kind else describe(one))
    )


def _questions(
    records: Sequence[Record], sent: Mapping[str, str], called: Callable[[Record], str]
) -> list[Question]:
    found = []
    for lapsed in lapsed_among(records):
        key, question = key_of(lapsed), Question(lapsed, called)
        question.reason = as_said(sent.get(f"{key}-reason", ""))
        if as_said(sent.get(f"{key}-for", "")) == as_said(question.asked_for):
            question.answer = as_said(sent.get(key, ""))
        found.append(question)
    return found


def _part(part: Record) -> str:
    return f"{noun_of(type(part))} “{part_label(part)}”"


def write_answers(questions: list[Question]) -> list[Question]:
    """Write what was answered; the questions that are left say what their answers lack."""
    left = []
    for question in questions:
        write = _ANSWERS.get(question.answer)
        try:
            if write is None:
                left.append(question)
            else:
                write(question)
        except ValidationError as refusal:
            question.error = " ".join(refusal.messages)
            left.append(question)
    return left


_ANSWERS: dict[str, Callable[[Question], Any]] = {
    YES: lambda question: says_this_too(question.lapsed),
    OTHERWISE: lambda question: says_otherwise(question.lapsed, question.reason),
}


def tell_of_questions(request: HttpRequest, record: Record, left: Sequence[Question]) -> None:
    """Say after saving which values have lost their evidence until somebody answers."""
    labels = dict.fromkeys(one.label for one in left if one.is_open)
    if not labels:
        return
    sentence = _(
        "Saved, but what is cited for %(fields)s was judged to support another value, so it is "
        "without evidence now:"
    ) % {"fields": ", ".join(labels)}
    address = f"{address_in_desk(record)}#questions"
    link = format_html('<a href="{}">{}</a>', address, _("say whether the passage says this too"))
    messages.warning(request, format_html("{} {}.", sentence, link))

"""Citations of exact characters of a capture, for values of a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.judged_names import NAMES, name_label
from documents.judgements import lapsed, values_of
from documents.models import Capture, Citation, Passage, check_citation
from documents.quoting import quote_from
from records.models import Record, State
from records.search_text import UNSPACED_RUN, fold

Span = tuple[int, int]


@dataclass
class Citing:
    """Makes citations from one capture, whose text and passages it reads once."""

    capture: Capture
    has_cited: bool = False  # whether there was anything to cite
    _passages: list[Passage] = field(default_factory=list)

    def passage_at(self, start: int) -> Passage:
        """The passage in which a character stands."""
        for passage in self._passages:
            if passage.start <= start < passage.end:
                return passage
        found = (
            Passage.objects.filter(capture=self.capture, start__lte=start)
            .defer("text")
            .order_by("-start")
            .first()
        )
        if found is None or start >= found.end:
            raise ValidationError(
                _("No passage holds character %(number)s: choose words of a passage.")
                % {"number": start},
                code="no_passage",
            )
        self._passages.append(found)
        return found

    def cite(
        self,
        record: Record,
        fields: Iterable[str],
        span: Span,
        *,
        stated: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> Citation:
        """One citation of the words of ``span``, which may not run beyond their passage.

        ``reason`` says how the words say it, or why the record says something else. Where the
        same words are cited for the record already, that citation speaks of these values too. Of
        further names it supports those that stand in the words.
        """
        self.has_cited = True
        passage = self.passage_at(span[0])
        start, end = span[0], min(span[1], passage.end)
        names = list(dict.fromkeys(fields))
        judged = self._names_in(record, start, end) if NAMES in names else None
        kind = record.kind_name()
        same = (
            Citation.objects.filter(**{kind: record}, passage=passage, start=start, end=end)
            .exclude(state=State.WITHDRAWN)
            .order_by("pk")
            .first()
        )
        if same is not None:
            self._extend(same, record, names, stated or {}, reason, judged)
            return same
        citation = Citation(
            **{kind: record},
            passage=passage,
            start=start,
            end=end,
            fields=names,
            stated=dict(stated or {}),
            holds_for=None if judged is None else {NAMES: judged},
            reason=reason,
        )
        check_citation(citation)
        quote_from(self.capture.text or "", citation)
        citation.save()
        return citation

    def _names_in(self, record: Any, start: int, end: int) -> list[str]:
        """The further names that words are, as ``holds_for`` notes them: each is for itself."""
        words = fold((self.capture.text or "")[start:end])
        found = [one for one in record.names.all() if _has_words(words, fold(one.text))]
        if not found:
            raise ValidationError(
                _("None of its other names stands in these words: choose the words of the name."),
                code="no_name",
            )
        return sorted(map(name_label, found))

    def _extend(
        self,
        same: Citation,
        record: Record,
        names: list[str],
        stated: Mapping[str, Any],
        reason: str,
        judged: list[str] | None,
    ) -> None:
        before = same.fields, same.stated, same.holds_for, same.reason
        if same.fields:
            same.fields = list(dict.fromkeys([*same.fields, *names]))
        supported = [name for name in names if name not in stated]
        kept = {name: one for name, one in same.stated.items() if name not in supported}
        same.stated = {**stated, **kept}
        # What it was judged to support before stands, but for what is judged anew here.
        passed = lapsed(same.holds_for or {}, values_of(record)) if record.EVIDENTIAL else set()
        if anew := [name for name in supported if name in passed and name != NAMES]:
            same.judge(*anew)
        if judged is not None:
            known = (same.holds_for or {}).get(NAMES, ())
            same.holds_for = {**(same.holds_for or {}), NAMES: sorted({*known, *judged})}
        if reason not in same.reason:
            same.reason = "\n".join(filter(None, (same.reason, reason)))
        if (same.fields, same.stated, same.holds_for, same.reason) != before:
            check_citation(same)
            same.save(update_fields=["fields", "stated", "holds_for", "reason"])

    def cite_each(
        self,
        record: Record,
        spans: Mapping[str, Span],
        stated: Mapping[str, Any] | None = None,
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Each value by its own words; values that share them share the citation."""
        by_words: dict[Span, list[str]] = {}
        for name, span in spans.items():
            by_words.setdefault(span, []).append(name)
        for span, names in sorted(by_words.items()):
            otherwise = {name: stated[name] for name in names if stated and name in stated}
            said = dict.fromkeys(filter(None, ((reasons or {}).get(name) for name in names)))
            self.cite(record, names, span, stated=otherwise, reason="\n".join(said))


def _has_words(text: str, words: str) -> bool:
    """Whether folded words stand in a folded text, as whole words where words are spaced."""
    if UNSPACED_RUN.search(words):
        return words in text
    return bool(words) and f" {words} " in f" {text} "

"""Citations of exact characters of a capture, for values of a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import Capture, Citation, Passage, check_citation
from documents.quoting import quote_from
from records.models import Record, State

Span = tuple[int, int]


@dataclass
class Citing:
    """Makes citations from one capture, whose text and passages it reads once."""

    capture: Capture
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
    ) -> Citation:
        """One citation of the words of ``span``, which may not run beyond their passage.

        Where the same words are cited for the record already, that citation speaks of these
        values too.
        """
        passage = self.passage_at(span[0])
        start, end = span[0], min(span[1], passage.end)
        names = list(dict.fromkeys(fields))
        kind = record.kind_name()
        same = (
            Citation.objects.filter(**{kind: record}, passage=passage, start=start, end=end)
            .exclude(state=State.WITHDRAWN)
            .order_by("pk")
            .first()
        )
        if same is not None:
            self._extend(same, names, stated or {})
            return same
        citation = Citation(
            **{kind: record},
            passage=passage,
            start=start,
            end=end,
            fields=names,
            stated=dict(stated or {}),
        )
        check_citation(citation)
        quote_from(self.capture.text or "", citation)
        citation.save()
        return citation

    def _extend(self, same: Citation, names: list[str], stated: Mapping[str, Any]) -> None:
        more = [name for name in names if name not in same.fields]
        if same.fields and more:
            same.fields = [*same.fields, *more]
        elif not set(stated) - set(same.stated):
            return
        same.stated = {**stated, **same.stated}
        check_citation(same)
        same.save(update_fields=["fields", "stated"])

    def cite_each(
        self, record: Record, spans: Mapping[str, Span], stated: Mapping[str, Any] | None = None
    ) -> None:
        """Each value by its own words; values that share them share the citation."""
        by_words: dict[Span, list[str]] = {}
        for name, span in spans.items():
            by_words.setdefault(span, []).append(name)
        for span, names in sorted(by_words.items()):
            otherwise = {name: stated[name] for name in names if stated and name in stated}
            self.cite(record, names, span, stated=otherwise)

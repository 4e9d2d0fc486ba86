"""The passage that each citation of the files names as ``<document slug>#<passage number>``."""

from collections import defaultdict
from difflib import get_close_matches

from documents.models import Capture, Passage
from records.keys import is_key

from .entries import SHOWN, Entry, Problems
from .rows import Rows, chunks

Passages = dict[str, dict[str, dict[int, Passage]]]
"""Passages by the slug of their document, the hash of their capture, and their number."""


def resolve_passages(rows: Rows) -> dict[str, str | None]:
    """Give each citation its passage; the texts of the captures cited, by hash."""
    citations = rows.by_kind["citation"]
    wanted = {str(row.entry.get("at", "")).rpartition("#")[0] for row in citations}
    slugs = {name.partition("@")[0] for name in wanted}
    passages: Passages = defaultdict(lambda: defaultdict(dict))
    texts: dict[str, str | None] = {}
    for chunk in chunks(sorted(slugs)):
        for passage in (
            Passage.objects.agreed()
            .filter(capture__document__slug__in=chunk)
            .select_related("capture__document")
            .defer("text", "capture__text")
        ):
            capture = passage.capture
            passages[capture.document.slug][capture.sha256][passage.number] = passage
        for capture in Capture.objects.agreed().filter(document__slug__in=chunk):
            texts[capture.sha256] = capture.text
    for row in citations:
        if cited := _find(row.entry, passages, rows.problems):
            row.values["passage"] = cited
            start, end = row.values["start"], row.values["end"]
            if not cited.start <= start < end <= cited.end:
                rows.problems.of(
                    row.entry,
                    f"characters {start} to {end} are outside {row.entry['at']}, which runs "
                    f"from {cited.start} to {cited.end}",
                    "start",
                )
    return texts


def _find(entry: Entry, passages: Passages, problems: Problems) -> Passage | None:
    at = entry.get("at", "")
    name, _hash, number = at.rpartition("#")
    slug, _at, digest = name.partition("@")
    if not name or not is_key(number):
        message = f"“{at}” is no place; write <document slug>#<passage number>"
        problems.of(entry, message, "at")
        return None
    captures = [sha for sha in passages.get(slug, ()) if sha.startswith(digest)]
    if not captures:
        known = [one for one in passages if passages[one]] if len(problems) < SHOWN else []
        near = get_close_matches(slug, known, 2)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        problems.of(entry, f"no capture of “{slug}” is recorded with passages{hint}", "at")
    elif len(captures) > 1:
        problems.of(
            entry,
            f"“{slug}” has {len(captures)} captures; write {slug}@<first 12 characters of "
            f"the hash>#{number}",
            "at",
        )
    elif (passage := passages[slug][captures[0]].get(int(number))) is None:
        last = max(passages[slug][captures[0]])
        problems.of(entry, f"{slug} has no passage {number}; its last is {last}", "at")
    else:
        return passage
    return None

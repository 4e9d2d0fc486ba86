"""Whose meeting it is: the mechanism and series that a name, or what stands around it, says."""

import re

from extraction.candidates import Value
from extraction.grammar import grammar
from extraction.names.bodies import Body, body_name, body_noun, like_series, mechanism_named
from extraction.names.gazetteer import Mention
from extraction.source import Source
from records.search_text import fold

from .drafts import Draft
from .phrases import Phrase


def set_series(source: Source, draft: Draft) -> None:
    """Set the series: one of the register that the name names, else the name without its number."""
    phrase = draft.phrase
    named = next(
        (one for one in phrase.mentions if one.the("series") and one.start <= phrase.core + 1), None
    )
    entry = named.the("series") if named else None
    if entry is None:
        entry = like_series(source.gazetteer, source.words(phrase.core, phrase.end))
    if entry is None and not phrase.head:  # "the 11th EAS": the series called like the body
        bodies = [body for one in phrase.mentions if (body := mechanism_named(source, one))]
        entry = next((s for b in bodies if (s := like_series(source.gazetteer, b.name))), None)
    if entry is not None and named is not None:
        draft.give("series", Value(named.name, named.start, named.end, entry.uid))
    elif (entry is not None or phrase.ordinals) and not phrase.possessive:
        name = source.words(phrase.core, phrase.end)
        draft.give("series", Value(name, phrase.core, phrase.end, entry.uid if entry else ""))
    if entry is not None:
        where = named or phrase
        kind = draft.fields.get("kind")
        if kind is not None and kind.value == "meeting" and entry.facts.get("kind"):
            del draft.fields["kind"]
        for field in ("level", "track", "kind"):
            if value := entry.facts.get(field):
                draft.give(
                    field, Value(value, where.start, where.end, because=f"the series {entry.name}")
                )
        if mechanism := source.gazetteer.get(entry.facts.get("mechanism", "")):
            inside = next((one for one in phrase.mentions if mechanism in one.entries), None)
            stretch = inside or where
            draft.give(
                "mechanism",
                Value(
                    source.words(stretch.start, stretch.end),
                    stretch.start,
                    stretch.end,
                    mechanism.uid,
                    "" if inside else f"the series {entry.name}",
                ),
            )


def set_mechanism(source: Source, draft: Draft, owner: Body | None, heading: Body | None) -> None:
    """Set the mechanism, from the name itself, the owner it is said to be of, or the heading."""
    phrase = draft.phrase
    known = [
        (one, entry)
        for one in phrase.mentions
        if (entry := mechanism_named(source, one)) and not _is_glued(source, one)
    ]
    if known and not any(one.start > phrase.head_at[1] + 40 for one, mechanism_named in known[:1]):
        mention, entry = max(
            known, key=lambda pair: (pair[0].start < phrase.head_at[0], pair[0].end - pair[0].start)
        )
        draft.give("mechanism", Value(mention.name, mention.start, mention.end, entry.uid))
        return
    if owner is not None:
        draft.give("mechanism", owner.value("“its” before the meeting"))
        return
    if between := _between_in(source, phrase):
        draft.give("mechanism", between.value())
        return
    if body := _printed_in(source, phrase.core, phrase.end, phrase.head_at[0]):
        draft.give("mechanism", body.value())
        return
    if heading is not None and heading.entry is not None:
        draft.give("mechanism", heading.value("the heading above"))


_BETWEEN = re.compile(
    r"\b(?:among|between)\s(?:the\s)?([A-Z][\w]*)\s(?:and|&)\s(?:the\s)?([A-Z][\w]*)"
)


def _between_in(source: Source, phrase: Phrase) -> Body | None:
    """The mechanism of the two that a name says a meeting is between, if one is called so."""
    found = _BETWEEN.search(source.text, phrase.start, phrase.end)
    if not found:
        return None
    known = source.gazetteer.index("mechanism", _pair).get(frozenset(map(fold, found.groups())), ())
    return Body(source.words(*found.span()), *found.span(), known[0]) if len(known) == 1 else None


def _pair(name: str) -> frozenset[str] | None:
    """The two that "A-B Cooperation" is of; names that say more are of something narrower."""
    words = name.split()
    if len(words) != 2 or words[1].lower() not in grammar("en", "bodies")["frameworks"]:
        return None
    return frozenset(map(fold, words[0].split("-")))


def _is_glued(source: Source, mention: Mention) -> bool:
    """Whether a hyphen ties the name to another: "China-ASEAN" is not ASEAN."""
    text = source.text
    return text[max(0, mention.start - 1) : mention.start] in ("-", "–") or (
        text[mention.end : mention.end + 1] in ("-", "–")
    )


def _printed_in(source: Source, start: int, end: int, head: int) -> Body | None:
    """A body named inside a meeting's name: its acronym, or what stands behind "of the"."""
    text = source.text
    acronym = re.compile(
        r"(?<![\w-])(?:[A-Z][A-Z0-9]{1,9}(?:[-+][A-Z]?[A-Za-z0-9]+)?)(?![\w-])"
    ).search(text, start, head)
    if acronym and len(acronym[0]) > 1 and not text[start:end].isupper():
        return Body(acronym[0], acronym.start(), acronym.end())
    behind = re.compile(r"[\w’']*\s+of (?:the )?(?=[A-Z])").match(text, head, end)
    if behind and body_noun().search(text, behind.end(), end):
        return Body(source.words(behind.end(), end), behind.end(), end)
    before = body_name().match(text, start, head)
    if before and before.end() < head:
        return Body(source.words(*before.span()), *before.span())
    return None

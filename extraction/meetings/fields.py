"""The fields of a meeting, each with the words of its name, or around it, that say them."""

import re
from dataclasses import replace

from extraction.candidates import UNSAID, Value
from extraction.dates.when import When
from extraction.grammar import grammar
from extraction.names.bodies import BODY_NAME, BODY_NOUN, body_in, like_series, mechanism_named
from extraction.names.gazetteer import Mention, Named
from extraction.names.places import Where, city_before
from extraction.source import Source
from extraction.words.lexicon import Lexicon
from extraction.words.ordinals import roman
from records.dates import bounds
from records.search_text import fold

from .drafts import AS_PAST, Draft
from .parsed_sentence import ParsedSentence
from .phrases import Phrase


def title_of(parsed: ParsedSentence, draft: Draft) -> str:
    """What the meeting would be called: its name as printed, one number at a time."""
    phrase = draft.phrase
    name = parsed.source.words(phrase.start, phrase.end)
    if phrase.ordinals and (len(phrase.ordinals) > 1 or phrase.plural):
        ordinal = draft.fields["ordinal"]
        number = parsed.source.words(ordinal.start, ordinal.end)
        name = f"{number} {_singular(parsed, phrase)}"
    before = body_in(parsed.source, parsed.sentence.start, phrase.start)
    if phrase.determiner == "their":
        before = None  # of the people who met
    elif phrase.possessive and (owner := before or parsed.context.body or parsed.context.heading):
        article = "" if owner.name.lower().startswith("the ") or owner.name.isupper() else "the "
        name = f"{name} of {article}{owner.name}"
    return name[:1].upper() + name[1:]


def _singular(parsed: ParsedSentence, phrase: Phrase) -> str:
    """The name behind its ordinals, as of one of them."""
    core, head = parsed.source.words(phrase.core, phrase.end), parsed.source.words(*phrase.head_at)
    if not phrase.plural or not head:
        return core
    if head.lower().endswith("ies"):
        single = head[:-3] + "y"
    else:
        single = head.rstrip("sS") if not phrase.says.plural or phrase.head != "talks" else head
    return core.replace(head, single, 1)


def read_fields(
    parsed: ParsedSentence, draft: Draft, number: int, dates: list[When], places: list[Where]
) -> None:
    """Fill the fields that the phrase and what stands around it say."""
    phrase, lexicon = draft.phrase, parsed.sentence.lexicon
    name = parsed.text[phrase.start : phrase.end]
    around = parsed.text[phrase.start : parsed.zone(number)[1]]
    rest = parsed.text[phrase.start : min(parsed.sentence.end, phrase.start + 400)]
    _read_form(draft, phrase, lexicon, name, around, rest)
    _set_series(parsed.source, draft)
    owner = None
    if phrase.possessive:
        owner = body_in(parsed.source, parsed.sentence.start, phrase.start) or parsed.context.body
    _set_mechanism(parsed.source, draft, owner, parsed.context.heading)
    _read_date(parsed, draft, number, dates)
    where = places[0] if places else parsed.place_before(number)
    if where is None and phrase.head:  # "the Bishkek Summit"
        where = city_before(parsed.source, phrase.core, phrase.head_at[0])
    if where := where or _host_city(parsed, phrase):
        draft.place(where)
    _read_status(parsed, draft, number)


_HOSTED = re.compile(
    r"(?:, (?:the )?capital of [A-Z]\w+,?)?\s(?:(?:has|have|will|is to|also|to)\s)*"
    r"(?:host(?:s|ed|ing)?|play(?:s|ed)? host to)\s(?:the |a |an )?$",
    re.IGNORECASE,
)


def _host_city(parsed: ParsedSentence, phrase: Phrase) -> Where | None:
    """The city that is said to have hosted it: "Tashkent hosted a meeting of …"."""
    hosted = _HOSTED.search(
        parsed.text, max(parsed.sentence.start, phrase.start - 90), phrase.start
    )
    return city_before(parsed.source, parsed.sentence.start, hosted.start()) if hosted else None


def _read_date(parsed: ParsedSentence, draft: Draft, number: int, dates: list[When]) -> None:
    when = dates[0] if dates else parsed.date_before(number) or parsed.front
    draft.own_date = bool(when or draft.phrase.year)
    if when is not None:
        draft.give("date", when.value())
    elif draft.phrase.year:
        start, end = draft.phrase.year
        because = "the year in the name"
        draft.give("date", Value(parsed.text[start:end], start, end, because=because))
    elif parsed.context.frame is not None:
        draft.give("date", parsed.context.frame.value("the period told of just before"))


_BEHIND = 80  # characters within which a verb is of the name before it
_NEXT_CLAUSE = re.compile(r",? (?:and|but) (?=there\b|it\b|they\b|the\b)|; ")


def _read_status(parsed: ParsedSentence, draft: Draft, number: int) -> None:
    phrase, lexicon = draft.phrase, parsed.sentence.lexicon
    start = parsed.end_of(parsed.phrases[number - 1]) if number else parsed.sentence.start
    end = parsed.zone(number)[1]
    for low, high in ((phrase.end, end), (start, phrase.start)):
        words = _NEXT_CLAUSE.split(parsed.text[low:high])[0 if low == phrase.end else -1]
        low = low if low == phrase.end else high - len(words)
        said = lexicon.first_rule("status", words)
        if said and (said[0] != "announced" or _is_ahead(words, said[1], lexicon)):
            if low == phrase.end and said[1].start() > 60:
                continue
            draft.give("status", Value(said[0], low + said[1].start(), low + said[1].end()))
            return
    if draft.own_date:
        first, published = bounds(draft.date)[0], bounds(parsed.source.date)[1]
        if first and published and first > published:
            date, because = draft.fields["date"], "after the day of publication"
            draft.give("status", Value("announced", date.start, date.end, because=because))
            return
    behind, before = parsed.text[phrase.end : end], parsed.text[start : phrase.start]
    verb = lexicon.past_words(behind[:_BEHIND]) or lexicon.past_words(before)
    low = phrase.end if verb and verb.string == behind[:_BEHIND] else start
    where = (low + verb.start(), low + verb.end()) if verb else (phrase.start, phrase.end)
    draft.give("status", Value("held", *where, because=AS_PAST))


def _read_form(
    draft: Draft, phrase: Phrase, lexicon: Lexicon, name: str, around: str, rest: str
) -> None:
    """Kind, level, track and mode, from the words of the name and what follows."""
    said = lexicon.first_rule("levels", name)
    offset = phrase.start
    if said is None and (at_level := _AT_LEVEL.search(around)):
        said = lexicon.first_rule("levels", at_level[0])
        offset += at_level.start()
    if said and not (
        said[1][0].lower() == "summit" and lexicon.patterns["not_leaders"].search(name)
    ):
        level, words = said
        draft.give("level", Value(level, offset + words.start(), offset + words.end()))
    head = phrase.head_at if phrase.head else (phrase.start, phrase.end)
    kind = phrase.says.kind if phrase.head else ""
    if kind in ("meeting", "conference") and (
        draft.fields.get("level", UNSAID).value == "ministers"
    ):
        kind = "ministerial"
    if lexicon.patterns["founding"].search(name):
        kind = "founding"
    draft.give("kind", Value(kind, *head))
    for field, rules, where in (("track", "tracks", name), ("mode", "modes", rest)):
        if found := lexicon.first_rule(rules, where):
            key, words = found
            draft.give(field, Value(key, phrase.start + words.start(), phrase.start + words.end()))
    draft.give("mode", Value(phrase.says.mode, *phrase.head_at))


_AT_LEVEL = re.compile(r"\bat (?:the )?[\w -]{0,30}level\b(?: of [\w -]{3,40})?", re.IGNORECASE)


def _is_ahead(words: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "will", "agreed to" and the like speak of holding the meeting."""
    rest = words[said.end() : said.end() + 70]
    if said[0].lower() in ("will", "shall", "would", "is to", "are to"):
        return _WILL_HOLD.match(rest) is not None
    return _HOLDING.search(rest) is not None or not rest.strip()


_WILL_HOLD = re.compile(
    r"\s+(?:also\s+|then\s+|jointly\s+)?(?:(?:be\s+)?(?:held|hosted|convened?|organi[sz]ed?"
    r"|take|host|hold|meet|co-host|chair|co-chair|open|attend|launch|begin|start"
    r"|conducted?)|be (?:in|at|on|an?|another|the))\b"
)
_HOLDING = re.compile(
    r"\b(?:h[eo]ld|host|conven|organi[sz]|tak(?:e|ing) place|meet|launch|open|start|for|in|on"
    r"|chair)"
)


# Whose meeting it is


def _set_series(source: Source, draft: Draft) -> None:
    """Set the series: one of the register that the name names, else the name without its number."""
    phrase, gazetteer = draft.phrase, source.gazetteer
    known = (one.named("series") for one in phrase.mentions if one.start <= phrase.core + 1)
    named = next((one for one in known if one), None)
    core = Named(source.words(phrase.core, phrase.end), phrase.core, phrase.end)
    entry = named.entry if named else like_series(gazetteer, core.name)
    if entry is None and not phrase.head:  # "the 11th EAS": the series called like the body
        bodies = [body for one in phrase.mentions if (body := mechanism_named(source, one))]
        alike = (like_series(gazetteer, one.entry.name) for one in bodies if one.entry)
        entry = next((one for one in alike if one), None)
    if named is not None:
        draft.give("series", named.value())
    elif (entry is not None or phrase.ordinals) and not phrase.possessive:
        draft.give("series", replace(core, entry=entry).value())
    if entry is None:
        return
    where, because = named or phrase, f"the series {entry.name}"
    if draft.fields.get("kind", UNSAID).value == "meeting" and entry.facts.get("kind"):
        del draft.fields["kind"]
    for field in ("level", "track", "kind"):
        draft.give(field, Value(entry.facts.get(field, ""), where.start, where.end, "", because))
    if mechanism := gazetteer.get(entry.facts.get("mechanism", "")):
        inside = next((one for one in phrase.mentions if mechanism in one.entries), None)
        start, end = (inside.start, inside.end) if inside else (where.start, where.end)
        name = source.words(start, end)
        draft.give("mechanism", Value(name, start, end, mechanism.uid, "" if inside else because))


def _set_mechanism(
    source: Source, draft: Draft, owner: Named | None, heading: Named | None
) -> None:
    """Set the mechanism, from the name itself, the owner it is said to be of, or the heading."""
    phrase = draft.phrase
    known = [
        body
        for one in phrase.mentions
        if not _is_glued(source, one) and (body := mechanism_named(source, one))
    ]
    if known and known[0].start <= phrase.head_at[1] + 40:
        best = max(known, key=lambda one: (one.start < phrase.head_at[0], one.end - one.start))
        draft.give("mechanism", best.value())
    elif owner is not None:
        draft.give("mechanism", owner.value("“its” before the meeting"))
    elif body := _between_in(source, phrase) or _printed_in(source, phrase):
        draft.give("mechanism", body.value())
    elif heading is not None and heading.entry is not None:
        draft.give("mechanism", heading.value("the heading above"))


_BETWEEN = re.compile(
    r"\b(?:among|between)\s(?:the\s)?([A-Z][\w]*)\s(?:and|&)\s(?:the\s)?([A-Z][\w]*)"
)


def _between_in(source: Source, phrase: Phrase) -> Named | None:
    """The mechanism of the two that a name says a meeting is between, if one is called so."""
    found = _BETWEEN.search(source.text, phrase.start, phrase.end)
    if not found:
        return None
    known = source.gazetteer.index("mechanism", _pair).get(frozenset(map(fold, found.groups())), ())
    return Named(source.words(*found.span()), *found.span(), known[0]) if len(known) == 1 else None


def _pair(name: str) -> frozenset[str] | None:
    """The two that "A-B Cooperation" is of; names that say more are of something narrower."""
    words = name.split()
    if len(words) != 2 or words[1].lower() not in grammar("en", "bodies")["frameworks"]:
        return None
    return frozenset(map(fold, words[0].split("-")))


def _is_glued(source: Source, mention: Mention) -> bool:
    """Whether a hyphen ties the name to another: "China-ASEAN" is not ASEAN."""
    start, end = mention.start, mention.end
    before, after = source.text[max(0, start - 1) : start], source.text[end : end + 1]
    return before in ("-", "–") or after in ("-", "–")


def _printed_in(source: Source, phrase: Phrase) -> Named | None:
    """A body named inside a meeting's name: its acronym, or what stands behind "of the"."""
    text, start, end, head = source.text, phrase.core, phrase.end, phrase.head_at[0]
    acronym = _ACRONYM.search(text, start, head)
    if acronym and not text[start:end].isupper() and not roman(acronym[0]):
        return Named(acronym[0], *acronym.span())
    behind = re.compile(r"[\w’']*\s+of (?:the )?(?=[A-Z])").match(text, head, end)
    if behind and BODY_NOUN.search(text, behind.end(), end):
        return Named(source.words(behind.end(), end), behind.end(), end)
    before = BODY_NAME.match(text, start, head)
    if before and before.end() < head:
        return Named(source.words(*before.span()), *before.span())
    return None


_ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,9}(?:[-+][A-Z]?[A-Za-z0-9]+)?(?![\w-])")

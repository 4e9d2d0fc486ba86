"""The fields of a meeting, each with the words of its name, or around it, that say them."""

import re
from dataclasses import replace

from extraction.candidates import Value
from extraction.dates.english import When
from extraction.names.bodies import body_in
from extraction.names.places import Where, city_before
from extraction.words.lexicon import Lexicon
from records.dates import bounds

from .drafts import AS_PAST, Draft
from .mechanisms import set_mechanism, set_series
from .parsed_sentence import ParsedSentence
from .phrases import Phrase


def title_of(parsed: ParsedSentence, phrase: Phrase, draft: Draft) -> str:
    """What the meeting would be called: its name as printed, one number at a time."""
    name = parsed.source.words(phrase.start, phrase.end)
    if phrase.ordinals and (len(phrase.ordinals) > 1 or phrase.plural):
        ordinal = draft.fields["ordinal"]
        core = parsed.source.words(phrase.core, phrase.end)
        name = (
            f"{parsed.source.words(ordinal.start, ordinal.end)} {_singular(parsed, phrase, core)}"
        )
    before = body_in(parsed.source, parsed.sentence.start, phrase.start)
    if phrase.determiner == "their":
        before = None  # of the people who met
    elif phrase.possessive and (owner := before or parsed.context.body or parsed.context.heading):
        article = "" if owner.name.lower().startswith("the ") or owner.name.isupper() else "the "
        name = f"{name} of {article}{owner.name}"
    return name[:1].upper() + name[1:]


def _singular(parsed: ParsedSentence, phrase: Phrase, core: str) -> str:
    head = parsed.source.words(*phrase.head_at)
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
    set_series(parsed.source, draft)
    owner = None
    if phrase.possessive:
        owner = body_in(parsed.source, parsed.sentence.start, phrase.start) or parsed.context.body
    set_mechanism(parsed.source, draft, owner, parsed.context.heading)
    _read_date(parsed, draft, number, dates)
    if places:
        draft.place(places[0])
    elif where := (
        parsed.place_before(number) or _place_in_name(parsed, phrase) or _host_city(parsed, phrase)
    ):
        draft.place(where)
    _read_status(parsed, draft, number)


def _place_in_name(parsed: ParsedSentence, phrase: Phrase) -> Where | None:
    """The city that a summit or conference is called after: "the Bishkek Summit"."""
    return city_before(parsed.source, phrase.core, phrase.head_at[0]) if phrase.head else None


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
    where = hosted and city_before(parsed.source, parsed.sentence.start, hosted.start())
    return replace(where, because="“hosted”") if where else None


def _read_date(parsed: ParsedSentence, draft: Draft, number: int, dates: list[When]) -> None:
    when = dates[0] if dates else parsed.date_before(number)
    if when is not None:
        draft.own_date = True
    elif parsed.front is not None:
        when, draft.own_date = parsed.front, True
    if when is None and draft.phrase.year:
        start, end = draft.phrase.year
        draft.give(
            "date", Value(parsed.text[start:end], start, end, because="the year in the name")
        )
        draft.own_date = True
        return
    if when is None and (frame := parsed.context.frame) is not None:
        draft.give("date", frame.value("the period told of just before"))
        return
    if when is not None:
        draft.give("date", when.value())


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
    if parsed.source.date and draft.date and draft.own_date:
        first, _last = bounds(draft.date)
        _low, published = bounds(parsed.source.date)
        if first and published and first > published:
            value = draft.fields["date"]
            draft.give(
                "status",
                Value("announced", value.start, value.end, because="after the day of publication"),
            )
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
    if said is None:
        at_level = re.search(
            r"\bat (?:the )?[\w -]{0,30}level\b(?: of [\w -]{3,40})?", around, re.IGNORECASE
        )
        said = lexicon.first_rule("levels", at_level[0]) if at_level else None
        offset += at_level.start() if at_level else 0
    if said and not (
        said[1][0].lower() == "summit" and lexicon.patterns["not_leaders"].search(name)
    ):
        level, words = said
        draft.give("level", Value(level, offset + words.start(), offset + words.end()))
    head = phrase.head_at if phrase.head else (phrase.start, phrase.end)
    kind = phrase.says.kind if phrase.head else ""
    if (
        kind in ("meeting", "conference")
        and draft.fields.get("level", Value("", 0, 0)).value == "ministers"
    ):
        kind = "ministerial"
    if lexicon.patterns["founding"].search(name):
        kind = "founding"
    if kind:
        draft.give("kind", Value(kind, *head))
    for rule, where in (("tracks", name), ("modes", rest)):
        if found := lexicon.first_rule(rule, where):
            field_name = rule.rstrip("s")
            draft.give(
                field_name,
                Value(found[0], phrase.start + found[1].start(), phrase.start + found[1].end()),
            )
    if phrase.says.mode:
        draft.give("mode", Value(phrase.says.mode, *phrase.head_at))


def _is_ahead(words: str, said: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "will", "agreed to" and the like speak of holding the meeting."""
    rest = words[said.end() : said.end() + 70]
    word = said[0].lower()
    if word in ("will", "shall", "would", "is to", "are to"):
        return bool(
            re.match(
                r"\s+(?:also\s+|then\s+|jointly\s+)?(?:(?:be\s+)?(?:held|hosted|convened?|organi[sz]ed?"
                r"|take|host|hold|meet|co-host|chair|co-chair|open|attend|launch|begin|start"
                r"|conducted?)|be (?:in|at|on|an?|another|the))\b",
                rest,
            )
        )
    return (
        bool(
            re.search(
                r"\b(?:h[eo]ld|host|conven|organi[sz]|tak(?:e|ing) place|meet|launch|open|start"
                r"|for|in|on|chair)",
                rest,
            )
        )
        or not rest.strip()
    )

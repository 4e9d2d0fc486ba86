"""How likely a name is that of a meeting that was or will be held: what speaks for and against."""

import re

from extraction.dates.when import When
from extraction.names.places import Where
from extraction.words.lexicon import Lexicon, Word
from texts.pieces import HEADING

from .parsed_sentence import BESIDE, ParsedSentence
from .phrases import Phrase

_CAPITAL = re.compile(r"\b[A-Z]")
_MAY = re.compile(r"\W*(?:\w+\s){0,3}(?:may|might|can|could|cannot|should)\s")
_WILL = re.compile(r"\s*(?:\([^)]{1,40}\))?\s*(?:will|is to|are to)\s")
_AND_MORE = re.compile(  # "meeting of the Council of A, the Council of B and the Board of C was"
    r",? (?:and )?the (?:[A-Z][\w’'-]*,? |(?:of|and|for|on|in|the) ){1,40}"
    r"(?=(?:was|were|is|are|will)\b)"
)
HELD = 0.4  # the weight of a verb of holding
_BEFORE_NAME = re.compile(
    r"\b(?:of|to|for|on|mark(?:s|ed|ing)?|commemorat\w+|celebrat\w+)\s+(?:the\s+)?$", re.IGNORECASE
)
_IS_A = re.compile(
    r"^(?:\s*\([^)]{1,40}\))?,?\s+(?:is|are|has become|have become|remains?|serves?|constitutes?"
    r"|provides?)\s+(?!being\b|to be\b|scheduled|held|expected|due|set\b)",
    re.IGNORECASE,
)


def likelihood_of(
    parsed: ParsedSentence, number: int, dates: list[When], places: list[Where]
) -> tuple[float, list[str]]:
    """How likely the phrase names an occurrence, 0 to about 2, and which words say so."""
    lexicon, phrase = parsed.sentence.lexicon, parsed.phrases[number]
    says = phrase.says
    because: list[str] = []
    score = 0.0
    before = parsed.text[parsed.sentence.start : phrase.start]
    after = parsed.text[parsed.end_of(phrase) : parsed.zone(number)[1]]

    def add(much: float, why: str) -> None:
        nonlocal score
        score += much
        because.append(why)

    ranked = lexicon.first_rule("levels", parsed.text[phrase.start : phrase.end])
    founding = lexicon.patterns["founding"].search(parsed.text[phrase.start : phrase.end])
    if phrase.ordinals:
        add(0.5, f"“{parsed.text[phrase.ordinals[0].start : phrase.ordinals[-1].end]}”")
    elif says.counts or (says.weak and not (phrase.named or founding or ranked)):
        return 0.0, because
    if phrase.named:
        add(0.15, "a name of its own")
    elif phrase.end > phrase.head_at[1] and _CAPITAL.search(
        parsed.text[phrase.head_at[1] : phrase.end]
    ):
        add(0.1, "of a named body")
    elif ranked and not phrase.plural and phrase.end - phrase.core > len(phrase.head):
        add(0.1, f"“{ranked[1][0]}”")  # "foreign ministers' meeting"
    if not phrase.plural and (once := _is_one(parsed, phrase)):
        add(0.2 if once.start >= phrase.start else 0.1, f"“{once.text}”")
    if any(one.of_kind("series") for one in phrase.mentions):
        add(0.15, "a series of the register")
    if phrase.year:
        add(0.35, f"“{parsed.text[phrase.year[0] : phrase.year[1]]}” in the name")
    verb = _verb(parsed, number)
    if verb:
        add(*verb)
    if dates:
        add(0.3, f"“{parsed.source.words(dates[0].start, dates[0].end)}” beside it")
    elif parsed.front is not None and parsed.opens_line(parsed.front):
        add(0.3, f"“{parsed.source.words(parsed.front.start, parsed.front.end)}” before it")
    elif parsed.front is not None or parsed.date_before(number):
        add(0.2 if parsed.front and not phrase.plural else 0.1, "a date in the sentence")
    if places:
        add(0.2, f"“{places[0].name}” beside it")
    if (
        any(one.of_kind("place") and not one.of_kind("participant") for one in phrase.mentions)
        and phrase.named
        and len(phrase.mentions) == 1
    ):
        add(0.15, "a place in the name")
    listed = _is_listed(parsed, number)
    if listed:
        add(0.45, f"“{listed}”")
    if founding:
        add(0.3, "“founding”")
    each = says.plural and len(places) > 1  # "exercises in Brunei and Singapore"
    if phrase.plural and not each and len(phrase.ordinals) < 2:
        called_so = phrase.named or phrase.ordinals or phrase.head.endswith("s")
        if not (says.plural and called_so):
            score -= 0.65
        elif phrase.named or phrase.determiner != "the":
            score -= 0.15
    generic = set(phrase.before) & lexicon.list("generic")
    if _is_any(parsed, phrase) or (generic and phrase.plural):
        score -= 0.5
    annual = {phrase.determiner, *phrase.before} & lexicon.list("annual")
    on_a_day = verb and not phrase.plural and any(one.unit == "day" for one in parsed.dates)
    if annual and not phrase.ordinals and not on_a_day:
        score -= 0.4
    if says.weak and not phrase.ordinals and not founding:
        score -= 0.1 if listed or ranked else 0.2
    if says.body and not (phrase.named or phrase.ordinals or (verb and verb[0] >= HELD)):
        score -= 0.3  # "it provides a forum for ministers"
    if says.listed and not (phrase.ordinals or listed or (verb and verb[0] >= HELD)):
        return 0.0, because
    if not verb and not phrase.plural and (will := _WILL.match(after)):
        add(0.15, f"“{will[0].split()[0]}”")
    if not phrase.ordinals and _MAY.match(after):
        score -= 0.5
    if _is_denied(before, after, lexicon):
        score -= 0.7
    if not phrase.ordinals and not dates and _IS_A.match(parsed.text[phrase.end : phrase.end + 60]):
        score -= 0.5
    passage = parsed.source.passages[parsed.context.passage]
    if not phrase.ordinals and passage.kind != HEADING and _is_around(parsed, before):
        score -= 0.35
    if passage.kind == HEADING and not phrase.ordinals and not dates and not verb:
        score -= 0.3
    return round(score, 3), because


def _is_one(parsed: ParsedSentence, phrase: Phrase) -> Word | None:
    """The word by which it is one occurrence: "extraordinary" in the name, "next" before it."""
    lexicon = parsed.sentence.lexicon
    for word in parsed.words(phrase.start, phrase.head_at[0]):
        if lexicon.is_in(word, "once"):
            return word
    before = parsed.words(parsed.sentence.start, phrase.start)
    return before[-1] if before and lexicon.is_in(before[-1], "in_turn") else None


def _is_any(parsed: ParsedSentence, phrase: Phrase) -> bool:
    """Whether a word before the name speaks of any occurrence; "a regular meeting" is one."""
    lexicon = parsed.sentence.lexicon
    if phrase.determiner not in lexicon.list("generic"):
        return False
    words = parsed.words(parsed.sentence.start, phrase.start)
    after = len(words) > 1 and words[-1].low == phrase.determiner and words[-2].low
    return phrase.plural or after not in ("a", "an", "the")


def _is_around(parsed: ParsedSentence, before: str) -> bool:
    """Whether the name only belongs to something else: "the secretariat of the …"."""
    lead = _BEFORE_NAME.search(before)
    if not lead:
        return False
    word = re.search(r"([\w’'-]+)\s*$", before[: lead.start()])
    if lead[0].lower().startswith(("mark", "commemorat", "celebrat")):
        return True
    return word is not None and word[1].lower() in parsed.sentence.lexicon.list("around")


def _verb(parsed: ParsedSentence, number: int) -> tuple[float, str] | None:
    """The verb that makes the phrase something held, attended, or acting."""
    lexicon = parsed.sentence.lexicon
    group = parsed.group_of(number)
    first, last = parsed.phrases[group[0]], parsed.phrases[group[-1]]
    behind = parsed.end_of(last)
    if more := _AND_MORE.match(parsed.text, behind, parsed.zone(group[-1])[1]):
        behind = more.end()
    after = parsed.words(behind, parsed.zone(group[-1])[1])
    for i, word in enumerate(after[:10]):
        if word.text in ",;" and i > 5:
            break
        if lexicon.is_in(word, "hold", "held_after") or word.low == "take":
            return HELD, f"“{word.text}”"
        if not i and lexicon.is_in(word, "acts_now"):
            return 0.25, f"“{word.text}”"
        if word.low == "be" and i + 1 < len(after) and after[i + 1].low in ("in", "at", "on"):
            return HELD, "“will be”"
        if lexicon.is_in(word, "acts") and i < 5 and not (i and after[i - 1].low in ("to", "of")):
            return 0.25, f"“{word.text}”"
        if word.low in ("that", "which", "where", "who", "and") and i > 2:
            break
    start = parsed.end_of(parsed.phrases[group[0] - 1]) if group[0] else parsed.sentence.start
    if BESIDE.search(parsed.text, start, first.start):
        return 0.15, "“on the sidelines of”"
    before = parsed.words(start, first.start)
    for word in reversed(before[-9:]):
        if word.text == ";" or word.low in ("that", "which"):
            break
        if lexicon.is_in(word, "hold"):
            return HELD, f"“{word.text}”"
        if lexicon.is_in(word, "attend"):
            return 0.25, f"“{word.text}”"
    tail = " ".join(word.low for word in before[-5:])
    for at in lexicon.list("at_words"):
        if re.search(rf"\b{at}(?: the| a| an| its| their)?(?: \w+)?$", tail):
            return 0.15, f"“{at}”"
    return None


def _is_listed(parsed: ParsedSentence, number: int) -> str:
    """The words that open a list of what was held, if the phrase stands in one."""
    lexicon = parsed.sentence.lexicon
    before = parsed.text[parsed.sentence.start : parsed.phrases[number].start]
    including = next(reversed(list(lexicon.patterns["including"].finditer(before))), None)
    if including and (
        held := lexicon.patterns["list_of_events"].search(
            before, max(0, including.start() - 90), including.start()
        )
    ):
        return parsed.source.words(
            parsed.sentence.start + held.start(), parsed.sentence.start + held.end()
        )
    group = parsed.group_of(number)
    if len(group) > 2:
        lead = parsed.words(parsed.sentence.start, parsed.phrases[group[0]].start)[-8:]
        held_word = next((word for word in lead if lexicon.is_in(word, "hold")), None)
        if held_word:
            return held_word.text
    return ""


def _is_denied(before: str, after: str, lexicon: Lexicon) -> bool:
    near = before[-60:] + " … " + after[:60]
    found = lexicon.patterns["negations"].search(near)
    if not found:
        return False
    tail = near[found.start() : found.start() + 60].lower()
    return bool(
        re.search(
            r"\b(?:met|meet|held|hold|hosted|convened?|taken? place|attend(?:ed)?|such|meeting"
            r"|summit|talks|conference)\b",
            tail,
        )
    )

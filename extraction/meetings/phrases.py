"""Names of meetings as phrases: a head word, what stands before it, and how it goes on behind.

"the Third and Fourth ARF Workshops on Space Security (WSS)" is one phrase: determiner "the",
two ordinals, the name from "ARF" to "Security", the alias "WSS". Each word is looked at a fixed
number of times, so that no text takes longer than its length deserves.
"""

import re
from dataclasses import dataclass, field

from extraction.names.countries import countries
from extraction.names.gazetteer import Mention
from extraction.words.lexicon import Head
from extraction.words.ordinals import Ordinal, roman
from extraction.words.sentences import OPEN, YEAR, TokenizedSentence

from .heads import is_no_noun, last_head, most_specific
from .name_end import name_end
from .name_start import name_start


@dataclass
class Phrase:
    """A name of one or several meetings, or of something called like one."""

    start: int  # of the name, its ordinals included, without a determiner
    end: int
    first: int  # the same, as indexes of the sentence's words; ``last`` is included
    last: int
    head: str = ""  # "" where an ordinal before a body's name makes the meeting: "the 11th EAS"
    says: Head = field(default_factory=lambda: Head("meeting"))
    head_at: tuple[int, int] = (0, 0)
    plural: bool = False
    ordinals: list[Ordinal] = field(default_factory=list)
    core: int = 0  # where the name begins behind its ordinals
    determiner: str = ""
    before: tuple[str, ...] = ()  # small words between determiner and name: "annual"
    named: bool = False  # it has a name of its own, in capitals
    alias: tuple[int, int] | None = None
    year: tuple[int, int] | None = None
    mentions: list[Mention] = field(default_factory=list)  # names of the register inside
    possessive: bool = False  # "its 383rd meeting"


def phrases_in(sentence: TokenizedSentence) -> list[Phrase]:
    """The phrases of a sentence in order; none overlaps another."""
    found: list[Phrase] = []
    taken = -1
    for number in range(len(sentence.words)):
        if number <= taken or not (head := sentence.head_at(number)):
            continue
        last = last_head(sentence, number)
        if last != number and (later := sentence.head_at(last)):
            number, head = last, (later[0], most_specific(sentence, number, last), *later[2:])
        if is_no_noun(sentence, number):
            continue
        phrase = _phrase(sentence, number, head, taken)
        if inner := _numbered_inside(sentence, phrase):
            phrase = _phrase(sentence, inner[0], inner[1], number)
        found.append(phrase)
        taken = phrase.last
    bodies = _counted_bodies(sentence, found)
    found = [one for one in found if not any(b.start < one.start < b.end for b in bodies)]
    return sorted(found + bodies, key=lambda phrase: phrase.start)


def _numbered_inside(
    sentence: TokenizedSentence, phrase: Phrase
) -> tuple[int, tuple[str, Head, bool, int]] | None:
    """The head of the meeting that a mere "meeting of the 7th …" or "its opening session" is of."""
    if phrase.named or phrase.ordinals or phrase.plural:
        return None
    for ordinal in sentence.ordinals:
        inside = phrase.head_at[1] < ordinal.start < phrase.end
        if not inside or not _counts(sentence, ordinal, phrase.end):
            continue
        between = sentence.words[
            sentence.ends.get(phrase.head_at[1], phrase.last) + 1 : sentence.index.get(
                ordinal.start, phrase.last
            )
        ]
        if any(_PARTICIPLE.fullmatch(word.text) for word in between):
            return None  # "of the officials attending the 7th …": those who are there met
        for number in range(sentence.ends.get(ordinal.end, phrase.last) + 1, phrase.last + 1):
            head = sentence.head_at(number)
            if head:
                last = last_head(sentence, number)
                return last, sentence.head_at(last) or head
            if not sentence.words[number].cap:
                break
    return None


_PARTICIPLE = re.compile(
    r"who|which|that|attending|participating|taking|joining|visiting|preparing|following"
    r"|succeeding|preceding|accompanying|gathered|assembled|invited|accredited|present|drawn"
)


def _phrase(
    sentence: TokenizedSentence, number: int, head: tuple[str, Head, bool, int], taken: int
) -> Phrase:
    name, says, plural, head_first = head
    words = sentence.words
    first = name_start(sentence, head_first, taken)
    named_left = any(_is_name(sentence, i) for i in range(first, head_first))
    named = named_left or (words[number].cap and not sentence.shouted and number > 0)
    before: list[str] = []
    if named_left:
        while (
            first < head_first
            and not _is_name(sentence, first)
            and first not in sentence.in_ordinal
        ):
            if words[first].low in ("joint", "extraordinary", "special", "international"):
                break
            before.append(words[first].low)
            first += 1
    last, alias = name_end(sentence, number, named)
    phrase = Phrase(
        start=words[first].start,
        end=words[last].end,
        first=first,
        last=last,
        head=name,
        says=says,
        head_at=(words[head_first].start, words[number].end),
        plural=plural,
        named=named,
        alias=alias,
        before=tuple(before),
    )
    _finish(sentence, phrase)
    return phrase


_MODES = ("in-person", "face-to-face", "virtual", "online", "hybrid", "video", "ever", "such")
"""Words between a number and a name that say how the meeting was held, and are not of its name."""


def _finish(sentence: TokenizedSentence, phrase: Phrase) -> None:
    """Ordinals, determiner, year and known names of a phrase whose ends are settled."""
    words = sentence.words
    limit = phrase.head_at[0] if phrase.head else phrase.end
    phrase.ordinals = [
        one
        for one in sentence.ordinals
        if phrase.start <= one.start and one.end <= limit and _counts(sentence, one, limit)
    ]
    if phrase.head and not phrase.ordinals:
        _count_behind(sentence, phrase)
    values = [one.value for one in phrase.ordinals]
    leading = phrase.start
    for one in phrase.ordinals:
        gap = sentence.source.text[leading : one.start].strip(" ,&()").lower()
        if gap in ("", "and", "to", "the"):
            leading = one.end
    phrase.ordinals = [one for n, one in enumerate(phrase.ordinals) if one.value not in values[:n]]
    core = next(
        (w.start for w in words if w.start >= leading and not w.is_mark and w.low not in _MODES),
        phrase.start,
    )
    phrase.core = core if core < phrase.end else phrase.start
    i = phrase.first - 1 - len(phrase.before)
    if i >= 0 and words[i].text in OPEN:
        i -= 1
    if i >= 0 and (
        sentence.lexicon.is_in(words[i], "determiners", "generic", "annual")
        or words[i].low in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    ):
        phrase.determiner = words[i].low
        if _repeats(sentence, i, phrase.last):
            phrase.determiner = "this"
        phrase.possessive = words[i].low in ("its", "their", "his", "her", "our")
    for word in words[phrase.first : phrase.last + 1]:
        if YEAR.fullmatch(word.text) and word.start <= phrase.head_at[1] + 1:
            phrase.year = word.start, word.end
    phrase.mentions = [
        one for one in sentence.mentions if phrase.start <= one.start and one.end <= phrase.end
    ]


def _count_behind(sentence: TokenizedSentence, phrase: Phrase) -> None:
    """Take up a number behind the head: "Round IV of the Talks"."""
    number = sentence.ends.get(phrase.head_at[1], len(sentence.words))
    if number + 1 >= len(sentence.words) or not sentence.words[number].cap:
        return
    word = sentence.words[number + 1]
    value = roman(word.text) if len(word.text) > 1 or word.text in "VX" else 0
    if phrase.says.counts and re.fullmatch(r"[0-9]{1,2}", word.text):
        value = 0 if sentence.in_date(word) else int(word.text)
    if not value or word.start - phrase.head_at[1] != 1:
        return
    phrase.ordinals = [Ordinal(value, word.start, word.end)]
    last, _alias = name_end(sentence, number + 1, named=True)
    if last > phrase.last:
        phrase.last, phrase.end = last, sentence.words[last].end


def _repeats(sentence: TokenizedSentence, determiner: int, last: int) -> bool:
    """Whether a name only repeats what was named just before: "…, a meeting that ended late"."""
    words = sentence.words
    after = words[last + 1] if last + 1 < len(words) else None
    return (
        words[determiner].low in ("a", "an")
        and determiner > 0
        and words[determiner - 1].text in ",—–-"
        and after is not None
        and after.low in ("that", "which")
    )


def _counts(sentence: TokenizedSentence, ordinal: Ordinal, limit: int) -> bool:
    """Whether an ordinal before a head counts the meeting, and not an anniversary or a century."""
    following = next((w.low for w in sentence.words if ordinal.end <= w.start < limit), "")
    return not {following, following.rstrip("s")} & sentence.lexicon.list("joint_units")


def _is_name(sentence: TokenizedSentence, i: int) -> bool:
    word = sentence.words[i]
    if word.is_mark or i in sentence.in_ordinal:
        return False
    return word.cap and not (sentence.is_stop(word) or sentence.in_date(word))


def _counted_bodies(sentence: TokenizedSentence, found: list[Phrase]) -> list[Phrase]:
    """An ordinal right before a body's name makes a meeting of it: "the 11th EAS"."""
    taken = [(phrase.start, phrase.end) for phrase in found]
    taken += [phrase.alias for phrase in found if phrase.alias]
    bodies = []
    for ordinal in sentence.ordinals:
        if any(start <= ordinal.start < end for start, end in taken):
            continue
        if any(ordinal.end == one.start - 1 for one in sentence.ordinals):
            continue
        i = next((n for n, w in enumerate(sentence.words) if w.start >= ordinal.end), None)
        if i is None:
            continue
        word = sentence.words[i]
        mention = sentence.mention_starts.get(word.start)
        end = _counted_body(sentence, i)
        if not end and mention and mention.of_kind("mechanism", "series"):
            end = mention.end
        elif not end and word.is_acronym and not word.low.endswith("'s"):
            end = 0 if countries().find(word.text.rstrip(".")) else word.end
        if not end:
            continue
        last = sentence.ends.get(end)
        if last is not None and not sentence.shouted:
            last, _alias = name_end(sentence, last, named=True)
            end = sentence.words[last].end
        if last is None or _is_before_more(sentence, last):
            continue
        first = sentence.index.get(ordinal.start, i)
        phrase = Phrase(ordinal.start, end, first, last, named=True)
        phrase.head_at = (end, end)
        _finish(sentence, phrase)
        if phrase.ordinals:
            bodies.append(phrase)
    return bodies


def _counted_body(sentence: TokenizedSentence, first: int) -> int:
    """Where a name in capitals that begins at a word ends with a body that is counted, else 0."""
    end = 0
    for word in sentence.words[first : first + 6]:
        if not word.cap:
            break
        if sentence.lexicon.is_in(word, "counted_bodies"):
            end = word.end
    return end


def _is_before_more(sentence: TokenizedSentence, last: int) -> bool:
    """Whether a name goes on after its last word, so that the ordinal counts something else."""
    if last + 1 >= len(sentence.words):
        return False
    word = sentence.words[last + 1]
    return not word.is_mark and not sentence.is_stop(word) and not sentence.is_verb(word)

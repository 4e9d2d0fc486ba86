"""Names of meetings as phrases: a head word, what stands before it, and what it carries on to.

"the Third and Fourth ARF Workshops on Space Security (WSS)" is one phrase: determiner "the",
two ordinals, the name from "ARF" to "Security", the alias "WSS". Each word is looked at a fixed
number of times, so that no text takes longer than its length deserves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.grammar import grammar
from extraction.names.gazetteer import Mention
from extraction.words.lexicon import Head, Word
from extraction.words.ordinals import Ordinal, roman
from extraction.words.sentences import CLOSE, OPEN, YEAR, Sentence

from .continuation import is_alias, is_bare_year, right_of

LEFT = 24  # how many words a name may run before its head


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


def phrases_in(sentence: Sentence) -> list[Phrase]:
    """The phrases of a sentence in order; none overlaps another."""
    found: list[Phrase] = []
    taken = -1
    for number in range(len(sentence.words)):
        if number <= taken or not (head := sentence.head_at(number)):
            continue
        last = _last_head(sentence, number)
        if last != number and (later := sentence.head_at(last)):
            number, head = last, (later[0], _most_telling(sentence, number, last), *later[2:])
        if _is_no_noun(sentence, number):
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
    sentence: Sentence, phrase: Phrase
) -> tuple[int, tuple[str, Head, bool, int]] | None:
    """The head of the meeting that a mere "meeting of the 7th …" or "its opening session" is of."""
    if phrase.named or phrase.ordinals or phrase.plural:
        return None
    for ordinal in sentence.ordinals:
        if not phrase.head_at[1] < ordinal.start < phrase.end or not _counts(
            sentence, ordinal, phrase.end
        ):
            continue
        for number in range(sentence.ends.get(ordinal.end, phrase.last) + 1, phrase.last + 1):
            head = sentence.head_at(number)
            if head:
                last = _last_head(sentence, number)
                return last, sentence.head_at(last) or head
            if not sentence.words[number].cap:
                break
    return None


def _last_head(sentence: Sentence, number: int) -> int:
    """Of heads that follow each other in one name ("Forum Ministers' Meeting"), the last."""
    words, last = sentence.words, number
    for i in range(number + 1, min(number + 8, len(words))):
        word = words[i]
        if word.is_mark and not (word.text in "()" and i < len(words) - 1):
            break
        if sentence.head_at(i) and not sentence.lexicon.list("object_after_verb") & {word.low}:
            last = i
            continue
        if word.is_mark:
            if word.text == "(" and not is_alias(words, i):
                break
            continue
        if sentence.is_stop(word) or sentence.is_verb(word) or not word.cap:
            if word.low in (
                "ministers'",
                "officials'",
                "leaders'",
                "ministers",
                "senior",
                "foreign",
            ):
                continue
            break
        if sentence.in_date(word):
            break
    return last


def _most_telling(sentence: Sentence, first: int, last: int) -> Head:
    """What heads in a row say: of "Roundtable Meeting" the first says more than the last."""
    row = [found[1] for i in range(first, last + 1) if (found := sentence.head_at(i))]
    general = row[-1].kind in ("meeting", "conference") or row[-1].weak
    side_by_side = len(row) == last - first + 1
    telling = [says for says in row if not says.weak and not says.counts]
    return (
        telling[-2]
        if general and side_by_side and len(telling) > 1 and not row[-1].weak
        else (telling[-1] if general and side_by_side and telling else row[-1])
    )


def _is_no_noun(sentence: Sentence, number: int) -> bool:
    """Verbs that look like heads, and meetings that the register does not hold."""
    words, word = sentence.words, sentence.words[number]
    before = words[number - 1] if number else None
    after = words[number + 1] if number + 1 < len(words) else None
    if before is not None and sentence.lexicon.is_in(before, "not_before_head"):
        return number - 2 not in sentence.in_ordinal  # "the second staff talks"
    if after is not None and after.cap and sentence.lexicon.is_in(after, "not_after_head"):
        return not sentence.shouted
    if (
        after is not None
        and after.low in ("met", "gathered", "convened")
        and word.low != "conference"
    ):
        lead = sentence.text[max(sentence.start, word.start - 90) : word.start]
        if _THEIR_BODY.search(lead):
            return True
    if word.low == "session" and _is_manner(sentence, number):
        return True
    if word.low.rstrip("s") in _BY_WIRE and _is_means(words, number):
        return True
    if word.low in (
        "meeting",
        "training",
        "exercise",
        "exercises",
        "forum",
        "round",
        "talks",
        "drill",
    ):
        if (
            after is not None
            and not word.cap
            and sentence.lexicon.is_in(after, "object_after_verb")
        ):
            return not _has_determiner(sentence, number)
        if word.low == "round" and before is not None and before.low in ("all", "year"):
            return True
    return (
        word.low == "exercise" and before is not None and before.low in ("to", "will", "and", "or")
    )


_THEIR_BODY = re.compile(  # "experts of the Forum met": they did, and the forum is their body
    r"\b(?:[Mm]inisters|[Ee]xperts|[Oo]fficials|[Ll]eaders|[Mm]embers|[Cc]hiefs|[Hh]eads|[Rr]epresentatives)"
    r" (?:of|to) the (?:[A-Z][\w’-]* )*$"
)
_BY_WIRE = frozenset(("conference", "videoconference", "teleconference", "webinar", "meeting"))


def _is_means(words: Sequence[Word], number: int) -> bool:
    """Whether a conference is only the means by which something met: "via video conference"."""
    lead = [word.low for word in words[max(0, number - 3) : number]]
    return bool(lead) and (
        lead[-1] in ("via", "by", "through")
        or lead[-2:]
        in (
            ["via", "video"],
            ["by", "video"],
            ["through", "video"],
            ["a", "video"],
            ["via", "virtual"],
        )
    )


def _is_manner(sentence: Sentence, number: int) -> bool:
    """Whether a session only says how a body met: "meeting in Ministerial Session"."""
    i = number - 1
    while i > 0 and number - i <= 3 and i not in sentence.in_ordinal:
        word = sentence.words[i]
        if word.low == "in":
            return number - i > 1
        if sentence.is_stop(word):
            return False
        i -= 1
    return False


def _has_determiner(sentence: Sentence, number: int) -> bool:
    for i in range(number - 1, max(-1, number - 6), -1):
        word = sentence.words[i]
        if sentence.lexicon.is_in(word, "determiners") or i in sentence.in_ordinal:
            return True
        if sentence.is_stop(word):
            return False
    return False


def _phrase(
    sentence: Sentence, number: int, head: tuple[str, Head, bool, int], taken: int
) -> Phrase:
    name, says, plural, head_first = head
    words = sentence.words
    first = _left(sentence, head_first, taken)
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
    last, alias = right_of(sentence, number, named)
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


def _finish(sentence: Sentence, phrase: Phrase) -> None:
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
        if sentence.source.text[leading : one.start].strip(" ,&()").lower() in (
            "",
            "and",
            "to",
            "the",
        ):
            leading = one.end
    phrase.ordinals = [one for n, one in enumerate(phrase.ordinals) if one.value not in values[:n]]
    core = next((w.start for w in words if w.start >= leading and not w.is_mark), phrase.start)
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


def _count_behind(sentence: Sentence, phrase: Phrase) -> None:
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
    last, _alias = right_of(sentence, number + 1, named=True)
    if last > phrase.last:
        phrase.last, phrase.end = last, sentence.words[last].end


def _repeats(sentence: Sentence, determiner: int, last: int) -> bool:
    """Whether a name only says what was told of just before: "…, a meeting that ended late"."""
    words = sentence.words
    after = words[last + 1] if last + 1 < len(words) else None
    return (
        words[determiner].low in ("a", "an")
        and determiner > 0
        and words[determiner - 1].text in ",—–-"
        and after is not None
        and after.low in ("that", "which")
    )


def _counts(sentence: Sentence, ordinal: Ordinal, limit: int) -> bool:
    """Whether an ordinal before a head counts the meeting, and not an anniversary or a century."""
    following = [w for w in sentence.words if ordinal.end <= w.start < limit][:2]
    units = sentence.lexicon.list("joint_units")
    return not any(word.low.rstrip("s") in units or word.low in units for word in following[:1])


def _is_name(sentence: Sentence, i: int) -> bool:
    word = sentence.words[i]
    if word.is_mark or i in sentence.in_ordinal:
        return False
    return word.cap and not (sentence.is_stop(word) or sentence.in_date(word))


_RANKS = frozenset(grammar("en", "meetings")["ranks"])


def _left(sentence: Sentence, head: int, taken: int) -> int:
    """The first word of the name before its head."""
    words, lex = sentence.words, sentence.lexicon
    i, small = head - 1, 0
    while i > taken and head - i <= LEFT:
        word = words[i]
        if (mention := sentence.mention_ends.get(word.end)) and mention.start >= sentence.start:
            start = sentence.index.get(mention.start)
            if start is not None and start > taken and not mention.of_kind("person"):
                i = start - 1
                continue
        if (ordinal := sentence.ordinal_ends.get(word.end)) and ordinal.start in sentence.index:
            i = sentence.index[ordinal.start] - 1
            continue
        if word.is_mark:
            step = _left_of_mark(sentence, i, head)
        elif word.low in ("and", "&", "to", "or"):
            step = 1 if _joins(sentence, i, head) else 0
        elif word.low == "of":
            ranked = i - 1 > taken and words[i - 1].low in _RANKS
            step = 2 if ranked else 0
        elif word.low in ("the", "on", "for") or sentence.is_stop(word):
            step = 0
        elif lex.is_in(word, "generic", "annual"):
            named = word.cap and not sentence.shouted and word.start > sentence.start
            step = 1 if named or i - 1 in sentence.in_ordinal else 0
        elif YEAR.fullmatch(word.text):
            step = 1 if not sentence.in_date(word) or is_bare_year(sentence, word) else 0
        elif sentence.in_date(word) or sentence.is_verb(word) or lex.is_in(word, "around"):
            step = 0
        elif word.cap and (not sentence.shouted or word.text.isupper()):
            step = 0 if word.low.rstrip(".") in lex.calendar else 1
        else:
            small += 1
            step = 0 if small > 5 or word.low.endswith("ly") or word.text[0].isdigit() else 1
        if not step or i - step < taken:
            break
        i -= step
    first = i + 1
    while first < head and words[first].is_mark and words[first].text not in OPEN:
        first += 1
    return first


def _left_of_mark(sentence: Sentence, i: int, head: int) -> int:
    """How many words to step over where a mark stands inside a name; 0 to stop there."""
    words = sentence.words
    mark = words[i].text
    if mark == ")":
        if i >= 3 and i - 1 in sentence.in_ordinal:  # "the Fiftieth (50 th) Session"
            opening = next((k for k in range(i - 1, i - 4, -1) if words[k].text == "("), 0)
            return i - opening + 1 if opening and opening - 1 in sentence.in_ordinal else 0
        if i >= 3 and words[i - 2].text == "(" and words[i - 1].cap and words[i - 3].cap:
            return 3
        return 0
    if mark == ",":
        ordinal = i - 1 in sentence.in_ordinal and i + 1 in sentence.in_ordinal
        return 1 if ordinal else 0
    if mark in CLOSE:
        for back in range(2, min(12, i + 1)):
            if words[i - back].text in OPEN:
                return back + 1
        return 0
    if mark in "-–" and words[i].start > words[i - 1].end:
        return 0  # "1998 - Third Round"
    return 1 if mark in "&/-–" else 0


def _joins(sentence: Sentence, i: int, head: int) -> bool:
    """Whether "and" before a head is part of its name: "Search and Rescue Exercise"."""
    words = sentence.words
    if not 0 < i < len(words) - 1:
        return False
    left, right = words[i - 1], words[i + 1]
    if i - 1 in sentence.in_ordinal and i + 1 in sentence.in_ordinal:
        return True
    if words[i].low in ("to", "or"):
        return False
    if left.is_mark or right.is_mark or sentence.head_at(i - 1) or i - 1 in sentence.in_ordinal:
        return False
    mention = sentence.mention_ends.get(left.end)
    if mention and mention.of_kind("participant", "place", "person", "mechanism"):
        # "Japan and ROK Summit" is rare; "China and the ARF Workshop" is not.
        return bool(
            mention.whole
            and mention.of_kind("participant")
            and i + 2 == head
            and right.cap
            and i - 2 >= 0
            and words[i - 2].low in ("the", ",")
        )
    if (
        sentence.is_stop(left)
        or sentence.is_stop(right)
        or sentence.is_verb(left)
        or sentence.is_verb(right)
    ):
        return False
    return left.cap == right.cap or (sentence.shouted)


def _counted_bodies(sentence: Sentence, found: list[Phrase]) -> list[Phrase]:
    """An ordinal right before a body's name makes a meeting of it: "the 11th EAS"."""
    taken = [(phrase.start, phrase.end) for phrase in found]
    taken += [phrase.alias for phrase in found if phrase.alias]
    bodies = []
    for ordinal in sentence.ordinals:
        if any(start <= ordinal.start < end for start, end in taken) or ordinal.end in (
            one.start - 1 for one in sentence.ordinals
        ):
            continue
        i = next((n for n, w in enumerate(sentence.words) if w.start >= ordinal.end), None)
        if i is None:
            continue
        word = sentence.words[i]
        mention = sentence.mention_starts.get(word.start)
        if end := _counted_body(sentence, i):
            pass
        elif mention and mention.of_kind("mechanism", "series"):
            end = mention.end
        elif word.is_acronym and not word.low.endswith("'s"):
            end = word.end
        else:
            continue
        last = sentence.ends.get(end)
        if last is not None and not sentence.shouted:
            last, _alias = right_of(sentence, last, named=True)
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


def _counted_body(sentence: Sentence, first: int) -> int:
    """Where a name in capitals that begins at a word ends with a body that is counted, else 0."""
    end = 0
    for word in sentence.words[first : first + 6]:
        if not word.cap:
            break
        if sentence.lexicon.is_in(word, "counted_bodies"):
            end = word.end
    return end


def _is_before_more(sentence: Sentence, last: int) -> bool:
    """Whether a name goes on after its last word, so that the ordinal counts something else."""
    if last + 1 >= len(sentence.words):
        return False
    word = sentence.words[last + 1]
    return not word.is_mark and not sentence.is_stop(word) and not sentence.is_verb(word)

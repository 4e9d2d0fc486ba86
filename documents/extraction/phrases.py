"""Names of meetings as phrases: a head word, what stands before it, and what it carries on to.

"the Third and Fourth ARF Workshops on Space Security (WSS)" is one phrase: determiner "the",
two ordinals, the name from "ARF" to "Security", the alias "WSS". Each word is looked at a fixed
number of times, so that no text takes longer than its length deserves.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from .gazetteer import Mention
from .grammar import grammar
from .ordinals import Ordinal, ordinals_in, roman
from .places import is_place
from .source import Source
from .words import Head, Lexicon, Word, lexicon, words_in

LEFT, RIGHT = 24, 48  # how many words a name may run before and after its head
ALIAS = 8  # how many words a bracket after a name may have to be its alias
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_OPEN, _CLOSE = '"“‘«「『', '"”’»」』'


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


class Sentence:
    """The words of one sentence, with all that a phrase is told by."""

    def __init__(
        self, source: Source, start: int, end: int, dates: Sequence[tuple[int, int]]
    ) -> None:
        self.source, self.start, self.end = source, start, end
        self.words = words_in(source.text, start, end)
        self.text = source.text
        self.lexicon: Lexicon = lexicon("en")
        self.index = {word.start: number for number, word in enumerate(self.words)}
        self.ends = {word.end: number for number, word in enumerate(self.words)}
        self.mentions = source.mentions_in(start, end)
        self.mention_ends = {one.end: one for one in self.mentions}
        self.mention_starts = {one.start: one for one in self.mentions}
        self.ordinals = ordinals_in(source.text, start, end) + _roman_ordinals(self.words)
        self.ordinal_ends = {one.end: one for one in self.ordinals}
        self._starts = [word.start for word in self.words]
        self.in_ordinal = {
            number for one in self.ordinals for number in self.between(one.start, one.end)
        }
        self._in_date = {
            self.words[number].start
            for first, last in dates
            for number in self.between(first, last)
        }
        self.date_starts = {start for start, _end in dates}
        self.dates = dates
        letters = [word for word in self.words if not word.is_mark]
        self.shouted = bool(letters) and sum(w.text.isupper() for w in letters) * 2 > len(letters)

    def between(self, start: int, end: int) -> range:
        """The numbers of the words that begin between two places."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def in_date(self, word: Word) -> bool:
        return word.start in self._in_date

    def is_stop(self, word: Word) -> bool:
        if word.cap and word.low in self.lexicon.list("counts") and word.start > self.start:
            return False  # "ASEAN Plus Three"
        return word.is_mark or self.lexicon.is_in(word, "stop")

    def is_verb(self, word: Word) -> bool:
        return (not word.cap or self.shouted) and self.lexicon.is_in(word, "hold", "attend", "acts")

    def head_at(self, number: int) -> tuple[str, Head, bool, int] | None:
        """The head that ends at a word, and where it begins ("round table" has two words)."""
        word = self.words[number]
        if number and (low := f"{self.words[number - 1].low} {word.low}") in (
            "round table",
            "round tables",
        ):
            return low, self.lexicon.heads["round table"], low.endswith("s"), number - 1
        if word.low == "year" and number + 1 < len(self.words) and word.cap:
            if self.words[number + 1].low == "of":
                return "year of", self.lexicon.heads["year of"], False, number
            return None
        found = self.lexicon.head(word)
        return (*found, number) if found else None


def _roman_ordinals(words: Sequence[Word]) -> list[Ordinal]:
    """Roman numerals that begin a name: "the VII EU-LAC Summit", and not "Track II Seminar"."""
    found = []
    for before, word, after in zip([None, *words], words, words[1:], strict=False):
        value = roman(word.text) if word.cap and after.cap else 0
        begins = before is None or not (before.cap or before.is_mark)
        if value and begins and (len(word.text) > 1 or word.text in "XV"):
            found.append(Ordinal(value, word.start, word.end))
    return found


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
        found.append(phrase)
        taken = phrase.last
    found += _counted_bodies(sentence, found)
    return sorted(found, key=lambda phrase: phrase.start)


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
            if word.text == "(" and not _is_alias(words, i):
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


def _is_alias(words: Sequence[Word], i: int) -> bool:
    """Whether the bracket that opens at ``i`` holds an acronym."""
    return i + 2 < len(words) and words[i + 2].text == ")" and words[i + 1].is_acronym


def _is_no_noun(sentence: Sentence, number: int) -> bool:
    """Verbs that look like heads, and meetings that the register does not hold."""
    words, word = sentence.words, sentence.words[number]
    before = words[number - 1] if number else None
    after = words[number + 1] if number + 1 < len(words) else None
    if before is not None and sentence.lexicon.is_in(before, "not_before_head"):
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
    last, alias = _right(sentence, number, named)
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
    leading = phrase.start
    for one in phrase.ordinals:
        if sentence.source.text[leading : one.start].strip(" ,&").lower() in (
            "",
            "and",
            "to",
            "the",
        ):
            leading = one.end
    core = next((w.start for w in words if w.start >= leading and not w.is_mark), phrase.start)
    phrase.core = core if core < phrase.end else phrase.start
    i = phrase.first - 1 - len(phrase.before)
    if i >= 0 and words[i].text in _OPEN:
        i -= 1
    if i >= 0 and (
        sentence.lexicon.is_in(words[i], "determiners", "generic", "annual")
        or words[i].low in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    ):
        phrase.determiner = words[i].low
        phrase.possessive = words[i].low in ("its", "their", "his", "her", "our")
    for word in words[phrase.first : phrase.last + 1]:
        if _YEAR.fullmatch(word.text) and word.start <= phrase.head_at[1] + 1:
            phrase.year = word.start, word.end
    phrase.mentions = [
        one for one in sentence.mentions if phrase.start <= one.start and one.end <= phrase.end
    ]


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


_RANKS = frozenset(grammar("en")["ranks"])


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
        elif _YEAR.fullmatch(word.text):
            step = 1 if not sentence.in_date(word) or _is_bare_year(sentence, word) else 0
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
    while first < head and words[first].is_mark and words[first].text not in _OPEN:
        first += 1
    return first


def _is_bare_year(sentence: Sentence, word: Word) -> bool:
    return any((word.start, word.end) == span for span in sentence.dates)


def _left_of_mark(sentence: Sentence, i: int, head: int) -> int:
    """How many words to step over where a mark stands inside a name; 0 to stop there."""
    words = sentence.words
    mark = words[i].text
    if mark == ")":
        if i >= 3 and words[i - 2].text == "(" and words[i - 1].cap and words[i - 3].cap:
            return 3
        return 0
    if mark == ",":
        ordinal = i - 1 in sentence.in_ordinal and i + 1 in sentence.in_ordinal
        return 1 if ordinal else 0
    if mark in _CLOSE:
        for back in range(2, min(12, i + 1)):
            if words[i - back].text in _OPEN:
                return back + 1
        return 0
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


def _right(sentence: Sentence, head: int, named: bool) -> tuple[int, tuple[int, int] | None]:
    """The last word of the name after its head, and its alias in brackets."""
    words = sentence.words
    last, alias = head, None
    i = head + 1
    while i < len(words) and words[i].low in ("plus",):
        last, i = i, i + 1
    if (
        i < len(words)
        and _YEAR.fullmatch(words[i].text)
        and words[head].cap
        and words[i].start - words[i - 1].end == 1
    ) and not (i + 1 < len(words) and words[i + 1].text in "-–/"):
        last, i = i, i + 1
    if i < len(words) and words[i].text in _CLOSE and _quoted(sentence, head, i):
        return last, None
    if i + 1 < len(words) and words[i].text in _OPEN and words[i + 1].cap:
        for close in range(i + 2, min(i + 9, len(words))):
            if words[close].text in _CLOSE:
                return close, None  # exercise "Steppe Eagle 2014"
    if i < len(words) and words[i].text == "(":
        close = next(
            (k for k in range(i + 1, min(i + ALIAS, len(words))) if words[k].text == ")"), 0
        )
        if (
            close
            and (words[i + 1].cap or i + 1 in sentence.in_ordinal)
            and not sentence.in_date(words[i + 1])
            and not _tells_place(sentence, i + 1, close)
        ):
            alias = words[i + 1].start, words[close - 1].end
            i = close + 1
    end = _carried(sentence, i, named)
    if end:
        return end, alias
    return last, alias


def _tells_place(sentence: Sentence, first: int, close: int) -> bool:
    """Whether a bracket says where or when: "(Vientiane, 26 July 2016)"."""
    words = sentence.words
    return any(sentence.in_date(w) or w.text in ",;" for w in words[first:close]) or is_place(
        sentence.source, words[first].start, words[close - 1].end
    )


def _quoted(sentence: Sentence, head: int, close: int) -> bool:
    return any(word.text in _OPEN for word in sentence.words[max(0, head - LEFT) : head])


def _carried(sentence: Sentence, i: int, named: bool) -> int:
    """The last word of what a name carries on to with "on", "of", "between" …; 0 for nothing."""
    words, lex = sentence.words, sentence.lexicon
    start, last, opener, small = i, 0, "", 0
    while i < len(words) and i - start <= RIGHT:
        word = words[i]
        if word.low in ("and", "&") and _is_small(sentence, word):
            if not last or not _goes_on(sentence, i, opener):
                break
            i += 1
            continue
        if word.low == "or" and last == i - 1 and words[last].cap and _is_cap(words, i + 1):
            i += 1
            continue
        if word.text == ",":
            jump = _through_list(sentence, i, opener) if last and named else 0
            if not jump:
                break
            last, i = jump, jump + 1
            continue
        if word.is_mark:
            if word.text == "(" and last and (after := _past_bracket(sentence, i)):
                i = after
                if i < len(words) and not (words[i].cap or lex.is_in(words[i], "carry")):
                    break
                continue
            if word.text in _OPEN and opener and i + 1 < len(words) and words[i + 1].cap:
                i += 1
                continue
            if word.text == "/" and last:
                i += 1
                continue
            break
        if lex.is_in(word, "carry") and _is_small(sentence, word):
            step = _opens(sentence, i, opener, named)
            if not step:
                break
            if word.low not in ("the", "in") or not opener:
                opener = opener or word.low
            small = 0
            i += step
            continue
        if not opener:
            break
        if _YEAR.fullmatch(word.text) and words[i - 1].cap and _is_bare_year(sentence, word):
            last, i = i, i + 1  # "Coronavirus Disease 2019"
            continue
        if sentence.is_stop(word) or sentence.is_verb(word) or sentence.in_date(word):
            if not (word.low in ("its", "their", "all", "other") and last == 0):
                break
            i += 1
            continue
        if not word.cap:
            small += 1
            if word.low.endswith("ly") or (
                word.low.endswith("ed")
                and word.low
                not in (
                    "armed",
                    "united",
                    "organized",
                    "advanced",
                    "unmanned",
                    "improvised",
                    "shared",
                )
            ):
                break
            if small > (6 if not named else 8):
                break
        last, i = i, i + 1
    return last


def _is_cap(words: Sequence[Word], i: int) -> bool:
    return i < len(words) and words[i].cap


def _past_bracket(sentence: Sentence, i: int) -> int:
    """Where a name goes on after a bracket inside it: an acronym, another word for the same."""
    words = sentence.words
    if _is_alias(words, i):
        return i + 3
    for close in range(i + 2, min(i + 6, len(words) - 1)):
        if words[close].text == ")":
            inside = words[i + 1 : close]
            plain = all(word.cap and not sentence.in_date(word) for word in inside)
            return close + 1 if plain and words[close + 1].low == "of" else 0
    return 0


def _is_small(sentence: Sentence, word: Word) -> bool:
    """Whether a preposition is one: written small, or where all is written in capitals."""
    return not word.cap or sentence.shouted or word.low in ("among", "between")


def _opens(sentence: Sentence, i: int, opener: str, named: bool) -> int:
    """How many words of a preposition (and article) lead on to more of the name; 0 for none."""
    words = sentence.words
    word = words[i]
    k = i + 1
    while k < len(words) and words[k].low in ("the", "a", "an", "its", "their", "all"):
        k += 1
    if k >= len(words) or (words[k].is_mark and words[k].text not in _OPEN):
        return 0
    following = words[k]
    if sentence.in_date(following) or (
        following.low in ("which", "whom", "first", "behalf", "last") and not following.cap
    ):
        return 0
    if word.low in ("the",):
        return 1 if opener else 0
    if word.low == "in":
        if following.low in ("commemoration", "support"):
            return k - i
        if not opener or not following.cap:
            return 0
        return 0 if _is_located(sentence, k) else k - i
    if word.low == "to":
        if not named:
            return 0
        if following.cap and not sentence.mention_starts.get(following.start):
            return k - i
        return k - i if following.low in ("commemorate", "mark", "celebrate") else 0
    if word.low == "by":
        mention = sentence.mention_starts.get(following.start)
        plain = opener and following.cap and words[i - 1].cap
        return k - i if plain and not (mention and mention.of_kind("participant")) else 0
    if word.low == "with":
        return k - i if following.cap and (not opener or opener in ("of",)) else 0
    if word.low in ("for", "about", "concerning", "regarding") and not following.cap and not opener:
        return k - i if named and not sentence.is_stop(following) else 0
    if word.low in (
        "of",
        "on",
        "between",
        "among",
        "against",
        "for",
        "towards",
        "toward",
        "about",
        "concerning",
        "regarding",
    ):
        if sentence.is_stop(following) and following.low not in ("which",):
            return (
                k - i
                if following.low
                in ("two", "three", "four", "five", "six", "seven", "eight", "both")
                else 0
            )
        return k - i
    return 0


def _is_located(sentence: Sentence, k: int) -> bool:
    """Whether "in" leads to where the meeting was, and not to a region in its name."""
    words = sentence.words
    if k and words[k - 1].low == "the":
        return is_place(
            sentence.source, words[k].start, words[min(k + 1, len(words) - 1)].end
        ) or is_place(sentence.source, words[k].start, words[k].end)
    return not _is_region(sentence, k)


_REGIONS = frozenset(grammar("en")["regions"])


def _is_region(sentence: Sentence, k: int) -> bool:
    words = sentence.words
    if is_place(sentence.source, words[k].start, words[min(k + 1, len(words) - 1)].end):
        return False
    return words[k].low in _REGIONS


def _goes_on(sentence: Sentence, i: int, opener: str) -> bool:
    """Whether "and" after a head leads on in the name, and not to another meeting or clause."""
    words = sentence.words
    k = i + 1
    while k < len(words) and words[k].low in ("the", "a", "an", "its"):
        k += 1
    if k >= len(words) or words[k].is_mark or sentence.in_date(words[k]):
        return False
    if k > i + 1 and opener not in ("between", "among", "of"):
        return False
    if sentence.is_verb(words[k]) or sentence.is_stop(words[k]) or k in sentence.in_ordinal:
        return False
    mention = sentence.mention_starts.get(words[k].start)
    if (
        mention
        and mention.whole
        and mention.of_kind("participant", "person")
        and opener in ("on", "for", "to")
    ):
        return False
    for n in range(k, min(k + 10, len(words))):
        word = words[n]
        if sentence.head_at(n) and opener not in ("between", "among"):
            return False
        if (
            word.is_mark
            or sentence.is_verb(word)
            or (sentence.is_stop(word) and word.low not in ("of", "the"))
        ):
            break
    return not words[k].low.endswith("ed") or words[k].cap


def _through_list(sentence: Sentence, i: int, opener: str) -> int:
    """The last word of ", B and C" where a name goes on over commas; 0 where it does not."""
    words = sentence.words
    last_and = 0
    for n in range(i + 1, min(i + 28, len(words))):
        word = words[n]
        if word.low in ("and", "&"):
            last_and = n
            continue
        if word.text == ",":
            if last_and:
                break
            continue
        if word.is_mark and word.text not in "&/":
            break
        if n in sentence.in_ordinal or sentence.head_at(n) or sentence.in_date(word):
            return 0
        if (
            sentence.is_stop(word) and word.low not in ("of", "the", "for", "in")
        ) or sentence.is_verb(word):
            break
        mention = sentence.mention_starts.get(word.start)
        if mention and mention.whole and mention.of_kind("person", "place", "mechanism"):
            return 0
        if mention and mention.of_kind("participant") and opener not in ("between", "among", "of"):
            return 0
    if not last_and or not _goes_on(sentence, last_and, opener):
        return 0
    last = last_and
    for n in range(last_and + 1, min(last_and + 10, len(words))):
        word = words[n]
        if word.is_mark or sentence.is_verb(word) or sentence.in_date(word):
            break
        if sentence.is_stop(word) and not (
            word.low in ("of", "the", "for")
            and n + 1 < len(words)
            and (words[n + 1].cap or words[n + 1].low == "the")
        ):
            break
        last = n
    return last if last > last_and and words[last_and + 1].cap == words[i - 1].cap else 0


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
        if mention and mention.of_kind("mechanism", "series"):
            end = mention.end
        elif word.is_acronym and not word.low.endswith("'s"):
            end = word.end
        else:
            continue
        last = sentence.ends.get(end)
        if last is None or _is_before_more(sentence, last):
            continue
        first = sentence.index.get(ordinal.start, i)
        phrase = Phrase(ordinal.start, end, first, last, named=True)
        phrase.head_at = (end, end)
        _finish(sentence, phrase)
        if phrase.ordinals:
            bodies.append(phrase)
    return bodies


def _is_before_more(sentence: Sentence, last: int) -> bool:
    """Whether a name goes on after its last word, so that the ordinal counts something else."""
    if last + 1 >= len(sentence.words):
        return False
    word = sentence.words[last + 1]
    return not word.is_mark and not sentence.is_stop(word) and not sentence.is_verb(word)

"""Where the name of a meeting begins before its head: "the Third ARF *Workshop*".

A name runs back over capitals, known names, ordinals and a few small words, to a verb, a date or
a word that no name has.
"""

from extraction.grammar import grammar
from extraction.words.sentences import CLOSE, OPEN, YEAR, TokenizedSentence

from .name_end import is_bare_year

_LONGEST = 24  # how many words a name may run before its head


_RANKS = frozenset(grammar("en", "meetings")["ranks"])


def name_start(sentence: TokenizedSentence, head: int, taken: int) -> int:
    """The first word of the name before its head."""
    words, lex = sentence.words, sentence.lexicon
    i, small = head - 1, 0
    while i > taken and head - i <= _LONGEST:
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
            step = _step_over_mark(sentence, i, head)
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


def _step_over_mark(sentence: TokenizedSentence, i: int, head: int) -> int:
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


def _joins(sentence: TokenizedSentence, i: int, head: int) -> bool:
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

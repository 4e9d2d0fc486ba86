"""How the name of a meeting goes on behind its head: "Workshop on …", "Dialogue between …".

The name ends at a verb, a date, a place where it was held, or another meeting.
"""

from collections.abc import Sequence

from extraction.grammar import grammar
from extraction.names.places import is_place
from extraction.words.lexicon import Word
from extraction.words.sentences import CLOSE, OPEN, YEAR, TokenizedSentence

_LONGEST_BEFORE, _LONGEST = 24, 48  # how many words a name may run before and after its head
_LONGEST_ALIAS = 8  # how many words a bracket after a name may have to be its alias


def name_end(
    sentence: TokenizedSentence, head: int, named: bool
) -> tuple[int, tuple[int, int] | None]:
    """The last word of the name after its head, and its alias in brackets."""
    words = sentence.words
    last, alias = head, None
    i = head + 1
    while i < len(words) and words[i].low == "plus":
        last, i = i, i + 1
    if _is_year_of_name(sentence, head, i):
        last, i = i, i + 1
    if i < len(words) and words[i].text in CLOSE and _quoted(sentence, head, i):
        return last, None
    if i + 1 < len(words) and words[i].text in OPEN and words[i + 1].cap:
        for close in range(i + 2, min(i + 9, len(words))):
            if words[close].text in CLOSE:
                return close, None  # exercise "Steppe Eagle 2014"
    if i < len(words) and words[i].text == "(":
        close = next(
            (k for k in range(i + 1, min(i + _LONGEST_ALIAS, len(words))) if words[k].text == ")"),
            0,
        )
        if (
            close
            and (words[i + 1].cap or i + 1 in sentence.in_ordinal)
            and not sentence.in_date(words[i + 1])
            and not _is_place_or_date(sentence, i + 1, close)
        ):
            alias = words[i + 1].start, words[close - 1].end
            i = close + 1
    return _continued_to(sentence, i, named) or last, alias


def _is_year_of_name(sentence: TokenizedSentence, head: int, i: int) -> bool:
    """Whether a year right behind a head is of the name, and no span: "Exercise 2014"."""
    words = sentence.words
    if not (words[head].cap and i < len(words) and YEAR.fullmatch(words[i].text)):
        return False
    span = i + 1 < len(words) and words[i + 1].text in "-–/"
    return words[i].start - words[i - 1].end == 1 and not span


def _is_place_or_date(sentence: TokenizedSentence, first: int, close: int) -> bool:
    """Whether a bracket says where or when: "(Vientiane, 26 July 2016)"."""
    words = sentence.words
    return any(sentence.in_date(w) or w.text in ",;" for w in words[first:close]) or is_place(
        sentence.source, words[first].start, words[close - 1].end
    )


def _quoted(sentence: TokenizedSentence, head: int, close: int) -> bool:
    return any(word.text in OPEN for word in sentence.words[max(0, head - _LONGEST_BEFORE) : head])


def _continued_to(sentence: TokenizedSentence, i: int, named: bool) -> int:
    """The last word to which a name continues with "on", "of", "between" …; 0 for none."""
    words, lex = sentence.words, sentence.lexicon
    start, last, opener, small = i, 0, "", 0
    while i < len(words) and i - start <= _LONGEST:
        word = words[i]
        if word.low in ("and", "&") and _is_small(sentence, word):
            if not last or not _and_continues(sentence, i, opener):
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
                if i < len(words) and not (words[i].cap or lex.is_in(words[i], "continues")):
                    break
                continue
            if word.text in OPEN and opener and i + 1 < len(words) and words[i + 1].cap:
                i += 1
                continue
            if word.text == "/" and last:
                i += 1
                continue
            break
        if lex.is_in(word, "continues") and _is_small(sentence, word):
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
        if YEAR.fullmatch(word.text) and words[i - 1].cap and is_bare_year(sentence, word):
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
                word.low.endswith("ed") and not lex.is_in(word, "participles")
            ):
                break
            if small > (6 if not named else 8):
                break
        last, i = i, i + 1
    return last


def _is_cap(words: Sequence[Word], i: int) -> bool:
    return i < len(words) and words[i].cap


def _past_bracket(sentence: TokenizedSentence, i: int) -> int:
    """Where a name goes on after a bracket inside it: an acronym, another word for the same."""
    words = sentence.words
    if is_alias(words, i):
        return i + 3
    for close in range(i + 2, min(i + 6, len(words) - 1)):
        if words[close].text == ")":
            inside = words[i + 1 : close]
            plain = all(word.cap and not sentence.in_date(word) for word in inside)
            return close + 1 if plain and words[close + 1].low == "of" else 0
    return 0


def _is_small(sentence: TokenizedSentence, word: Word) -> bool:
    """Whether a preposition is one: written small, or where all is written in capitals."""
    shouted = sentence.shouted or (len(word.text) > 1 and word.text.isupper())
    return not word.cap or shouted or word.low in ("among", "between")


def _opens(sentence: TokenizedSentence, i: int, opener: str, named: bool) -> int:
    """How many words of a preposition (and article) lead on to more of the name; 0 for none."""
    words = sentence.words
    word = words[i]
    k = i + 1
    while k < len(words) and words[k].low in ("the", "a", "an", "its", "their", "all"):
        k += 1
    if k >= len(words) or (words[k].is_mark and words[k].text not in OPEN):
        return 0
    following = words[k]
    if sentence.in_date(following) or (
        following.low in ("which", "whom", "first", "behalf", "last") and not following.cap
    ):
        return 0
    if word.low == "the":
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
        return k - i if following.cap and opener in ("", "of") else 0
    if word.low in ("for", "about", "concerning", "regarding") and not following.cap and not opener:
        return k - i if named and not sentence.is_stop(following) else 0
    if sentence.lexicon.is_in(word, "ties"):
        plain = not sentence.is_stop(following) or following.low == "which"
        return k - i if plain or sentence.lexicon.is_in(following, "several") else 0
    return 0


def _is_located(sentence: TokenizedSentence, k: int) -> bool:
    """Whether "in" leads to where the meeting was, and not to a region in its name."""
    words = sentence.words
    units = ("capital", "city", "town", "port", "resort")
    if any(word.low in units for word in words[k : k + 2]):
        return True
    start, after = words[k].start, words[min(k + 1, len(words) - 1)]
    if is_place(sentence.source, start, after.end):
        return True
    if k and words[k - 1].low == "the":
        return is_place(sentence.source, start, words[k].end)
    return words[k].low not in _REGIONS


_REGIONS = frozenset(grammar("en", "meetings")["regions"])


def _and_continues(sentence: TokenizedSentence, i: int, opener: str) -> bool:
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
    if k == i + 1 and i > 1 and opener == "of" and words[i - 2].low == "the":
        joined = words[i - 1].cap and words[k].cap and k + 1 < len(words)
        if joined and sentence.head_at(k + 1):
            return True  # "of the Nuclear and Space Talks"
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


def _through_list(sentence: TokenizedSentence, i: int, opener: str) -> int:
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
    if not last_and or not _and_continues(sentence, last_and, opener):
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


def is_alias(words: Sequence[Word], i: int) -> bool:
    """Whether the bracket that opens at ``i`` holds an acronym."""
    return i + 2 < len(words) and words[i + 2].text == ")" and words[i + 1].is_acronym


def is_bare_year(sentence: TokenizedSentence, word: Word) -> bool:
    return any((word.start, word.end) == span for span in sentence.dates)

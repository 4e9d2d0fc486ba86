"""Which word of a sentence names a meeting: the head of its name, and what heads in a row say.

Verbs look like heads ("meeting the needs of"), and so do names of houses, of means ("by video
conference") and of manners ("met in Ministerial Session"): they are none.
"""

import re
from collections.abc import Sequence

from extraction.words.lexicon import Head, Word
from extraction.words.sentences import TokenizedSentence

from .name_end import is_alias


def last_head(sentence: TokenizedSentence, number: int) -> int:
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
            if sentence.lexicon.is_in(word, "between_heads"):
                continue
            break
        if sentence.in_date(word):
            break
    return last


def most_specific(sentence: TokenizedSentence, first: int, last: int) -> Head:
    """What heads in a row say: of "Roundtable Meeting" the first says more than the last."""
    row = [found[1] for i in range(first, last + 1) if (found := sentence.head_at(i))]
    general = row[-1].kind in ("meeting", "conference") or row[-1].weak
    side_by_side = len(row) == last - first + 1
    specific = [says for says in row if not says.weak and not says.counts]
    if not (general and side_by_side and specific):
        return row[-1]
    return specific[-2] if len(specific) > 1 and not row[-1].weak else specific[-1]


def is_no_noun(sentence: TokenizedSentence, number: int) -> bool:
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
    if sentence.lexicon.is_in(word, "also_verbs"):
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
    lead = [word.low for word in words[max(0, number - 2) : number]]
    return bool(lead) and (
        lead[-1] in ("via", "by", "through")
        or (lead[-1] == "video" and lead[-2:-1] in (["via"], ["by"], ["through"], ["a"]))
        or lead[-2:] == ["via", "virtual"]
    )


def _is_manner(sentence: TokenizedSentence, number: int) -> bool:
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


def _has_determiner(sentence: TokenizedSentence, number: int) -> bool:
    for i in range(number - 1, max(-1, number - 6), -1):
        word = sentence.words[i]
        if sentence.lexicon.is_in(word, "determiners") or i in sentence.in_ordinal:
            return True
        if sentence.is_stop(word):
            return False
    return False

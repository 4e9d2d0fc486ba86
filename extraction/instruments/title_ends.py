"""Where the title of an instrument ends behind its head.

It goes on over what a preposition ties on ("*Treaty* on Friendship and Cooperation"), an
enumeration inside it, and years. It ends where the sentence goes on: at a verb, a relative clause,
a date, or an "and" behind which another title stands.
"""

import re
from itertools import takewhile

from extraction.grammar import grammar

from .title_words import Head, Token, is_short_line, small_words, starts_head

_MONTHS = "|".join(name for names in grammar("en", "dates")["months"] for name in names)
_DATE = re.compile(
    rf"(?:the\s+)?(?:{_MONTHS})\b\.?(?!-)|\d{{1,2}}(?:[-–]\d{{1,2}})?\s+(?:{_MONTHS})\b"
    r"|[12]\d{3}\b(?![-–/])"
)
"""A date, or the month or year of one."""
_STOP = re.compile(rf"\b(?:{'|'.join(small_words('stop'))}|in which|in (?:areas|fields) such)\b")
"""Small words at which a description ends and the sentence goes on."""
_LONGEST = 80  # tokens of a title: no text names one that goes on for longer


def last_token(words: str, tokens: list[Token], head: Head) -> int:
    """The last token of the title that begins with the head."""
    last = at = head.last
    tied = False
    end = min(len(tokens), head.last + _LONGEST)
    while at + 1 < end:
        at += 1
        token = tokens[at]
        if token.word == "(":
            close = _closing(tokens, at, ")", 9)
            if not close:
                break
            inner = words[token.end : tokens[close].start]
            if not inner[:1].isupper() or re.search(r"\d{4}|\b(?:signed|adopted|held)\b", inner):
                break
            acronym = re.fullmatch(r"[A-Z][\w-]*[A-Z][\w-]*|[A-Z]{2,}s?", inner)
            at = close
            last = last if acronym else close
            continue
        if token.word in '"“«' and at == last + 1:
            close = _closing(tokens, at + 1, '"”»', 13)
            if not close:
                break
            last = at = close
            continue
        if token.word == "," and tied and (reach := _end_of_enumeration(tokens, at)):
            last = at = reach
            continue
        if token.number or (token.capital and token.word[0].isalpha()):
            dated = tokens[at - 1].word in small_words("before_date")
            if dated and _DATE.match(words, token.start):
                break
            if is_short_line(words, tokens[at - 1].end, token.start):
                break
            last = at
            continue
        low = token.word
        if low not in small_words("inside") and low not in small_words("open"):
            if low in ("and", "No", ".") and tokens[at - 1].word == "No":
                continue
            break
        if at - last > 4:
            break
        if low == "and" and (not tied or _another_title_begins(tokens, at + 1)):
            break
        if (
            low in small_words("break")
            and not tied
            and not (low in small_words("until") and _is_year(tokens, at + 1))
        ):
            break
        if low in small_words("open") and _small_words_follow(tokens, at):
            return max(last, _end_of_small_words(words, tokens, at))
        if low in small_words("tied") and _reaches(tokens, at):
            tied = True
    return last


def _closing(tokens: list[Token], at: int, marks: str, most: int) -> int:
    """The next token that is one of the marks, among so many; 0 for none."""
    near = enumerate(tokens[at : at + most], start=at)
    return next((number for number, token in near if token.word in marks), 0)


def _is_year(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and bool(re.fullmatch(r"[12]\d{3}", tokens[at].word))


def _reaches(tokens: list[Token], at: int) -> bool:
    return any(token.capital for token in tokens[at + 1 : at + 4])


def _small_words_follow(tokens: list[Token], at: int) -> bool:
    """Whether small words follow: "Statement on strengthening regional security"."""
    after = list(takewhile(lambda token: token.word[0].isalnum(), tokens[at + 1 : at + 4]))
    return (
        bool(after)
        and all(token.word[0].islower() for token in after[:2])
        and not any(token.capital for token in after if token.word not in ("the", "a"))
        and after[0].word not in ("which", "whom", "this", "that", "behalf", "its", "all")
        and not (
            after[0].word == "the" and (len(after) < 2 or after[1].word in small_words("when"))
        )
    )


_LISTED = re.compile(
    r"\s+[a-z-]+(?:\s+[a-z-]+)?(?:,\s+[a-z-]+(?:\s+[a-z-]+)?)*,?\s+and\s+(?!\w+ed\b)[a-z-]+"
)


def _end_of_small_words(words: str, tokens: list[Token], at: int) -> int:
    """The last token of a run of small words, up to where the sentence goes on."""
    stop = _STOP.search(words, tokens[at].start)
    limit = stop.start() if stop else len(words)
    last = at
    for place in range(at + 1, min(at + 14, len(tokens))):
        token = tokens[place]
        if token.word == "," and _LISTED.match(words, token.end):
            continue
        if token.start >= limit or not (token.word[0].isalnum()):
            break
        if token.word in ("and", "or") and (
            place + 1 >= len(tokens)
            or re.search(
                r"(?:ed|es)$|^(?:the|a|an|its|their|to|we|agreed|it)$", tokens[place + 1].word
            )
        ):
            break
        if token.word in ("in", "on", "of") and _DATE.match(words, token.end + 1):
            break
        last = place
    while last > at and tokens[last].word in small_words("inside"):
        last -= 1
    return last if last > at else at - 1


def _end_of_enumeration(tokens: list[Token], comma: int) -> int:
    """Where "Security, Stability and Development" ends, from its first comma; 0 if it is none."""
    at, since, joined = comma + 1, 0, False
    last = 0
    while at < len(tokens) and since <= 5:
        token = tokens[at]
        if token.word in (",", "and", "&"):
            if since == 0 and token.word == ",":
                return 0
            joined = joined or token.word != ","
            since = 0
            if joined and token.word == "," and last:
                break
        elif token.capital and token.word[0].isalpha():
            if starts_head(tokens, at):
                return 0
            since += 1
            last = at
            if joined and (at + 1 >= len(tokens) or not tokens[at + 1].capital):
                return at
        elif token.word in ("of", "for") and since:
            since += 1
        else:
            return 0
        at += 1
    return last if joined else 0


def _another_title_begins(tokens: list[Token], at: int) -> bool:
    """Whether another title, or another clause, begins here, after "and"."""
    while at < len(tokens) and tokens[at].word in ("the", "a", "an", "its"):
        at += 1
    if at >= len(tokens) or not (tokens[at].capital or tokens[at].number):
        return True
    if tokens[at].word in ("Certain", "Other", "Related", "Relevant"):
        return False
    while at < len(tokens) and (tokens[at].capital or tokens[at].number):
        if starts_head(tokens, at):
            return True
        at += 1
    if at < len(tokens) and tokens[at].word in ("member", "states"):
        while at < len(tokens) and tokens[at].word in ("member", "states"):
            at += 1
        return at < len(tokens) and _another_title_begins(tokens, at)
    return False

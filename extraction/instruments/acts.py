"""What is done with texts: the verbs and nouns that govern the titles of a sentence, or of a list.

Each verb is of an action of ``Outcome.Action``, or of what was only proposed (data:
``grammar/en/instruments.yaml``). Which of several governs a title is decided by form and distance:
a finite passive behind it, else the nearest verb before it in the same clause. What was only asked
for is ``proposed``, what is still to come is ``announced``, and a verb that merely mentions a text
says nothing of it.

"They signed three documents: a declaration on ports, a protocol ...": what was done is said of a
word that stands for all of them (a collective: documents, agreements), and holds for each text of
the list behind it: in the same sentence, in the parts of it that end with semicolons, and in the
items below. "Among them is a statement ..." goes on about the texts of the sentence before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extraction.grammar import alternatives, grammar
from extraction.source import Sentence, Source
from texts.pieces import LIST_ITEM

from .titles import Title

_CLAUSE = re.compile(r"\b(?:which|who|whom|that|where|when|while|after|because|although)\b|[;:]")
_FORWARD = 320  # characters between a verb and the last text of the list it governs


@dataclass(frozen=True)
class Act:
    """What was done, in the key of ``Outcome.Action``, and the word that says so."""

    action: str
    start: int
    end: int
    rank: int = 0  # the higher wins, where two speak of one text
    passive: bool = False  # it governs what stands before it
    wished: bool = False  # somebody asked for it: "urged all parties to sign"


_WORDS = grammar("en", "instruments")
_ACTIONS = {form: action for action, forms in _WORDS["acts"].items() for form in forms}
_VERB = re.compile(rf"\b(?:{alternatives(_ACTIONS)})\b")
_NOUNS = [
    (re.compile(rf"\b{noun}\b", re.IGNORECASE), action)
    for action, nouns in _WORDS["nouns"].items()
    for noun in nouns
]


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """A pattern that the grammar has under a name."""
    return re.compile(_WORDS[name], re.IGNORECASE)


_BE = re.compile(
    r"\b(?:was|were|is|are|been|be|being)\s+(?:\w+ly\s+|also\s+|then\s+)?(?:\w+(?:ed|en)\s+and\s+)?$"
)
_MAY_BE = re.compile(
    r"\b(?:will|shall|to|would|should|could|can|may|might|must)\s+(?:\w+ly\s+)?(?:have\s+)?be(?:en)?\s+"
    r"(?:\w+ly\s+)?$"
)
_PAST = frozenset(("put forward", "worked out", "drawn up"))
_PARTICIPLE = re.compile(
    r"\s+(?:and\s+\w+ed\s+)?(?:(?:by|at|in|on|during|under|after|following|last|earlier|between|today"
    r"|yesterday|here|there|are|is|were|was|include)\b)|\s*[,.;:)]|\s*$"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|this|that|these|those|its|their|of|such|any|each|every|key|main|core|common|other|all|both)\s+$"
)
_ALSO_NOUN = frozenset(
    ("issue", "issues", "release", "launch", "conclude", "reach", "sign", "signs")
)


def acts_in(words: str, offset: int) -> list[Act]:
    """The verbs and nouns of a sentence that say what was done, in order."""
    acts = []
    for match in _VERB.finditer(words):
        before = words[max(0, match.start() - 130) : match.start()]
        if pattern_of("denied").search(before[-60:]):
            continue
        if match[0] in _ALSO_NOUN and _NOUN_BEFORE.search(before[-20:]):
            continue
        action, rank, passive = _used(match[0], before, words[match.end() : match.end() + 40])
        acts.append(
            Act(
                action or _ACTIONS[match[0]],
                offset + match.start(),
                offset + match.end(),
                rank,
                passive,
                wished=action == "proposed",
            )
        )
    acts += [
        Act("", offset + match.start(), offset + match.end())
        for match in pattern_of("only_mentioned").finditer(words)
    ]
    for noun, action in _NOUNS:
        acts += [
            Act(action, offset + match.start(), offset + match.end(), 3)
            for match in noun.finditer(words)
        ]
    return sorted(acts, key=lambda act: act.start)


def _used(verb: str, before: str, after: str) -> tuple[str, int, bool]:
    """How a verb is used: another action than its own if it has not happened, rank, passive."""
    first = verb.split()[0]
    past = first.endswith(("ed", "en")) or verb in _PAST
    if past and _BE.search(before):
        return ("proposed", 1, True) if _MAY_BE.search(before) else ("", 4, True)
    if pattern_of("urged").search(before[-120:]):
        return "proposed", 2, False
    if pattern_of("planned").search(before[-40:]):
        return "announced", 1, False
    if past and _PARTICIPLE.match(after):
        return "", 1, True
    if not past and pattern_of("would_be").search(before[-30:]):
        return "", 0, False
    return "", 2, False


def governing(text: str, title: Title, acts: Sequence[Act], titles: Sequence[Title]) -> Act | None:
    """The act that the text says was done with this instrument."""
    if title.inner:
        return _act_of_outer_title(text, title)
    near = [
        act
        for act in acts
        if title.start - _FORWARD <= act.end <= title.start
        or title.end <= act.start <= title.end + _FORWARD
    ]
    candidates: list[Act] = []
    for act in near:
        if act.passive and act.start >= title.end:
            between = _without(text, title.end, act.start, titles)
            if len(between) <= 90 and not _OTHER_SUBJECT.search(between):
                candidates.append(act)
                if act.rank >= 4 and not _goes_on(text, act, near):
                    break
        elif not act.passive and act.end <= title.start:
            between = _without(text, act.end, title.start, titles)
            if not _CLAUSE.search(between) and not _nearer(act, near, title):
                candidates.append(act)
    best = max(candidates, key=lambda act: (act.rank, act.start), default=None)
    return best if best and best.action else None


def _goes_on(text: str, act: Act, acts: Sequence[Act]) -> bool:
    """Whether another verb shares the subject: "was negotiated and signed"."""
    return any(
        other.passive and text[act.end : other.start].strip() == "and"
        for other in acts
        if 0 < other.start - act.end < 8
    )


_OTHER_SUBJECT = re.compile(
    r"[.;:]|\b(?:and|but)\s+(?:was|the|it)\b|\band\s+\w+ed\s+(?:that|the|to)\b"
)
_OUTER_ACT = re.compile(
    r"\b(?P<verb>(?:implement|execut|fulfil|further|advanc)\w*)\s+(?:of\s+)?the\s*$", re.IGNORECASE
)


def _act_of_outer_title(text: str, title: Title) -> Act | None:
    """What the title around this one says of it: "Plan to Implement the ... Declaration"."""
    window = max(0, title.start - 40)
    match = _OUTER_ACT.search(text[window : title.start])
    if not match:
        return None
    return Act("implemented", window + match.start("verb"), window + match.end("verb"))


def _nearer(act: Act, acts: Sequence[Act], title: Title) -> bool:
    """Whether another verb stands between the act and the title."""
    return any(
        not other.passive and act.end <= other.start and other.end <= title.start for other in acts
    )


def _without(text: str, start: int, end: int, titles: Sequence[Title]) -> str:
    """The words between two places without the titles that stand there."""
    pieces, at = [], start
    if end - start > _FORWARD:
        return text[start:end]
    for title in titles:
        if title.start >= at and title.end <= end:
            pieces.append(text[at : title.start])
            at = title.end
    return " ".join([*pieces, text[at:end]])


# Lists


@dataclass
class Listings:
    """The list that the reading stands in, from sentence to sentence."""

    source: Source
    act: Act | None = None  # what the list that is open says of its texts
    last_act: Act | None = None  # of the last collective word, for "among them"

    def opened_in(self, sentence: Sentence) -> tuple[int, Act] | None:
        """From where in the sentence texts are listed, and the act that holds for them."""
        text, end = self.source.text, sentence.end
        opened = (sentence.start, self.act) if self.act and self._goes_on(sentence) else None
        if self.last_act and (again := pattern_of("among_them").match(text, sentence.start, end)):
            opened = again.end(), self.last_act
        else:
            self.last_act = None
        for collective in _COLLECTIVE.finditer(text, sentence.start, end):
            act = self._act_of(sentence, collective)
            if act is not None:
                self.last_act = act
                opener = _AMONG if collective["among"] else _OPENS
                if opens := opener.match(text, collective.end(), min(end, collective.end() + 100)):
                    opened = opens.end(), act
                    break
        item = self.source.passages[sentence.passage].kind == LIST_ITEM
        self.act = opened[1] if opened and (item or text[end - 1] in ";:,") else None
        return opened

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether the open list holds this sentence: the next part of it, or an item below."""
        before = self.source.text[: sentence.start].rstrip()[-1:]
        return before in ";:," or self.source.passages[sentence.passage].kind == LIST_ITEM

    def _act_of(self, sentence: Sentence, collective: re.Match[str]) -> Act | None:
        """What the sentence says was done with the collective."""
        start, end = collective.span("noun")
        text = self.source.text
        acts = acts_in(text[sentence.start : sentence.end], sentence.start)
        return governing(text, Title("", start, end, "", start, end), acts, ())


_COLLECTIVE = re.compile(
    r"(?:\b(?P<among>[Aa]mong(?:st)?)\s+(?:the|its|these|those)\s+(?:\w+\s+){0,2}?)?"
    rf"\b(?P<noun>{'|'.join(_WORDS['collectives'])})\b"
)
_OPENS = re.compile(rf"[^.;:]{{0,80}}?(?::|,?\s+(?:{'|'.join(_WORDS['opening_list'])})\b)")
_AMONG = re.compile(r"[^.;:]{0,60}?\b(?:is|are|was|were)\b")

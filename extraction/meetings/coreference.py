"""A meeting that is named several times is one candidate: its mentions are merged."""

import re

from extraction.dates.meanings import overlap
from extraction.names.bodies import sorted_words
from extraction.names.gazetteer import Mention
from extraction.source import Source

from .drafts import Draft, is_bare
from .phrases import Phrase

_NEAR = 4  # passages back in which "the meeting" may have been named
_FAR = 12  # passages back in which it may have been named otherwise
_ANY = frozenset(("meeting", "gathering", "session", "conference"))
_SITTINGS = frozenset((*_ANY, "summit", "sitting", "plenary", "council", ""))
_PLAIN = frozenset((*_SITTINGS, "ordinary", "regular", "annual"))
_COUNTED = _SITTINGS | {"forum", "congress", "assembly", "dialogue"}  # counted like a sitting


def name_key(source: Source, phrase: Phrase) -> str:
    """The words of a name by which it is the same as another, bodies by their permanent id."""
    text = source.text
    end = phrase.start if not phrase.head else phrase.end
    pieces, position = [], phrase.core
    for mention in _bodies(source, phrase.core, end):
        body = mention.the("mechanism") or mention.the("participant")
        if body is None or mention.start < position:
            continue
        uid = body.facts.get("mechanism", body.uid) if body.kind == "participant" else body.uid
        pieces += [text[position : mention.start], f" {uid} "]
        position = mention.end
    pieces.append(text[position:end] if phrase.head else text[phrase.core : phrase.end])
    words = re.sub(r"\b(?:1[89]|20)[0-9]{2}\b", " ", "".join(pieces))
    for acronym, name in source.aliases.items():
        words = re.sub(rf"(?<!\w){re.escape(acronym)}(?!\w)", f" {name} ", words)
    return sorted_words(words)


def _bodies(source: Source, start: int, end: int) -> list[Mention]:
    """The bodies named in a stretch, also inside the names of series."""
    return [
        one
        for one in source.all_mentions_in(start, end)
        if one.of_kind("mechanism", "participant") and not one.of_kind("series")
    ]


def merge_mentions(drafts: list[Draft]) -> list[Draft]:
    """Each meeting once, with all its mentions."""
    kept: list[Draft] = []
    for draft in drafts:
        earlier = _earlier_mention(draft, kept)
        if earlier is not None:
            if draft.score >= 0.5 or draft.ordinal or is_bare(draft):
                earlier.merge(draft)
            else:
                earlier.mentions += draft.mentions
        elif not (is_bare(draft) and not (draft.own_date and "place" in draft.fields)):
            kept.append(draft)
    return kept


def _earlier_mention(draft: Draft, kept: list[Draft]) -> Draft | None:
    """The earlier draft of the same meeting, if there is one; of several, the last."""
    bare, words, ordinal = is_bare(draft), draft.words, draft.ordinal
    for earlier in reversed(kept[-400:]):
        far = draft.passage - earlier.passage > _FAR
        if far and not bare and earlier.words != words:
            # What is cheap to ask comes first: far back only such a name can be the same.
            numbered = bool(ordinal) and earlier.ordinal == ordinal
            if not (numbered or (earlier.heading and not ordinal and earlier.words < words)):
                continue
        if bare:
            if draft.passage - earlier.passage > _NEAR:
                return None
            if earlier.score >= 0.5 and _can_be_meant(draft, earlier) and _agree(draft, earlier):
                return earlier
        elif earlier.sentence == draft.sentence and earlier.phrase is draft.phrase:
            continue
        elif (_alike(draft, earlier) and _agree(draft, earlier)) or (
            not far and (_called_by_place(draft, earlier) or _at_one_time(draft, earlier))
        ):
            return earlier
    return None


def _can_be_meant(draft: Draft, earlier: Draft) -> bool:
    """Whether "the workshop" can be that meeting."""
    head = draft.phrase.head
    if draft.sentence == earlier.sentence and draft.phrase.start < earlier.phrase.end:
        return False
    if draft.phrase.plural != earlier.phrase.plural and not earlier.ordinal:
        return False
    level = earlier.fields.get("level")
    return (
        head == earlier.phrase.head
        or head in _ANY
        or (level is not None and draft.phrase.says.level == level.value)
        or draft.phrase.says.kind == earlier.phrase.says.kind
    )


def _alike(draft: Draft, earlier: Draft) -> bool:
    if draft.ordinal and earlier.ordinal and draft.ordinal != earlier.ordinal:
        return False
    mine, theirs = draft.words, earlier.words
    if mine == theirs:
        return bool(draft.ordinal == earlier.ordinal or not draft.ordinal or not earlier.ordinal)
    if draft.ordinal and draft.ordinal == earlier.ordinal:
        return _same_number(draft, earlier)
    if draft.ordinal or not draft.phrase.head or draft.phrase.head != earlier.phrase.head:
        return False
    if theirs < mine:  # the heading is shorter: "Ministers' Meeting opens in Suva"
        return len(theirs) > 1 and earlier.heading and not earlier.ordinal
    # A shorter name of the one before: "the Foreign Ministers' Meeting".
    return (
        mine < theirs
        and len(mine) > 1
        and draft.passage - earlier.passage <= _NEAR
        and draft.sentence != earlier.sentence
        and (len(mine - _PLAIN) > 2 or not (draft.own_date and not earlier.own_date))
    )


def _of_others(draft: Draft, earlier: Draft) -> bool:
    """Whether the two are known to be of different bodies of the register."""
    mine, theirs = draft.fields.get("mechanism"), earlier.fields.get("mechanism")
    return bool(mine and theirs and mine.uid and theirs.uid and mine.uid != theirs.uid)


def _same_number(draft: Draft, earlier: Draft) -> bool:
    """Whether two names with the same number are of one meeting, called so or so.

    "The 48th Ordinary Session of the Assembly" may be "the 48th Summit" a few lines on; but the
    6th ministerial meeting of a body is not its 6th summit, nor its 6th workshop.
    """
    mine, theirs = draft.words, earlier.words
    one, other = draft.phrase.head, earlier.phrase.head
    if one == other or not one or not other:
        if mine and theirs and (mine <= theirs or theirs <= mine):
            return True
    elif not {one, other} <= _COUNTED or draft.differs(earlier, "level", "place"):
        return False
    if draft.own_date and earlier.own_date and not overlap(draft.date, earlier.date):
        return False
    if draft.sentence == earlier.sentence:
        return False
    if _of_others(draft, earlier):
        return False
    mine, theirs = mine - _PLAIN, theirs - _PLAIN
    if not mine or not theirs:
        return draft.ordinal > 9
    return len(mine & theirs) * 2 >= len(mine | theirs)


def _called_by_place(draft: Draft, earlier: Draft) -> bool:
    """Whether one is the other, called after the city: "the Suva Summit"."""
    heads = {draft.phrase.head, earlier.phrase.head}
    if (len(heads) > 1 and not heads <= _COUNTED - {""}) or _of_others(draft, earlier):
        return False
    for short, full in ((draft, earlier), (earlier, draft)):
        where = full.fields.get("place")
        if where is None or short.ordinal or not short.words:
            continue
        rest = short.words - _PLAIN - full.words
        if rest and rest == set(sorted_words(where.value).split()):
            return _agree(draft, earlier)
    return False


def _at_one_time(draft: Draft, earlier: Draft) -> bool:
    """Whether two, one of which has no name, were on the same days in the same place."""
    if not any(one.phrase.head == "met" or not one.words - _PLAIN for one in (draft, earlier)):
        return False
    if "place" not in draft.fields or "place" not in earlier.fields:
        return False
    if draft.differs(earlier, "place", "level"):
        return False
    if draft.own_date and earlier.own_date and "-" in draft.date[4:]:
        return draft.date == earlier.date
    return draft.passage == earlier.passage and overlap(draft.date, earlier.date)


def _agree(draft: Draft, earlier: Draft) -> bool:
    """Whether date and place do not contradict each other."""
    if draft.own_date and earlier.own_date and not overlap(draft.date, earlier.date):
        return bool(draft.ordinal and draft.ordinal == earlier.ordinal)
    if not draft.ordinal and draft.differs(earlier, "place"):
        places = draft.fields["place"].value, earlier.fields["place"].value
        country = earlier.fields.get("country") or draft.fields.get("country")
        return country is not None and country.value in places
    return True

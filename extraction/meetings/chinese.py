"""Meetings in Chinese texts: an ordinal or a verb of holding, and a word for a meeting."""

import re
from collections.abc import Mapping

from extraction.candidates import Candidate, Value
from extraction.dates.chinese import chinese_dates
from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.grammar import alternatives, grammar
from extraction.names.bodies import like_series
from extraction.source import Source, is_chinese
from extraction.words.lexicon import Head
from extraction.words.ordinals import CHINESE_NUMERALS, chinese_number
from texts.pieces import HEADING

from .coreference import merge_mentions
from .drafts import AS_PAST, Draft, candidates_of
from .phrases import Phrase

_WORDS = grammar("zh", "meetings")
_STOPS = "，。；：！？\n,;!?"
_N = rf"[0-9０-９{CHINESE_NUMERALS}]{{1,6}}"
_NUMBER = rf"第\s?{_N}\s?(?:次|届|屆|轮|輪|回)"
_FIRST = _WORDS["first"]
_NUMBERS = re.compile(rf"(?P<all>(?:{_NUMBER}|{_FIRST})(?:(?:和|及|与|、|至){_NUMBER}){{0,4}})")
_NAME_ENDS = re.compile(
    rf"[{_STOPS}、]|举行|召开|举办|主办|开幕|闭幕|期间|将|在|于|第[0-9一二三四五六七八九十]"
)
_LEADS_ON = re.compile("[^的了并就]{0,12}")
_ONE = re.compile(rf"第\s?(?P<n>{_N})|首")


_HEAD = re.compile(alternatives(_WORDS["heads"]))
_BEFORE_NAME = re.compile(rf"(?:{alternatives(_WORDS['before_name'])}|[{_STOPS}、\s])")
_HELD = re.compile("|".join(_WORDS["hold"]))
_NOT_HELD = re.compile(_WORDS["not_held"])
_LISTS = {"level": "levels", "track": "tracks", "mode": "modes", "status": "status"}
_RULES = {
    field: [(key, re.compile(pattern)) for key, pattern in _WORDS[name]]
    for field, name in _LISTS.items()
}


def find_chinese_meetings(source: Source, _found: tuple[Candidate, ...] = ()) -> list[Candidate]:
    """The meetings of the Chinese sentences of a text, each once."""
    known = Known(published=source.date)
    drafts: list[Draft] = []
    passage = -1
    for number, sentence in enumerate(source.sentences):
        if not is_chinese(source.text, sentence.start, sentence.end):
            continue
        if sentence.passage != passage:
            passage, known.year = sentence.passage, None
        dates = chinese_dates(source.text, sentence.start, sentence.end, known)
        for draft in _drafts(source, sentence.start, sentence.end, dates):
            draft.passage, draft.sentence = sentence.passage, number
            draft.heading = source.passages[sentence.passage].kind == HEADING
            drafts.append(draft)
    return candidates_of((one for one in merge_mentions(drafts) if one.score >= 0.5), source)


def _drafts(source: Source, start: int, end: int, dates: list[When]) -> list[Draft]:
    found: list[Draft] = []
    taken = start
    for numbers in _NUMBERS.finditer(source.text, start, end):
        head = _head_after(source.text, numbers.end(), end)
        if numbers.start() < taken or head is None:
            continue
        first = _first(source, start, numbers.start(), taken, dates)
        found += _counted(source, (start, end), first, numbers, head, dates)
        taken = head.end()
    for head in _HEAD.finditer(source.text, start, end):
        if head.start() < taken and any(d.phrase.end >= head.end() for d in found):
            continue
        first = _first(source, start, head.start(), start, dates)
        draft = _draft(source, (start, end), first, head, dates)
        if draft is not None and not any(
            d.phrase.start < draft.phrase.end and draft.phrase.start < d.phrase.end for d in found
        ):
            found.append(draft)
    return found


def _head_after(text: str, position: int, end: int) -> re.Match[str] | None:
    """The word for a meeting that an ordinal counts: the last of a row within the clause."""
    most = min(end, position + 48)
    stop = _NAME_ENDS.search(text, position, most)
    limit = stop.start() if stop else most
    if text.startswith(("全国", "中央"), position):
        return None
    head = _HEAD.search(text, position, limit)
    while head and (later := _HEAD.search(text, head.end(), limit)):
        if not _LEADS_ON.fullmatch(text, head.end(), later.start()):
            break
        head = later
    return head


def _first(source: Source, start: int, position: int, taken: int, dates: list[When]) -> int:
    """Where the name begins that goes on to ``position``."""
    low = max(start, taken, position - 40)
    for when in dates:
        if when.end <= position:
            low = max(low, when.end)
    first = low
    quoted = False
    for match in _BEFORE_NAME.finditer(source.text, low, position):
        opened = source.text.rfind("《", low, match.start())
        quoted = opened >= 0 and source.text.find("》", opened, match.start()) < 0
        if not quoted:
            first = match.end()
    mention = next((m for m in source.mentions_in(low, position) if m.start < first < m.end), None)
    return mention.start if mention else first


def _counted(
    source: Source,
    sentence: tuple[int, int],
    first: int,
    numbers: re.Match[str],
    head: re.Match[str],
    dates: list[When],
) -> list[Draft]:
    """One draft for each number before a word for a meeting."""
    text = source.text
    drafts = []
    before, after = text[first : numbers.start()], text[numbers.end() : head.end()]
    for one in re.finditer(rf"{_NUMBER}|{_FIRST}", numbers["all"]):
        digits = _ONE.match(one[0])
        value = chinese_number(digits["n"]) if digits and digits["n"] else 1
        draft = _draft(source, sentence, first, head, dates, counted=True)
        if draft is None or not value:
            continue
        at = numbers.start() + one.start()
        draft.ordinal = value
        draft.title = f"{before}{one[0]}{after}".strip()
        draft.fields["ordinal"] = Value(str(value), at, at + len(one[0]))
        draft.fields["name"] = Value(draft.title, first, head.end())
        draft.key = f"{before}{after}"
        draft.score = min(1.0, draft.score + 0.5)
        draft.because.insert(0, f"“{one[0]}”")
        series = like_series(source.gazetteer, f"{before}{after}")
        begin = first if before else numbers.end()
        uid = series.uid if series else ""
        draft.fields["series"] = Value(text[begin : head.end()], begin, head.end(), uid)
        drafts.append(draft)
    return drafts


def _draft(
    source: Source,
    sentence: tuple[int, int],
    first: int,
    head: re.Match[str],
    dates: list[When],
    *,
    counted: bool = False,
) -> Draft | None:
    text, (start, end) = source.text, sentence
    says = _WORDS["heads"][head[0]]
    after = re.split("[。；\n]", text[head.end() : min(end, head.end() + 40)])[0]
    held = _HELD.search(after.split("，")[0]) or _HELD.search(text[max(start, first - 12) : first])
    phrase = Phrase(
        first, head.end(), 0, 0, head[0], Head(says["kind"]), head.span(), core=first, named=True
    )
    phrase.mentions = source.mentions_in(first, head.end())
    if not counted and (head.start() - first < 2 or not held):
        return None
    if _NOT_HELD.search(after):
        return None
    score = 0.2 + 0.3 * bool(held) + 0.15 * bool(dates)
    draft = Draft(phrase, text[first : head.end()], start, end, score)
    draft.because = [f"“{held[0]}”"] if held else []
    draft.mentions = [(first, head.end())]
    draft.key = draft.title
    draft.fields["name"] = Value(draft.title, first, head.end())
    _read_fields(source, draft, sentence, dates, says)
    return draft


def _read_fields(
    source: Source,
    draft: Draft,
    sentence: tuple[int, int],
    dates: list[When],
    says: Mapping[str, str],
) -> None:
    """Kind, level, date, place and status of a draft."""
    text, (start, end), phrase = source.text, sentence, draft.phrase
    draft.give("kind", Value(says["kind"], *phrase.head_at))
    if "level" in says:
        draft.give("level", Value(says["level"], *phrase.head_at))
    stop = re.compile(f"[{_STOPS}]").search(text, phrase.end, end)
    clause = stop.start() if stop else end
    lead = max(start, text.rfind("，", start, phrase.start) + 1)
    stretches = {
        "level": (phrase.start, phrase.end),
        "track": (phrase.start, phrase.end),
        "mode": (phrase.start, clause),
        "status": (lead, clause),
    }
    for field, stretch in stretches.items():
        said = ((key, pattern.search(text, *stretch)) for key, pattern in _RULES[field])
        if found := next(((key, words) for key, words in said if words), None):
            draft.give(field, Value(found[0], *found[1].span()))
    draft.give("status", Value("held", phrase.start, phrase.end, because=AS_PAST))
    when = next((w for w in dates if phrase.end <= w.start < clause), None)
    when = when or next((w for w in reversed(dates) if w.end <= phrase.start), None)
    if when is not None:
        draft.give("date", when.value())
        draft.own_date = True
    _read_place(source, draft, start, clause)
    for mention in phrase.mentions:
        if body := mention.named("mechanism"):
            draft.give("mechanism", body.value())


_PLACE = re.compile(
    "在(?P<place>[^，。；：！？、在于将]{2,12}?)(?:成功|隆重|正式|共同|联合)?(?:举行|召开|举办|开幕|闭幕|会晤|主办)"
)


def _read_place(source: Source, draft: Draft, start: int, end: int) -> None:
    phrase = draft.phrase
    found = _PLACE.search(source.text, phrase.end, end) or _PLACE.search(
        source.text, start, phrase.start
    )
    if not found:
        return
    first, last = found.span("place")
    mentions = source.mentions_in(first, last)
    ending = [m for m in mentions if m.end == last and m.of_kind("place", "participant")]
    city = ending[0].named("place") if ending else None
    state = next((who for m in mentions if (who := m.named("participant"))), None)
    if state and state.start == first and state.end < last:
        draft.give("country", state.value())
        first = state.end
    draft.give("place", city.value() if city else Value(source.text[first:last], first, last))

"""The candidate of an instrument: its fields, each with the words it was read from."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.names.parties import enumeration_before, party_at
from extraction.source import Sentence, Source

from .acts import Act
from .meetings import name_span
from .timing import frame_date, happened, own_date
from .titles import Title


def outcome_of(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
    titles: Sequence[Title],
) -> Candidate:
    text = source.text
    fields = {
        "title": Value(title.name, title.start, title.end, because=f"the words “{title.head}”"),
    }
    if title.kind:
        fields["instrument"] = Value(
            title.kind, title.head_start, title.head_end, because=f"the word “{title.head}”"
        )
    because = [f"“{title.head}” is a word for a text that is agreed"]
    if act:
        said = text[act.start : act.end]
        fields["action"] = Value(act.action, act.start, act.end, because=f"the words “{said}”")
        because.append(f"“{said}” says what was done with it")
    if home:
        start, end = name_span(home)
        known = home.same
        fields["meeting"] = Value(
            home.title, start, end, known.uid if known else "", "the meeting spoken of"
        )
        for field in ("mechanism", "date"):
            if (value := home.fields.get(field)) and (field != "date" or happened(act)):
                fields[field] = replace(value, because=f"as of the meeting “{home.title[:80]}”")
    own = own_date(source, sentence, title, act, titles)
    if own is None and not (home and sentence.start <= name_span(home)[0] < sentence.end):
        own = frame_date(source, sentence, act)
    if own:
        fields["date"] = own
    if "mechanism" not in fields and (body := _mechanism(source, sentence, title)):
        fields["mechanism"] = body
    if proposer := _proposer(source, sentence, title, act):
        fields["proposer"] = proposer
    return Candidate(
        kind="outcome",
        title=title.name,
        start=sentence.start,
        end=sentence.end,
        fields=fields,
        score=round(min(0.95, 0.5 + 0.2 * bool(act) + 0.15 * title.proper + 0.1 * bool(home)), 2),
        because=tuple(because),
        mentions=((title.start, title.end),),
    )


def _mechanism(source: Source, sentence: Sentence, title: Title) -> Value | None:
    """The body that the title names, or else the one body that the sentence or passage names."""
    for mention in source.gazetteer.find_all(source.text[title.start : title.end]):
        if body := mention.the("mechanism"):
            start, end = title.start + mention.start, title.start + mention.end
            return Value(mention.name, start, end, body.uid, "named in the title")
    for start in (sentence.start, source.passages[sentence.passage].start):
        named = {
            body.uid: Value(mention.name, mention.start, mention.end, body.uid, "spoken of here")
            for mention in source.mentions_in(max(start, title.start - 1500), title.start)
            if (body := mention.the("mechanism"))
        }
        if len(named) == 1:
            return next(iter(named.values()))
    return None


_PROPOSED_BY = re.compile(
    r",?\s*(?:which was\s+)?(?:first\s+)?"
    r"(?:proposed|put forward|initiated)(?:\s+and\s+\w+ed)?\s+by\s+"
)


def _proposer(source: Source, sentence: Sentence, title: Title, act: Act | None) -> Value | None:
    """Who is behind "proposed and drafted by", or before "put forward"."""
    after = _PROPOSED_BY.match(source.text, title.end, title.end + 80)
    if after and (who := party_at(source, after.end(), after.end() + 80)):
        because = f"the words “{after[0].strip(' ,')}”"
        return who.value(because)
    if act is None or act.action != "proposed" or act.wished or act.passive:
        return None
    aside = _BEFORE_VERB.search(source.text, sentence.start, act.start)
    row = enumeration_before(source, sentence.start, aside.start() if aside else act.start)
    if len(row) != 1:
        return None
    who = row[0]
    because = f"the subject of “{source.text[act.start : act.end]}”"
    return who.value(because)


_BEFORE_VERB = re.compile(r"\s+(?:(?:has|have|had|also|first|then|jointly|again)\s+){0,3}$")

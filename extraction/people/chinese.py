"""People in office in Chinese sentences: the office stands before the name."""

import re
from collections.abc import Iterator

from extraction.grammar import alternatives, grammar
from extraction.names.gazetteer import Named
from extraction.names.parties import parties_in
from extraction.source import Source

from .names import Holder

_WORDS = grammar("zh", "offices")
_HAN = "[\u4e00-\u9fff]"
_OFFICE = re.compile(
    rf"(?P<office>(?:{_HAN}{{1,8}}?{_WORDS['bodies']})?(?:副|代理|常务副)?"
    rf"(?:{alternatives(_WORDS['nouns'])}))"
    rf"(?P<name>[{_WORDS['surnames']}]{_HAN}{{1,2}}|{_HAN}{{1,6}}(?:·{_HAN}{{1,6}})+)"
)


def chinese_holders(source: Source, start: int, end: int) -> Iterator[Holder]:
    """The people with a post between two places of the text, in order."""
    for match in _OFFICE.finditer(source.text, start, end):
        name, begin = match["name"], match.start("name")
        if "·" not in name and len(name) == 3 and name[2] in _WORDS["follows"]:
            name = name[:2]
        if "·" not in name and name[1] in _WORDS["follows"] and len(name) == 2:
            continue
        first = match.start("office")
        party = None
        for one in parties_in(source, max(start, first - 12), begin):
            if one.start <= first <= one.end:
                party = one
        if party and first < party.end < begin:
            first = party.end
        mentions = source.mentions_in(begin, match.end("name"))
        known = next((who for one in mentions if (who := one.the("person"))), None)
        named = Named(name, begin, begin + len(name), known)
        post = Named(source.text[first:begin], first, begin)
        yield Holder(named, post, party, "职务在姓名之前")

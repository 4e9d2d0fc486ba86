"""People in office in Chinese sentences: the office stands before the name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extraction.grammar import alternatives, grammar
from extraction.names.parties import parties_in
from extraction.source import Source

from .names import Holder, Named, held


@lru_cache(maxsize=1)
def _chinese_office() -> re.Pattern[str]:
    words = grammar("zh", "offices")
    nouns = alternatives(words["nouns"])
    return re.compile(
        rf"(?P<office>(?:[\u4e00-\u9fff]{{1,8}}?{words['bodies']})?(?:副|代理|常务副)?(?:{nouns}))"
        rf"(?P<name>[{words['surnames']}][\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{1,6}}(?:·[\u4e00-\u9fff]{{1,6}})+)"
    )


def chinese_holders(source: Source, start: int, end: int) -> Iterator[Holder]:
    follows = grammar("zh", "offices")["follows"]
    for match in _chinese_office().finditer(source.text, start, end):
        name, office = match["name"], match["office"]
        if "·" not in name and len(name) == 3 and name[2] in follows:
            name = name[:2]
        if "·" not in name and name[1] in follows and len(name) == 2:
            continue
        first, title = match.start("office"), office
        party = None
        for one in parties_in(source, max(start, first - 12), match.start("name")):
            if one.start <= first <= one.end or one.end == first:
                party = one
        if party and first < party.end < match.start("name"):
            first, title = party.end, source.text[party.end : match.start("name")]
        known = next(
            (
                who
                for mention in source.mentions_in(match.start("name"), match.end("name"))
                if (who := mention.the("person"))
            ),
            None,
        )
        named = Named(name, match.start("name"), match.start("name") + len(name), known)
        yield held(named, title, first, match.start("name"), party, "职务在姓名之前")

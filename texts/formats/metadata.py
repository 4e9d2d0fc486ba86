"""What a text itself tells of its title, its date and its language, for an editor to confirm."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from texts.days import printed_day
from texts.pieces import HEADING, Segment

_SAMPLE = 50_000

# The small words that a text of the language has most of; rank lists of any corpus begin so.
_SMALL_WORDS = {
    "en": "the of and to in a on for is that",
    "fr": "le la les des du et est une dans pour",
    "es": "el la los las del y en que una por",
    "pt": "o os as do da dos e em que uma",
    "de": "der die das und den dem ist mit von für",
    "it": "il la gli della di e che una per nel",
    "nl": "de het een van en dat is op voor met",
    "id": "yang dan di untuk dengan pada ini dari dalam itu",
    "vi": "và của các là trong cho được với một có",
    "tr": "ve bir bu için ile da de olarak olan çok",
    "pl": "w i z na do się nie że oraz jest",
    "ru": "и в на с по что не для о как",
    "uk": "і в на з та що не для до про",
    "kk": "және мен үшін бұл бір де болып туралы бойынша деп",
    "ar": "في من على إلى أن عن مع التي هذا ما",
    "fa": "و در به از که این را با است برای",
    "ur": "کے کی میں اور ہے نے کو سے کا پر",
}
_WORDS = {language: set(words.split()) for language, words in _SMALL_WORDS.items()}
_FEWEST = 3
_SHARE = {"en": 8}  # one word in so many is a small one; of the others one in ten
# A script that one language of official texts is written in.
_SCRIPTS = {
    "HANGUL": "ko",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "GREEK": "el",
    "HEBREW": "he",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "MONGOLIAN": "mn",
    "TIBETAN": "bo",
}


def first_heading(text: str, segments: Sequence[Segment]) -> str:
    """The first heading of a text; ``""`` where it has none."""
    return next((text[one.start : one.end] for one in segments if one.kind == HEADING), "")


def printed_date(text: str, segments: Sequence[Segment]) -> str:
    """The date in the byline, which is when a text was published; EDTF or ``""``."""
    bylines = (one for one in segments if re.match(r"byline(?: \(|$)", one.locator))
    days = (printed_day(text[one.start : one.end])[1] for one in bylines)
    return next(filter(None, days), "")


def language_of(text: str) -> str:
    """The language, where its script or its small words tell; else ``und``: an editor says it."""
    sample = text[:_SAMPLE]
    letters = Counter(unicodedata.name(char, "").split(" ")[0] for char in sample if char.isalpha())
    total = sum(letters.values()) or 1
    if (letters["HIRAGANA"] + letters["KATAKANA"]) * 10 > total:
        return "ja"
    if letters["CJK"] * 3 > total:
        return _chinese(sample)
    script, count = (letters.most_common(1) or [("", 0)])[0]
    if script in _SCRIPTS and count * 2 > total:
        return _SCRIPTS[script]
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    scores = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    if best != "en" and scores[best] < _FEWEST:
        return "und"  # related languages share a word or two
    return best if scores[best] * _SHARE.get(best, 10) > len(words) else "und"


# Characters that were simplified, and what they were: enough of the commonest to tell.
_SIMPLIFIED = set("国会议长关东发开经与对这说时为们后动机实现应总区举两边办")
_TRADITIONAL = set("國會議長關東發開經與對這說時為們後動機實現應總區舉兩邊辦")


def _chinese(sample: str) -> str:
    simplified = sum(char in _SIMPLIFIED for char in sample)
    traditional = sum(char in _TRADITIONAL for char in sample)
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"

"""One normaliser of names and words, for search, import matching and reading of documents.

PostgreSQL is given text it can index in any script: compatibility forms folded (NFKC), case and
Latin, Greek and Cyrillic accents removed, punctuation turned into spaces, and stretches of
scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) cut into
characters and pairs of characters. Letters that are no accented ones in Unicode, such as đ, ł, ø
and œ, are what a keyboard without them writes; Traditional characters are their Simplified ones.
"""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_LETTERS = str.maketrans(
    {
        **dict(zip("đðħıĸłŋøŧʉɨ", "ddhiklnotui", strict=True)),
        **{"æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"},
        **dict.fromkeys("ʻʼʽʾʿˈˊˋ", ""),  # the ʻokina, and marks of Semitic and other letters
    }
)
_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_HAS_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@cache
def _simplified() -> dict[int, str]:
    """The Simplified character of each Traditional one, by OpenCC."""
    traditional = [chr(code) for some in _HAN for code in some]
    converted = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    pairs = zip(traditional, converted, strict=True)
    return {ord(char): simple for char, simple in pairs if simple != char and len(simple) == 1}


def fold(text: str) -> str:
    """``text`` in lower case without accents, compatibility forms and punctuation."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", _ARABIC_MARKS.sub("", text)).translate(_LETTERS)
    if _HAS_HAN.search(text):
        text = text.translate(_simplified())
    return _NOT_WORD.sub(" ", _keep_marks(text)).strip()


def _keep_marks(text: str) -> str:
    """Drop combining marks that ``\\w`` would split on, except in scripts that need them."""
    return "".join(
        char for char in text if unicodedata.category(char) != "Mn" or UNSPACED_RUN.match(char)
    )


def _pairs(run: str) -> list[str]:
    """The pairs of neighbours in a stretch without spaces."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def index_text(*texts: str) -> str:
    """The words and pieces under which any of ``texts`` is to be found, each once."""
    words: dict[str, None] = {}
    for text in texts:
        folded = fold(text)
        words |= dict.fromkeys(UNSPACED_RUN.sub(" ", folded).split())
        for run in UNSPACED_RUN.findall(folded):
            words |= dict.fromkeys([*run, *_pairs(run)])
    return " ".join(words)


def query_terms(query: str) -> list[str]:
    """The words and pieces of a reader's ``query``, in order, each once."""
    folded = fold(query)
    terms = dict.fromkeys(UNSPACED_RUN.sub(" ", folded).split())
    for run in UNSPACED_RUN.findall(folded):
        terms |= dict.fromkeys(_pairs(run) or [run])
    return list(terms)


def clean(text: str) -> str:
    """``text`` without the characters that no store or feed can carry (NUL, controls, halves)."""
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )

"""What a page sets above the line: marks of notes are no text, powers are what they look like.

"3rd²" must not become the word "3rd2", nor "10⁶" the number "106". Ordinals keep their letters;
a mark in brackets, as in "3rd[2]", runs together with nothing and stays.
"""

import re
from typing import Any

_MARK = re.compile(
    r"\s*(?:[0-9]{1,3}|[*†‡§¶#]{1,3}|[a-z]|[ivx]{1,5})"
    r"(?:\s*[,;–-]\s*(?:[0-9]{1,3}|[a-z]))*\s*"
)
_ENDINGS = {"e", "o", "a", "er", "re"}  # of ordinals: 3e, 3º, 3ª
_UNIT = re.compile(r"(?:(?:^|[\s0-9])(?:[kcdm]?m|ft|mi|yd|in|s|x|y|n|r)|(?<![0-9])[0-9]{1,3})$")
_POWERS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NOTE = re.compile(r"foot-?note|end-?note|noteref|fn|ftn|edn|cite|reference", re.IGNORECASE)


def raise_marks(tree: Any) -> None:
    """Take the marks of notes out of a page, and write powers with their own figures."""
    for element in list(tree.iter("sup")):
        text = "".join(element.itertext())
        before = _text_before(element)
        if not before.strip() or before[-1:].isspace():
            continue  # it begins a note, or stands by itself
        is_link = next(element.iter("a"), None) is not None or _is_in_link(element)
        if is_link or _says_note(element):
            if _MARK.fullmatch(text):
                _empty(element, "")
        elif text.strip().lstrip("+-−").isdecimal() and _UNIT.search(before):
            _empty(element, text.strip().translate(_POWERS))
        elif _MARK.fullmatch(text) and text.strip() not in _ENDINGS:
            _empty(element, "")


def _empty(element: Any, text: str) -> None:
    element.clear(keep_tail=True)
    element.text = text or None


def _says_note(element: Any) -> bool:
    said = (element.get("class"), element.get("id"), element.get("role"))
    return any(_NOTE.search(one or "") for one in said)


def _is_in_link(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "a" and (parent.get("href") or "").startswith("#")


def _text_before(element: Any) -> str:
    """The text right before an element, in its own block."""
    while True:
        sibling = element.getprevious()
        while sibling is not None:
            if sibling.tail:
                return str(sibling.tail)
            if sibling.tag == "br":
                return ""
            if inside := "".join(sibling.itertext()):
                return inside
            sibling = sibling.getprevious()
        parent = element.getparent()
        if parent is None:
            return ""
        if parent.text:
            return str(parent.text)
        if parent.tag not in ("a", "b", "strong", "em", "i", "span", "sup", "font", "u"):
            return ""
        element = parent

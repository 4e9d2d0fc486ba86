"""Bytes to characters: by the mark, by what the file declares, else by the bytes themselves.

Labels are read as browsers read them (https://encoding.spec.whatwg.org/#names-and-labels, by
``webencodings``): gb2312 means GB 18030, and iso-8859-1 means windows-1252.
"""

import re
from dataclasses import dataclass

import webencodings
from charset_normalizer import from_bytes

from .blocks import Refused

_MARKS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Where Python's codec of a name knows fewer characters than browsers take under it.
_WIDER = {
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
}
# The library cannot tell the Latin alphabets of Windows apart. Windows-1252 is what browsers take,
# unless it puts signs inside words, as it does to Polish in Windows-1250.
_LATIN = {"cp1250", "cp1252", "cp1254", "cp1257"}
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[¹²³¿¼½¾¯´¸](?=[^\W\d_])")
# Latin, Greek, Cyrillic, Hebrew, Arabic, Indic and Thai letters, Han, kana, hangul, full widths.
_IN_USE = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u06ff\u0900-\u0eff\u2010-\u2026\u3000-\u30ff"
    "\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff60]"
)
_ASCII = re.compile(rb"[\x20-\x7e]")
_MOSTLY = 0.95  # the share of such characters that makes a text
_SAMPLE = 20_000
_DAMAGED = 0.001  # the share of bytes of a web page that may not fit what it declares


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and the encoding it was read in."""

    text: str
    encoding: str
    assumed: bool = False  # nothing in the file says so: it was worked out from the bytes
    damaged: bool = False  # a few bytes did not fit, and stand as U+FFFD


def decode(data: bytes, *, encoding: str = "", declared: str = "") -> Decoded:
    """The text in ``data``.

    In ``encoding`` where the register knows it; else by its mark, by the label it ``declared``,
    or as its bytes tell. ``Refused`` where that makes no text.
    """
    if not data:
        raise Refused("empty")
    decoded = _read(data, encoding) if encoding else _recognized(data, declared)
    if not decoded.text.strip():
        raise Refused("blank")
    if "\x00" in decoded.text:
        raise Refused("nul", number=decoded.text.index("\x00") + 1)
    if len(_CONTROL.findall(decoded.text)) * 100 > len(decoded.text):
        raise Refused("controls")
    return decoded


def codec_of(label: str) -> str:
    """Python's name for the encoding that browsers take ``label`` for; ``""`` if they know none."""
    known = webencodings.lookup(label.strip())
    if known is None or known.name in ("x-user-defined", "replacement"):
        return ""
    if known.name.startswith("utf-16"):
        return "utf-8"  # such a label could not have been read if it were true
    return _WIDER.get(known.name, known.codec_info.name)


def _recognized(data: bytes, declared: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    if b"\x00" in data:
        return _without_mark(data)
    label = codec_of(declared)
    for encoding in dict.fromkeys([label or "utf-8", "utf-8"]):
        try:
            return _read(data, encoding)
        except Refused:
            continue
    if label:
        text = data.decode(label, errors="replace")
        if text.count("\ufffd") <= max(1, len(data) * _DAMAGED):
            return Decoded(text, label, damaged=True)
    elif (nearly := _nearly_utf8(data)) is not None:
        return Decoded(nearly, "utf-8", assumed=True, damaged=True)
    return _guessed(data)


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few stray bytes, each replaced; None where it is not that.

    What decodes beside them must hold characters of several bytes, more than there are strays:
    in other encodings of one byte such sequences do not come about.
    """
    text = data.decode("utf-8", errors="replace")
    stray = text.count("\ufffd")
    beyond = sum(char > "\x7f" for char in text) - stray
    return text if 2 * stray <= beyond and stray <= max(1, len(data) * _DAMAGED) else None


def _without_mark(data: bytes) -> Decoded:
    """UTF-16 without a mark: NULs in every second place of Latin text, else letters throughout.

    In the wrong order of bytes, and of what is no text, most characters are of no script in use.
    """
    even, odd, half = data[0::2].count(0), data[1::2].count(0), len(data) // 2
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high * 3 > half > low * 10:
            return _read(data, encoding, assumed=True)
    if len(_ASCII.findall(data)) * 4 > len(data) * 3:  # two letters would make one Han character
        raise Refused("binary")
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            decoded = _read(data, encoding, assumed=True)
        except Refused:
            continue
        sample = decoded.text[:_SAMPLE]
        if len(_IN_USE.findall(sample)) >= _MOSTLY * len(sample):
            return decoded
    raise Refused("binary")


def _guessed(data: bytes) -> Decoded:
    best = from_bytes(data).best()
    if best is None:
        raise Refused("undecodable")
    if best.encoding in _LATIN:
        for encoding in ("cp1252", "cp1250"):
            try:
                decoded = _read(data, encoding, assumed=True)
            except Refused:
                continue
            if not _SIGN_IN_WORD.search(decoded.text):
                return decoded
    return _read(data, best.encoding, assumed=True)


def _read(data: bytes, encoding: str, *, assumed: bool = False) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, assumed)
    except (UnicodeError, LookupError) as error:
        where = error.start + 1 if isinstance(error, UnicodeDecodeError) else 1
        where += 3 if encoding == "utf-8-sig" else 0  # the mark, which the decoder does not count
        raise Refused("misfit", encoding=encoding, number=where) from error

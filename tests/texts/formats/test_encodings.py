"""Bytes into characters, and the encoding that is said of them."""

import pytest

from texts.formats import html
from texts.formats.blocks import Refused
from texts.formats.encodings import codec_of, decode

ENGLISH = "The parties agreed – “at once” – to meet again in Vientiane.\n"
FRENCH = (
    "Les ministres se sont réunis à Genève le 3 août ; « déclaration » adoptée à l’unanimité.\n" * 5
)
POLISH = "Ministrowie zgodzili się w Łodzi, że będą współpracować dłużej.\n" * 5
RUSSIAN = "Министры иностранных дел государств-членов провели заседание в Ташкенте.\n" * 5
ARABIC = "اجتمع وزراء الخارجية في القاهرة وبحثوا التعاون الأمني في المنطقة.\n" * 5
CHINESE = "各国外长在万象举行会议,就地区安全合作交换了意见,并同意继续对话。\n" * 5
TRADITIONAL = "各國外長在萬象舉行會議,就地區安全合作交換了意見,並同意繼續對話。\n" * 5
JAPANESE = "外相は東京で会議を開き、地域の安全保障について意見を交換しました。\n" * 5


@pytest.mark.parametrize(
    ("text", "written", "read", "assumed"),
    [
        (ENGLISH, "utf-8", "utf-8", False),
        (ENGLISH, "utf-8-sig", "utf-8-sig", False),
        (ENGLISH, "utf-16", "utf-16", False),
        (ENGLISH, "utf-32", "utf-32", False),
        (ENGLISH, "utf-16-le", "utf-16-le", True),
        (ENGLISH, "utf-16-be", "utf-16-be", True),
        (CHINESE, "utf-16-le", "utf-16-le", True),
        (CHINESE, "utf-16-be", "utf-16-be", True),
        (JAPANESE, "utf-16-le", "utf-16-le", True),
        (ARABIC, "utf-16-be", "utf-16-be", True),
        (FRENCH, "cp1252", "cp1252", True),
        (POLISH, "cp1250", "cp1250", True),
        (RUSSIAN, "cp1251", "cp1251", True),
        (RUSSIAN, "koi8-r", "koi8_r", True),
        (ARABIC, "cp1256", "cp1256", True),
        (CHINESE, "gb18030", "gb18030", True),
        (TRADITIONAL, "big5", "big5", True),
        (JAPANESE, "shift_jis", "cp932", True),
    ],
)
def test_the_encoding_of_a_text_is_found_and_named(text, written, read, assumed):
    decoded = decode(text.encode(written))

    assert (decoded.text, decoded.encoding, decoded.assumed) == (text, read, assumed)


@pytest.mark.parametrize(
    ("text", "label", "written", "read"),
    [
        (CHINESE + "镕㐀", "gb2312", "gb18030", "gb18030"),  # characters that GB 2312 lacks
        (FRENCH, "iso-8859-1", "cp1252", "cp1252"),
        (RUSSIAN, "windows-1251", "cp1251", "cp1251"),
        (ARABIC, "windows-1256", "cp1256", "cp1256"),
        (TRADITIONAL, "big5", "big5", "big5hkscs"),
        (JAPANESE + "①", "shift_jis", "cp932", "cp932"),
        (CHINESE, "utf-16", "utf-8", "utf-8"),  # a label that could not have been read if true
    ],
)
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_page_is_read_in_the_encoding_that_browsers_take_its_label_for(
    text, label, written, read, quote
):
    head = f"<html><head><meta charset={quote}{label}{quote}></head><body><p>"
    page = head.encode() + text.encode(written) + b"</p></body></html>"

    reading = html.read(page)

    assert (reading.text, reading.encoding, reading.assumed) == (
        " ".join(text.split()), read, False,
    )  # fmt: skip


def test_a_wrong_label_gives_way_to_what_the_bytes_are():
    page = b'<html><meta charset="us-ascii"><p>' + RUSSIAN.encode() + b"</p></html>"

    assert html.read(page.replace(b"us-ascii", b"euc-kr")).encoding == "utf-8"


def test_a_few_bytes_that_do_not_fit_are_said_and_shown():
    page = b'<html><meta charset="gb2312"><p>' + CHINESE.encode("gb18030") + b"\xff</p></html>"

    reading = html.read(page)

    assert (reading.encoding, reading.notes, reading.text.count("\ufffd")) == (
        "gb18030", ("damaged",), 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\xc2\xa0", "blank"),
        (b"a\x00b\x00\x00", "binary"),
        ("a\x00b".encode("utf-16"), "nul"),
        (b"\xff\xfe\x00\xd8", "misfit"),
        (b"\xef\xbb\xbf\xff", "misfit"),
        (b"\x1b[1mBold" * 3, "controls"),
    ],
)
def test_what_is_no_text_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        decode(data)

    assert refused.value.code == code


@pytest.mark.parametrize("label", ["x-user-defined", "iso-2022-cn", "nonsense", ""])
def test_labels_that_browsers_read_nothing_by_are_no_encodings(label):
    assert codec_of(label) == ""

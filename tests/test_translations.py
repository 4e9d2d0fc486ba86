"""The Chinese interface is whole: every text translated, placeholders kept, and compiled."""

import re
from collections import Counter
from copy import deepcopy
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils import translation

from tools import messages

PLACEHOLDER = re.compile(r"%(?:\([a-z_]+\))?[sd]|%%|\{[a-z_]*\}")
TAG = re.compile(r"<[^>]+>")
HAN = re.compile(r"[\u4e00-\u9fff]")

# Texts that need no Chinese word: 第…届 comes with the ordinal.
SAME_IN_CHINESE = {"API", "Fora", '%(ordinal)s of <a href="%(url)s">%(series)s</a>'}


@pytest.fixture(scope="module")
def translated() -> list[Message]:
    return [message for message in messages.translations() if message.id]


@pytest.fixture(scope="module")
def by_text() -> dict[tuple[str | None, str], tuple[str, ...]]:
    return messages.held(messages.translations())


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return messages.texts()


def test_every_text_of_the_sources_is_in_the_catalog_and_nothing_else(texts, by_text):
    found = messages.held(texts).keys()

    assert len(found) > 800
    missing, stale = found - by_text.keys(), by_text.keys() - found
    assert (missing, stale) == (set(), set()), "run `make messages` and translate what is new"


def test_every_text_has_a_translation(translated):
    assert [m.id for m in translated if not all(form.strip() for form in messages.forms(m))] == []


def test_no_translation_is_uncertain(translated):
    assert [m.id for m in translated if m.fuzzy] == []


def test_every_translation_has_as_many_forms_as_chinese_needs(translated):
    assert [m.id for m in translated if len(messages.forms(m)) != 1] == []


def test_every_placeholder_stands_in_the_translation(translated):
    wrong = []
    for message in translated:
        # The singular may say "one" where the plural has the number: the plural is what counts.
        text = message.id[-1] if isinstance(message.id, tuple) else message.id
        wanted = set(PLACEHOLDER.findall(text))
        wrong += [
            form for form in messages.forms(message) if set(PLACEHOLDER.findall(form)) != wanted
        ]
        if "%s" in text:  # told apart by their order alone
            counted = Counter(PLACEHOLDER.findall(text))
            wrong += [
                f for f in messages.forms(message) if Counter(PLACEHOLDER.findall(f)) != counted
            ]
    assert wrong == []


def test_every_element_of_a_text_stands_in_the_translation(translated):
    wrong = [
        form
        for message in translated
        for form in messages.forms(message)
        if Counter(TAG.findall(form)) != Counter(TAG.findall(messages.key(message.id)))
    ]
    assert wrong == []


def test_translations_are_in_chinese(by_text):
    left = {
        text
        for (_context, text), translations in by_text.items()
        if re.search("[A-Za-z]{2}", TAG.sub("", PLACEHOLDER.sub("", text)))
        and not all(HAN.search(form) for form in translations)
    }
    assert left - SAME_IN_CHINESE == set()


def test_chinese_sentences_have_full_width_punctuation(by_text):
    half = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.$")
    quoted = re.compile("“[^”]*”")  # what a person is to type stands as it is typed
    wrong = [
        form
        for translations in by_text.values()
        for form in translations
        if half.search(quoted.sub("", form))
    ]
    assert wrong == []


def test_spaces_around_a_text_are_kept(by_text):
    wrong = [
        text
        for (_context, text), translations in by_text.items()
        for form in translations
        if text.startswith("\n") != form.startswith("\n")
        or text.endswith("\n") != form.endswith("\n")
    ]
    assert wrong == []


def test_the_compiled_catalog_is_what_the_texts_compile_to(by_text):
    with messages.MO.open("rb") as file:
        held = messages.held(read_mo(file))
    compiled = {  # Babel reads the contexts of a compiled catalog as bytes
        (context.decode() if isinstance(context, bytes) else context, text): given
        for (context, text), given in held.items()
    }

    assert compiled == by_text


def test_a_catalog_in_step_is_kept_as_it_is_with_its_date(texts, by_text):
    old = messages.translations()

    new = messages.in_step(old, deepcopy(texts))

    assert messages.held(new) == by_text
    assert new.revision_date == old.revision_date


def test_a_new_text_is_left_to_translate_and_a_gone_one_dropped(texts):
    old = messages.translations()
    old.add("A text that no source has", "一句已不存在的话")
    del old["draft"]

    new = messages.in_step(old, deepcopy(texts))

    held = messages.held(new)
    assert (None, "A text that no source has") not in held
    assert held[(None, "draft")] == ()
    assert held[(None, "Meetings")] == ("会议",)


def test_texts_are_found_in_python_and_in_templates(tmp_path):
    python = tmp_path / "a.py"
    python.write_text('a = _("one")\nb = ngettext("a %(n)s", "%(n)s s", n)\nc = _(computed)\n')
    template = tmp_path / "a.html"
    template.write_text(
        "<p>\n    {% translate 'two' %}\n  {% blocktranslate count n=n %}{{ n }} dog"
        '{% plural %}{{ n }} dogs{% endblocktranslate %}\n {% fact _("three") record %}'
        "{% translate 'four' context 'count' %}</p>"
    )

    assert [(text, context) for _f, text, context in messages.texts_in(python)] == [
        ("one", None),
        (("a %(n)s", "%(n)s s"), None),
    ]
    assert [(text, context) for _f, text, context in messages.texts_in(template)] == [
        ("two", None),
        (("%(n)s dog", "%(n)s dogs"), None),
        ("three", None),
        ("four", "count"),
    ]


def test_every_language_but_english_has_a_catalog():
    codes = [translation.to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]

    assert codes == [messages.LOCALE]
    assert messages.MO.read_bytes()[:4] in {b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"}


class _Root(HTMLParser):
    """Takes the attributes of <html>."""

    attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag, attrs):
        if tag == "html":
            self.attributes = dict(attrs)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "tag", "heading"), [("en", "en", "Meetings"), ("zh-hans", "zh-Hans", "会议")]
)
def test_a_page_is_in_the_chosen_language_and_says_so(client, code, tag, heading):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code

    response = client.get("/meetings/")

    root = _Root()
    root.feed(response.content.decode())
    assert str(root.attributes["lang"]).lower() == tag.lower()
    assert f"<h1>{heading}</h1>" in response.content.decode()

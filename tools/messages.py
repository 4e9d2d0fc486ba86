"""Updates locale/ from the interface texts: `make messages`.

Reads every translatable text of the sources, keeps the translations that still apply, leaves the
new ones empty in django.po, and compiles django.mo beside it. It needs no gettext on the machine;
docs/translating.md says how a translator works with it.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
PO = ROOT / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
JINJA = "jinja2"  # the folders of Jinja2's templates
JINJA_OPTIONS = {"trimmed": "true", "trim_blocks": "true", "silent": "false"}
SOURCES = (
    "api",
    "config",
    "desk",
    "documents",
    "explore",
    "extraction",
    "mechanisms",
    "meetings",
    "records",
    "templates",
    "texts",
)
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def source_files() -> list[Path]:
    """The files that may hold interface texts, in a fixed order."""
    found = [path for folder in SOURCES for path in (ROOT / folder).rglob("*")]
    return sorted(
        path
        for path in found
        if (path.suffix == ".py" and "migrations" not in path.relative_to(ROOT).parts)
        or (
            path.suffix in {".html", ".txt", ".xml"}
            and {"templates", JINJA} & {*path.relative_to(ROOT).parts}
        )
    )


def texts_in(path: Path) -> Iterator[tuple[str, str | tuple[str, str], str | None]]:
    """Each text of one file: the function that marks it, the text (two with a plural), context."""
    source = path.read_text(encoding="utf-8")
    if JINJA in path.parts:
        calls = babel_extract(io.BytesIO(source.encode()), list(KEYWORDS), (), JINJA_OPTIONS)
    else:
        calls = python_calls(path, source)
    for _line, function, arguments, _comments in calls:
        given = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
        context = given.pop(0) if "pgettext" in function else None
        wanted = given[: 2 if function.startswith("n") else 1]
        if all(isinstance(text, str) and text for text in wanted):  # else computed, not literal
            yield function, tuple(wanted) if len(wanted) == 2 else wanted[0], context


def python_calls(path: Path, source: str) -> Iterator[Any]:
    """The calls that mark the texts of a file in Python, or of a template of Django."""
    if path.suffix != ".py":
        # Django turns a template into lines of Python calls, at any depth of indentation.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    return extract_python(io.BytesIO(source.encode()), list(KEYWORDS), (), {"encoding": "utf-8"})


def texts() -> Catalog:
    """Every text of the sources, untranslated, in the order of the files."""
    catalog = Catalog(locale=LOCALE, domain="django", fuzzy=False)
    for path in source_files():
        for _function, text, context in texts_in(path):
            catalog.add(text, context=context)
    return catalog


def translations() -> Catalog:
    """What django.po holds."""
    with PO.open("rb") as file:
        return read_po(file, locale=LOCALE, domain="django", abort_invalid=True)


def key(text: str | tuple[str, ...] | list[str]) -> str:
    """A text as catalogs know it: by its singular."""
    return text if isinstance(text, str) else text[0]


def forms(message: Message) -> tuple[str, ...]:
    """The translations of one text, one for each number; none while it is untranslated."""
    given = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(form for form in given if form)


def held(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """The texts of a catalog, by context and singular, with their translations."""
    return {(m.context, key(m.id)): forms(m) for m in catalog if m.id}


def in_step(old: Catalog, new: Catalog) -> Catalog:
    """``new``, the texts of the sources, with the translations that ``old`` has for them."""
    known = held(old)
    for message in new:
        if message.id:
            found = known.get((message.context, key(message.id)), ())
            message.string = found if message.pluralizable else "".join(found[:1])
    changed = held(new) != known
    new.creation_date = new.revision_date = datetime.now(UTC) if changed else old.revision_date
    return new


def po_bytes(catalog: Catalog) -> bytes:
    """The catalog as django.po writes it."""
    catalog.project, catalog.version, catalog.copyright_holder = "Fora", "1", "Fora"
    catalog.header_comment = "# Simplified Chinese of the interface; docs/translating.md."
    catalog.last_translator, catalog.language_team = "Fora", "Fora"
    catalog.msgid_bugs_address = ""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=None, no_location=True)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalog as gettext reads it at run time."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> int:
    """Update both files; say what is left to translate."""
    catalog = in_step(translations(), texts())
    PO.write_bytes(po_bytes(catalog))
    MO.write_bytes(mo_bytes(translations()))
    missing = [text for (_context, text), given in held(catalog).items() if not given]
    print(f"{len(catalog)} texts, {len(missing)} of them without a translation.")
    for text in missing:
        print(f"  {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main())

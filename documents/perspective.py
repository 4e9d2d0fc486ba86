"""From which side the register is written: whose texts it rests on."""

from collections import Counter

from babel.lists import format_list
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import Document
from records.display import reader_locale
from reference.publishers import STATE_BODY, Publisher, publishers
from reference.states import state


def whose_texts() -> Counter[Publisher | None]:
    """How many public texts are whose, by reference data; ``None`` where that does not know."""
    known = publishers()
    read = Document.objects.public().filter(captures__isnull=False).order_by()
    theirs = read.filter(Q(publisher__uid__in=known) | Q(publisher=None, uid__in=known))
    by = theirs.values(of=Coalesce(F("publisher__uid"), F("uid")))
    found: Counter[Publisher | None] = Counter()
    for uid, texts in by.annotate(texts=Count("pk", distinct=True)).values_list("of", "texts"):
        found[known[uid]] += texts
    found[None] = read.distinct().count() - found.total()
    return +found


def perspective() -> str:
    """Whose texts the register rests on, in a sentence; empty where nothing of that is known."""
    found = whose_texts()
    parts = [_part(publisher, number) for publisher, number in found.most_common() if publisher]
    if not parts:
        return ""
    if others := found[None]:
        parts.append(_("%(number)s by others") % {"number": others})
    total = found.total()
    return ngettext(
        "The register rests on %(number)s text so far: %(whose)s. It tells of things as that does.",
        "The register rests on %(number)s texts so far: %(whose)s. It tells of things as they do.",
        total,
    ) % {"number": total, "whose": format_list(parts, locale=reader_locale())}


def _part(publisher: Publisher, number: int) -> str:
    if publisher.kind == STATE_BODY:
        words = ngettext(
            "%(number)s by a state body of %(state)s",
            "%(number)s by state bodies of %(state)s",
            number,
        )
    else:
        words = ngettext(
            "%(number)s by an institute of %(state)s",
            "%(number)s by institutes of %(state)s",
            number,
        )
    return words % {"number": number, "state": _name(publisher.state)}


def _name(key: str) -> str:
    """The name of a state in the reader's language, as reference data has it."""
    known = state(key)
    if known is None:
        return key
    return reader_locale().territories.get(known.alpha2) or known.name

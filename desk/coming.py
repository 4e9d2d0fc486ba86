"""What the public would come to read by a decision, on the page where it is taken."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from records.history.becoming_public import look_at_changes, make_more_public
from records.history.rows import RowChange
from records.keys import is_key
from records.shown import shown
from records.shown_many import Page
from records.words import noun_of, nouns_of

MOST_UNFOLDED = 3  # records that a page shows unfolded beside the changes that make them public


def coming_public(
    request: HttpRequest, wanted: Sequence[RowChange], *, at_once: int = 0
) -> dict[str, Any]:
    """Of changes that are decided about: the mark of the page, and all that the public would read
    with the records of which they make more public.

    Where those are more than ``at_once``, they are counted, and shown that many on a page.
    """
    if not make_more_public(wanted):
        return {"mark": "", "coming": [], "is_unfolded": False}
    mark, readings = look_at_changes(wanted)
    pages = page_of_many(request)
    total = len(readings)
    starts = range(0, max(total, 1), at_once or max(total, 1))
    asked = request.GET.get("coming", "")
    at = min(int(asked), len(starts)) - 1 if is_key(asked) and int(asked) else 0
    kinds = Counter(type(one.record) for one in readings) if len(starts) > 1 else {}
    return {
        "mark": seen_before(request) or mark,
        "coming": [shown(one, pages) for one in readings[starts[at] :][: starts.step]],
        "coming_counted": [
            (number, noun_of(model) if number == 1 else nouns_of(model))
            for model, number in kinds.items()
        ],
        "coming_pages": [
            Page(number, start + 1, min(start + starts.step, total))
            for number, start in enumerate(starts, start=1)
        ],
        "coming_page": at + 1,
        "is_unfolded": bool(pages) or total <= MOST_UNFOLDED,
    }


def page_of_many(request: HttpRequest) -> dict[str, str]:
    """Of which rows another page is asked for (``records.shown_many``), and which."""
    name = request.GET.get("open", "")
    return {name: request.GET.get("page", "")} if name else {}


def seen_before(request: HttpRequest) -> str:
    """The mark of the page on which one began: a form that comes back, and a further page of long
    lists, show what is decided about from there on."""
    return request.POST.get("seen", "") or request.GET.get("seen", "")

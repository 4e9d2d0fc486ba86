"""The header of a table: which column each name is, and what is wrong with the names."""

from collections import defaultdict
from difflib import get_close_matches

from django.utils.translation import gettext as _

from records.search_text import fold

from .cells import Table, address
from .columns.base import Column
from .formulas import restore
from .plan import Problem


def match_header(columns: list[Column], table: Table) -> tuple[dict[str, int], list[Problem]]:
    """The place of each column, from 1, and what is wrong with the names in the header."""
    by_name = {column.name.casefold(): column for column in columns}
    labels: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        labels[fold(column.label)].append(column)
    header: dict[str, int] = {}
    problems = []
    for place, name in enumerate(table.header, start=1):
        cell = address(table.header_row, place)
        if name.startswith("#"):
            table.notes.append(
                _("Column %(cell)s (%(name)s) is a remark and not read.")
                % {"cell": cell, "name": name[:60]}
            )
            continue
        found = by_name.get(restore(name).casefold())
        same = labels.get(fold(name), [])
        if found is None and len(same) == 1:
            found = same[0]
        if found is None:
            problems.append(Problem(table.header_row, cell, *_unknown_column(name, columns)))
        elif found.name in header:
            problems.append(
                Problem(
                    table.header_row,
                    cell,
                    _("The column “%(name)s” stands there twice.") % {"name": found.name},
                    _("Take one out."),
                )
            )
        else:
            header[found.name] = place
    return header, problems


def _unknown_column(name: str, columns: list[Column]) -> tuple[str, str]:
    names = [column.name for column in columns]
    if not name:
        return _("A column has no name."), _("Name it, or take the column out.")
    close = get_close_matches(name.casefold(), names, n=1)
    what = _("There is no column “%(name)s”.") % {"name": name[:60]}
    if close:
        return what, _("Did you mean “%(close)s”? A name that begins with # is a remark.") % {
            "close": close[0]
        }
    return what, _(
        "Choose from %(names)s; or let the name begin with #, then it is a remark and not read."
    ) % {"names": ", ".join(names)}

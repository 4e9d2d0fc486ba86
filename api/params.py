"""The query string of a request, read strictly: nothing unknown, nothing twice.

What is wrong with it is collected, so that one answer names every mistake.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from records.filters import ChoiceFilter, RecordFilterSet
from records.models import UID_ALPHABET, UID_LENGTH
from records.paging import InvalidCursor, check_cursor
from records.several import NONE, Several

from .errors import ParameterError, Problem, quoted, suggesting, suggestion, unknown

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
MAX_PAGE_SIZE_EXPANDED = 100
IN_TABLES = frozenset({"reference"})  # expanded in JSON, columns in tables
MOST_IDS = 100
MOST_WORDS = 10  # wrong words of one parameter that an answer names


@dataclass(frozen=True)
class Shape:
    """Which fields an answer shows, and which lists it holds inside each record."""

    fields: frozenset[str] | None = None  # None: all
    expand: frozenset[str] = frozenset()


class Parameters:
    """The parameters of one request.

    Each is read by a method that says what it may be. Where it is something else, the method
    notes that and gives the default; ``check`` then refuses the request for all that was noted.
    """

    def __init__(self, given: QueryDict, known: list[str]):
        self.given = given
        self.problems: list[Problem] = []
        for name, values in given.lists():
            if name not in known:
                message = _("There is no parameter %s here.")
                self.problems.append(unknown(name, name, known, message))
            elif len(values) > 1:
                self.refuse(name, _("“%s” is given more than once.") % name)
            elif values[0] == "":
                self.refuse(name, _("“%s” is empty: leave it out.") % name)

    def check(self) -> None:
        """Raise ``ParameterError`` with every mistake; pass where there is none."""
        if self.problems:
            raise ParameterError(*self.problems)

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with a parameter."""
        self.problems.append(Problem(name, message))

    def refused(self, name: str) -> bool:
        """Whether something is wrong with a parameter."""
        return any(problem.name == name for problem in self.problems)

    def text(self, name: str) -> str:
        """A parameter as it was given; ``""`` where it is left out or refused."""
        return "" if self.refused(name) else self.given.get(name, "")

    def shape(self, fields: list[str], lists: list[str], *, is_table: bool, is_list: bool) -> Shape:
        """What ``fields=`` and ``expand=`` choose: of ``fields``, and of the ``lists`` in a record.

        A record alone shows every list; in a list they are asked for, and a table has no room.
        """
        expand = self.words("expand", lists)
        chosen = self.words("fields", fields)
        if is_table:
            message = _("A table has no room for lists: ask for ndjson, or for their own resource.")
            for name, asked in (("expand", expand), ("fields", chosen & set(lists) - IN_TABLES)):
                if asked:
                    self.refuse(name, message)
        shown = (expand | (chosen & set(lists))) if is_list else frozenset(lists)
        return Shape(fields=chosen or None, expand=shown)

    def words(self, name: str, known: list[str], message: str = "") -> frozenset[str]:
        """The comma-separated words of a parameter, each one of ``known``.

        ``message`` says of a word that it is none, with ``%s`` for it.
        """
        if not (given := self.text(name)):
            return frozenset()
        chosen = [word.strip() for word in given.split(",")]
        strange = [word for word in dict.fromkeys(chosen) if word not in known]
        message = message or _("There is no field %s to name here.")
        self.problems += [unknown(name, word, known, message) for word in strange[:MOST_WORDS]]
        if not strange and len(set(chosen)) < len(chosen):
            self.refuse(name, _("“%s” names something twice.") % name)
        return frozenset() if self.refused(name) else frozenset(chosen)

    def ids(self, name: str) -> list[str] | None:
        """Permanent ids, separated by commas; ``None`` where there are none."""
        if not (given := self.text(name)):
            return None
        found = [one.strip().upper() for one in given.split(",")]
        if len(found) > MOST_IDS:
            message = _("“%(name)s” takes at most %(most)s permanent ids at once.")
            self.refuse(name, message % {"name": name, "most": MOST_IDS})
            return None
        for one in dict.fromkeys(found):
            if len(one) != UID_LENGTH or not set(one) <= set(UID_ALPHABET):
                self.refuse(name, _("%s is no permanent id.") % quoted(one))
        return None if self.refused(name) else found

    def moment(self, name: str) -> datetime.datetime | None:
        """A moment in ISO 8601, with its zone."""
        if not (given := self.text(name)):
            return None
        try:
            parsed = parse_datetime(given.replace(" ", "+")) if given.isascii() else None
            if parsed is not None and parsed.tzinfo is not None:
                return parsed.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        message = _("%s is not a moment: write it as 2026-01-31T00:00:00Z.")
        self.refuse(name, message % quoted(given))
        return None

    def choice(self, name: str, known: list[str], default: str, message: str = "") -> str:
        """One word of ``known``; ``message`` says that it is none, with ``given`` and ``known``."""
        given = self.text(name)
        if not given or given in known:
            return given or default
        message = message or _("%(given)s is none of: %(known)s.")
        text = message % {"given": "%s", "known": ", ".join(known)}
        self.problems.append(unknown(name, given, known, text))
        return default

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to ``most``."""
        if not (given := self.text(name)):
            return default
        if re.fullmatch("[0-9]{1,9}", given, re.ASCII) and 1 <= int(given) <= most:
            return int(given)
        message = _("%(given)s is not a number from 1 to %(most)s.")
        self.refuse(name, message % {"given": quoted(given), "most": most})
        return default

    def cursor(self, model: type[Model], ordering: tuple[str, ...]) -> str:
        """The position that a page of ``model`` in ``ordering`` begins at; ``""``: the first."""
        given = self.text("cursor")
        try:
            check_cursor(model, ordering, given)
        except InvalidCursor:
            message = _(
                "This is not a position in this list, in this order. "
                "Follow “next” from the first page."
            )
            self.refuse("cursor", message)
        return given

    def several(self, filterset: type[RecordFilterSet]) -> dict[str, Several]:
        """The choices of which more than one is named, or none, or all but some."""
        found = {}
        for name, one in filterset.base_filters.items():
            given = self.text(name)
            if not isinstance(one, ChoiceFilter) or one.method is not None or not given:
                continue
            known = [str(value) for value, _label in one.field.choices if value]
            if given in known:
                continue
            words = given.removeprefix("!").split(",")
            if strange := [word for word in dict.fromkeys(words) if word not in (*known, NONE)]:
                message = _("%(given)s is none of: %(known)s.")
                text = message % {"given": "%s", "known": ", ".join([*known, NONE])}
                self.problems += [unknown(name, one, known, text) for one in strange[:MOST_WORDS]]
            found[name] = Several(frozenset(words), excluded=given.startswith("!"))
        return found

    def filtered(self, filterset: RecordFilterSet) -> QuerySet:
        """The rows that every filter lets through; of wrong values, with what may be meant."""
        if filterset.is_valid():
            return filterset.qs
        for name, messages in filterset.form.errors.items():
            if self.refused(name):
                continue
            choices: Any = getattr(filterset.form.fields[name], "choices", [])
            known = [str(value) for value, _label in choices if value]
            near = suggestion(self.given.get(name, ""), known)
            text = " ".join(str(message) for message in messages)
            self.problems.append(suggesting(name, text, near))
        return filterset.queryset

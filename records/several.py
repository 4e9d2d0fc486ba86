"""More than one of a field's choices, or none, or all but some: as a query string asks for them."""

from dataclasses import dataclass

from django.db.models import Q

NONE = "none"
"""Stands among choices for a value that is empty."""


@dataclass(frozen=True)
class Several:
    """Some of a field's choices, any of which is wanted; or which are not (``excluded``)."""

    words: frozenset[str]
    excluded: bool = False

    def asked_of(self, column: str) -> Q:
        wanted = Q(**{f"{column}__in": sorted("" if one == NONE else one for one in self.words)})
        return ~wanted if self.excluded else wanted

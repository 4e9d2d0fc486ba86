"""The pages of each kind of record in the admin, a module a kind.

Django imports this package once all models are there; each module then registers its kind.
"""

from . import (  # noqa: F401
    candidates,
    captures,
    citations,
    delegates,
    documents,
    duplicates,
    mechanisms,
    meetings,
    memberships,
    offices,
    outcomes,
    participants,
    participations,
    passages,
    people,
    places,
    positions,
    proposals,
    series,
    topics,
)

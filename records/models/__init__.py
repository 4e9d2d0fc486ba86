"""What every record shares: permanent id, state, version, names, periods, review."""

from .identity import UID_ALPHABET, UID_LENGTH, Identity, OldSlug, new_uid
from .named import (
    ALIKE,
    Name,
    NamedRecord,
    NamedRecordQuerySet,
    comparable,
    language_validator,
    name_constraints,
    searchable,
)
from .period import Period, check_period, period_constraints
from .public import State
from .record import Record, RecordQuerySet, check_no_cycle
from .review import DuplicatePair, HouseRules, Proposal, Remark

__all__ = [
    "ALIKE",
    "DuplicatePair",
    "HouseRules",
    "Identity",
    "Name",
    "NamedRecord",
    "NamedRecordQuerySet",
    "OldSlug",
    "Period",
    "Proposal",
    "Record",
    "RecordQuerySet",
    "Remark",
    "State",
    "UID_ALPHABET",
    "UID_LENGTH",
    "check_no_cycle",
    "check_period",
    "comparable",
    "language_validator",
    "name_constraints",
    "new_uid",
    "period_constraints",
    "searchable",
]

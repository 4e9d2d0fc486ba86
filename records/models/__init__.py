"""What every record shares: permanent id, state, version, names, periods, review."""

from .identity import UID_ALPHABET, UID_LENGTH, Identity, OldSlug, merged_into, new_uid
from .job import Job
from .named import SEARCHABLE, Name, NamedRecord, NamedRecordQuerySet, language_validator
from .period import Period, check_period, held_during
from .record import Record, RecordQuerySet, check_no_cycle
from .register_version import ChangedRecord, PublicChange, RegisterVersion
from .review import DuplicatePair, HouseRules, Proposal, Remark
from .state import State

__all__ = [
    "ChangedRecord",
    "DuplicatePair",
    "HouseRules",
    "Identity",
    "Job",
    "Name",
    "NamedRecord",
    "NamedRecordQuerySet",
    "OldSlug",
    "Period",
    "Proposal",
    "PublicChange",
    "Record",
    "RecordQuerySet",
    "RegisterVersion",
    "Remark",
    "SEARCHABLE",
    "State",
    "UID_ALPHABET",
    "UID_LENGTH",
    "check_no_cycle",
    "check_period",
    "held_during",
    "language_validator",
    "merged_into",
    "new_uid",
]

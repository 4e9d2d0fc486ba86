"""Records as a test needs them: cited for all that they say, and as they are by now."""

from tests import make


def cited(record):
    make.make_citation(record, *record.filled_evidential_fields())
    return record


def fresh(record):
    return type(record).objects.get(pk=record.pk)

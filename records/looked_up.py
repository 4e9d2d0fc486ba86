"""What is given as reference data is what reference data has: the gate that asks so.

It needs no citation and stands in public with a mark that says where it comes from, so what is not
there, or is another's there, must not stand behind that mark.
"""

from collections.abc import Sequence

from records.models import NamedRecord, Record
from records.words import describe


def what_is_looked_up_is_there(records: Sequence[Record]) -> list[str]:
    """While publishing: a sentence for each record that gives as reference data what is not."""
    return [
        f"{describe(record)}: {sentence}"
        for record in records
        if isinstance(record, NamedRecord) and record.LOOKED_UP_BY
        for sentence in record.against_reference().values()
    ]

"""A further name as it is judged: its words, with their language, their kind, and when it was used.

Such as ``ARF [en; acronym]``, or ``ASEAN Post [en; former; 1994/2004]``, as ``Citation.holds_for``
has them. Of the preferred name, none of that is said.
"""

import re
from collections.abc import Iterable
from typing import Any

from records.models import Name, Record

NAMES = "names"
"""The field of a record's further names in ``Citation.fields`` and ``Citation.holds_for``."""

ALSO = (Name.Kind.ALIAS, Name.Kind.AS_PRINTED)
"""Kinds that say no more than that it is a name, as is judged of the preferred one."""

MAY_BE_PREFERRED = (*ALSO, Name.Kind.SHORT, Name.Kind.ACRONYM)
"""Kinds whose words may become the preferred name as they were judged."""


def name_label(name: Name) -> str:
    """A further name as it is judged."""
    used = f"{name.since}/{name.until}" if name.since or name.until else ""
    return f"{name.text} [{'; '.join(filter(None, (name.language, name.kind, used)))}]"


def labels_of_words(labels: Iterable[str], words: str, kinds: Iterable[str]) -> set[str]:
    """Those of ``labels`` that say ``words`` are a name of one of ``kinds``, at any time."""
    after = re.compile(_after(kinds))
    return {
        one for one in labels if one.startswith(f"{words} [") and after.fullmatch(one[len(words) :])
    }


def _after(kinds: Iterable[str]) -> str:
    return rf" \[[^];]*; ({'|'.join(kinds)})\]"


# The same in SQL


def label_sql(row: str) -> str:
    """SQL: ``name_label`` of a row of a table of names."""
    used = (
        f"CASE WHEN {row}.since <> '' OR {row}.until <> ''"
        f" THEN {row}.since || '/' || {row}.until END"
    )
    return f"{row}.text || ' [' || concat_ws('; ', {row}.language, {row}.kind, {used}) || ']'"


def is_judged_sql(judged: str, row: str) -> str:
    """SQL: whether a name in ``row`` is among what was ``judged``, or as the preferred one was."""
    also = ", ".join(f"'{kind}'" for kind in ALSO)
    return (
        f"({judged} -> '{NAMES}' ? ({label_sql(row)}) OR ({row}.text = {judged} ->> 'name'"
        f" AND {row}.kind IN ({also}) AND {row}.since = '' AND {row}.until = ''))"
    )


def has_words_sql(judged: str, words: str) -> str:
    """SQL: whether ``words`` were judged to be a further name that may become the preferred one."""
    return (
        f"EXISTS (SELECT FROM jsonb_array_elements_text({judged} -> '{NAMES}') AS l (label)"
        f" WHERE starts_with(label, {words} || ' [')"
        f" AND substr(label, length({words}) + 1) ~ '^{_after(MAY_BE_PREFERRED)}$')"
    )


def names_of(model: type[Record]) -> str:
    """The table of a model's further names."""
    related: Any = model._meta.get_field(NAMES).related_model
    return related._meta.db_table

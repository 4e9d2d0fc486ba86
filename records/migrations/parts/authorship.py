"""Triggers by which authorship follows all that the public reads, and old addresses stay.

Published migrations build on this module: what stands here never changes.
"""

from .triggers import SQL, Trigger, body

WITH_AUTHORS = Trigger(
    "with_authors",
    "BEFORE",
    "INSERT OR UPDATE",
    body(SQL / "0003_with_authors.sql"),
    declare="before bigint[]; now bigint[]; touched boolean",
)

OLD_SLUGS = [
    Trigger(
        "remember_slug",
        "AFTER",
        'UPDATE OF "slug"',
        body(SQL / "0003_remember_slug.sql"),
        only_if="(OLD.slug IS DISTINCT FROM NEW.slug)",
    ),
    Trigger(
        "keep_old_slugs",
        "BEFORE",
        'INSERT OR UPDATE OF "slug"',
        body(SQL / "0003_keep_old_slugs.sql"),
    ),
]


def end_part(**owners: str) -> Trigger:
    """What happens when a part goes; ``owners`` are the tables of what it is part of, by column."""
    touched = "".join(
        f"""
            PERFORM fora_touch('{table}', OLD."{column}", false);"""
        for column, table in owners.items()
    )
    return Trigger(
        "end_identity", "AFTER", "DELETE", body(SQL / "0003_end_identity.sql", owners=touched)
    )


def change_owner(column: str, owner: str) -> Trigger:
    """Whoever changes a row is an author of the record in the table ``owner``."""
    return Trigger(
        "change_owner",
        "AFTER",
        "INSERT OR UPDATE OR DELETE",
        body(SQL / "0003_change_owner.sql", column=column, owner=owner),
    )

"""Which names a page fetches with its records."""

from django.utils.translation import get_language


def names_for(*relations: str) -> list[str]:
    """What to prefetch so that relations can show their names in the reader's language.

    ``""`` is the record itself. In English every record shows its own column.
    """
    if (get_language() or "en").startswith("en"):
        return []
    return [f"{relation}__names" if relation else "names" for relation in relations]

"""What every detail page asks first: the public record at an address, or what became of it."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from documents.old_addresses import follow, identities_of_slug
from records.models import Identity, NamedRecord, Record

Named = TypeVar("Named", bound=NamedRecord)


class Moved(Exception):
    """The record asked for has another address for good; answered with a redirect (301)."""

    def __init__(self, url: str):
        super().__init__(url)
        self.url = url


class Gone(Exception):
    """The record asked for was public and no longer is; answered with the page for 410."""

    def __init__(self, identity: Identity):
        super().__init__(identity.uid)
        self.identity = identity


def get_public_or_gone(records: "type[Named] | QuerySet[Named]", slug: str) -> Named:
    """The public record with ``slug``, from a model or from a queryset with its joins.

    Raises ``Moved`` for a slug that a public record gave up, ``Gone`` for a record that was
    public once, and ``Http404`` otherwise: for a record that never was public and for one that
    never existed alike. ``explore.middleware`` turns the first two into answers.
    """
    queryset = records if isinstance(records, QuerySet) else records._default_manager.all()
    record = queryset.filter(slug=slug).public().first()  # type: ignore[union-attr]
    if record is not None:
        return record  # type: ignore[return-value]
    found = public_record(*identities_of_slug(queryset.model, slug))
    raise Moved(found.get_absolute_url())  # type: ignore[attr-defined]


def public_record(*identities: Identity) -> Record:
    """The public record that an address of ``identities`` leads to now; else 404 or 410."""
    found = follow(*identities)
    if found is None:
        raise Http404
    if isinstance(found, Identity):
        raise Gone(found)
    return found


def register_version(request: HttpRequest) -> str:
    """The version of the register that the answer is of; "" where that is not known."""
    return getattr(request, "register_version", "")

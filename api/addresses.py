"""Addresses that the API gives: of a resource's list, of a record, of its page."""

from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from documents.models import SUBJECTS, Capture, Citation, Passage
from records.models import Record

RESOURCES: dict[type[Model], str] = {
    **{model: model.PLURAL for model in SUBJECTS.values()},
    Passage: "passages",
    Citation: Citation.PLURAL,
}
"""The resource of each model, in the order in which the API lists them."""

SHA_LENGTH = 16


def site(request: HttpRequest) -> str:
    """Scheme and host, without a slash: the beginning of every address in an answer."""
    return f"{request.scheme}://{request.get_host()}"


def passage_id(capture: Capture, number: int) -> str:
    """A passage's id: the beginning of its capture's hash, and its number there."""
    return f"{capture.sha256[:SHA_LENGTH]}-{number}"


def list_path(model: type[Model], **query: str) -> str:
    """Path of the list of ``model``, perhaps filtered."""
    path = reverse(f"api:{RESOURCES[model]}-list")
    return f"{path}?{urlencode(query)}" if query else path


def path_of(record: Record | Passage) -> str:
    """Path of one record in the API."""
    if isinstance(record, Passage):
        key = passage_id(record.capture, record.number)
    else:
        key = record.uid
    return f"{list_path(type(record))}{key}/"

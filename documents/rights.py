"""Who may read a document's text, and what the public reads of it (``quoting`` cuts quotes).

Querysets whose rows come here need ``passage__capture__document`` (a citation) or
``capture__document`` (a passage) selected, so that no row asks the database again.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from documents.models import Document, Passage

from .register.versions import still_as_loaded


def public_text(passage: Passage) -> str:
    """The passage's text where anyone may read the document, else ``""``."""
    return passage.public_words


def check_rights(rights: str) -> None:
    """Refuse what somebody gave as the rights of a text that is imported."""
    if rights and rights not in (Document.Rights.PUBLIC, Document.Rights.EDITORS):
        raise ValidationError(
            _("Who may read the text is either “public” or “editors”, not “%(value)s”.")
            % {"value": rights},
            code="rights",
        )


def open_text(document: Document, rights: str = "") -> None:
    """Say who may read the text that is now here: as ``rights`` says, else as was said before."""
    if not rights and document.rights == Document.Rights.NOT_HELD:
        rights = Document.Rights.EDITORS
    if rights and rights != document.rights:
        document.rights = rights
        document.save(update_fields=["rights"])
        still_as_loaded(Q(uid=document.uid))

"""The sections of the site: the kinds of record that have pages, and what they are called."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from documents.models import SUBJECTS
from records.models import NamedRecord

SECTIONS: dict[str, type[NamedRecord]] = {
    model.PLURAL: model for model in SUBJECTS.values() if issubclass(model, NamedRecord)
}
"""The kinds of record that have pages, by the first part of their address."""

LIST_TITLES = {"series": _("Series of meetings")}
"""Lists whose title says more than the name of their section."""


def section_title(section: str) -> str:
    """What a section is called in the navigation: “Meetings”."""
    return capfirst(str(SECTIONS[section]._meta.verbose_name_plural))


def list_title(section: str) -> str:
    """What the list of a section is called: “Series of meetings”."""
    return str(LIST_TITLES.get(section) or section_title(section))

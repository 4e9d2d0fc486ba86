"""Tags of the desk's pages of evidence: where a record is edited, its state, what is cited."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.evidence import same_words
from desk.pages import address_in_desk, state_badge
from documents.models import SUBJECTS, Capture, Citation, Document, Passage
from records.models import Record
from records.words import field_name as name_of_field
from records.words import field_names

register = template.Library()
register.simple_tag(address_in_desk, name="desk_address")


@register.simple_tag
def desk_state(record: Record) -> SafeString:
    """The state of a record, as the desk shows it."""
    return state_badge(record.state)


@register.simple_tag
def field_name(record: Record, name: str) -> str:
    """What a field of a record is called."""
    return name_of_field(type(record), name)


@register.simple_tag
def what_differs(what: str) -> str:
    """What of the words around a citation differs (``documents.same_words.Difference``)."""
    others = {
        "speaker": _("who says these words"),
        "speaker_beside": _("who speaks beside them"),
        "kind": _("what kind of passage they are in"),
        "kind_beside": _("what kind of passage stands beside them"),
    }
    return others.get(what) or str(Passage.Kind(what).label)


@register.simple_tag
def citations_to_decide(document: Document) -> list[tuple[Capture, SafeString]]:
    """The copies for which citations wait whose words are the same, each with a link."""
    return same_words.links_of(document)


@register.simple_tag
def cited_fields(citation: Citation) -> str:
    """What a citation speaks of, in words."""
    return field_names(SUBJECTS[citation.subject_name], citation.fields) or _("the whole record")

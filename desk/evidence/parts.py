"""Citing for the parts of a record on its page: one row for the record and any of its parts."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.forms import RecordFormSet
from documents.models import SUBJECTS, Citation, Passage
from mechanisms.models import Mechanism, Membership, Office, Person
from meetings.models import Delegate, Meeting, Outcome, Participation
from records.models import Record, State

ADDED = "added"

PART_LISTS: dict[type[Record], tuple[tuple[str, type[Record], tuple[str, ...]], ...]] = {
    Meeting: (
        ("meeting", Participation, ("participant",)),
        ("meeting", Delegate, ("person", "participant")),
        ("meeting", Outcome, ()),
    ),
    Mechanism: (
        ("mechanism", Membership, ("participant",)),
        ("mechanism", Outcome, ()),
    ),
    Person: (("person", Office, ("participant",)),),
}
"""The parts that stand on a record's page: their key to it, and what their label needs."""


def part_label(part: Record) -> str:
    """A part as its owner's page calls it: without the owner's name."""
    if isinstance(part, Participation | Membership):
        return f"{part.participant}, {part.get_role_display()}"
    if isinstance(part, Delegate):
        return f"{part.person}, {part.get_role_display()}"
    if isinstance(part, Outcome):
        return f"{part.title} ({part.get_action_display()})"
    if isinstance(part, Office):
        return part.title
    return str(part)


def parts_on_page(record: Record) -> list[Record]:
    """The parts that an editor sees on the page of ``record``."""
    parts: list[Record] = []
    for key, model, labels in PART_LISTS.get(type(record), ()):
        rows = model._default_manager.filter(**{key: record}).exclude(state=State.WITHDRAWN)
        if key == "mechanism" and model is Outcome:
            rows = rows.filter(meeting=None)
        parts += rows.select_related(*labels).order_by("pk")[:500]
    return parts


class CitationFormSet(RecordFormSet):
    """The citations of one record; each may be repeated for its parts."""

    def parts(self) -> dict[str, Record]:
        if not hasattr(self, "_parts"):
            self._parts = (
                {f"{part.kind_name()}-{part.pk}": part for part in parts_on_page(self.instance)}
                if self.instance.pk
                else {}
            )
        return self._parts

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if type(self.instance) not in PART_LISTS:
            form.offer_parts([])
            return
        form.offer_parts(
            [
                *(
                    (key, f"{capfirst(part._meta.verbose_name)}: {part_label(part)}")
                    for key, part in self.parts().items()
                ),
                (ADDED, _("all that is being added on this page now")),
            ]
        )

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return None if form.only_parts else super().save_new(form, commit)

    def save_new_objects(self, commit: bool = True) -> list[Any]:
        self.new_objects = [row for row in super().save_new_objects(commit) if row is not None]
        return self.new_objects

    def cite_parts(self, added: list[Record]) -> list[Passage]:
        """Make a citation like the row's for each part that the row supports.

        ``added`` are the parts that are saved with it. Returns the passages that were cited now.
        """
        cited = []
        for form in self.forms:
            if not form.has_changed() or form in self.deleted_forms:
                continue
            wanted = form.cleaned_data.get("also") or []
            parts = [self.parts()[key] for key in wanted if key in self.parts()]
            for part in [*parts, *(added if ADDED in wanted else [])]:
                cite_like(form.instance, part)
            cited.append(form.cleaned_data["passage"])
        return cited


def cite_like(citation: Citation, part: Record) -> None:
    """Cite the same words for every value that ``part`` has now."""
    name = next(name for name, model in SUBJECTS.items() if type(part) is model)
    fields = part.filled_evidential_fields()
    same = (
        Citation.objects.filter(
            **{name: part}, passage=citation.passage, start=citation.start, end=citation.end
        )
        .exclude(state=State.WITHDRAWN)
        .first()
    )
    if same is None:
        Citation.objects.create(
            **{name: part},
            passage=citation.passage,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            prefix=citation.prefix,
            suffix=citation.suffix,
            fields=fields,
        )
    elif same.fields and set(fields) - set(same.fields):
        same.fields = list(dict.fromkeys([*same.fields, *fields]))
        same.save(update_fields=["fields"])

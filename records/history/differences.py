"""Rows and their changes in an editor's words: labels, values, words added and removed."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Name

if TYPE_CHECKING:
    from .rows import RowChange

NOTHING = "–"

RULES_OF_TRIGGERS = {
    "four_eyes": gettext_lazy("You wrote this, so somebody else has to make it public."),
    "_no_cycle_": gettext_lazy("It would stand above itself: choose another one."),
    "citation_inside_passage": gettext_lazy("These characters are outside the passage."),
    "copy_waits": gettext_lazy(
        "This copy waits for another reviewer: agree to it first, then cite its words."
    ),
    "permanent_id_never_changes": gettext_lazy("A permanent id never changes."),
    "capture_is_immutable": gettext_lazy("A capture never changes: make a new one instead."),
}


def label_of(model: type[models.Model], attname: str) -> str:
    """What an editor calls a field: “Date”, “Mechanism”."""
    for field in model._meta.concrete_fields:
        if attname in (field.attname, field.name):
            return capfirst(str(field.verbose_name))
    return capfirst(attname.replace("_", " "))


def shown(model: type[models.Model], attname: str, value: Any) -> str:
    """A value as an editor reads it: the name behind a key, the label of a choice."""
    field = next((one for one in model._meta.concrete_fields if one.attname == attname), None)
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(field, models.ForeignKey):
        found = field.related_model._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(found) if found is not None else _("no. %(key)s, now gone") % {"key": value}
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(
            label_of(model, one) if isinstance(one, str) else str(one) for one in value
        )
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    if hasattr(value, "isoformat"):
        return formats.localize(value)
    return str(value)


def noun_of(model: type[models.Model]) -> str:
    """What one row of a table is, to an editor."""
    if issubclass(model, Name):
        return _("other name")
    relation = relation_through(model)
    return str((relation.related_model if relation else model)._meta.verbose_name)


def nouns_of(model: type[models.Model]) -> str:
    """What the rows of a table are, to an editor."""
    if issubclass(model, Name):
        return _("other names")
    relation = relation_through(model)
    return str(relation.verbose_name if relation else model._meta.verbose_name_plural)


def owner_of(model: type[models.Model]) -> list[str]:
    """The key by which a name or a topic hangs on its record, whose page it is shown on."""
    owner: Any = model._meta.auto_created
    return [
        field.attname
        for field in model._meta.concrete_fields
        if (issubclass(model, Name) and field.name == "record")
        or (owner and field.related_model is owner)
    ]


def relation_through(model: type[models.Model]) -> Any:
    """The many-to-many relation whose rows ``model`` holds, if it is such a table."""
    owner: Any = model._meta.auto_created
    relations = owner._meta.many_to_many if owner else ()
    return next((field for field in relations if field.remote_field.through is model), None)


def described(row: models.Model) -> str:
    """A row in a sentence: its kind and its name."""
    return f"{noun_of(type(row))} “{name_of_row(row)}”"


def name_of_row(row: models.Model) -> str:
    """What a row is called; of a row that only ties two others, the one it brings."""
    owner = row._meta.auto_created
    if not owner:
        return str(row)
    ties = [field for field in row._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return str(next(getattr(row, field.name) for field in ties if field.related_model is not owner))


def name_of(change: "RowChange") -> str:
    """The row of a change in a sentence, also where the row is no longer there."""
    return f"{noun_of(change.model)} “{row_name(change)}”"


def name_in(model: type[models.Model], values: dict[str, Any]) -> str:
    """What a row that is gone, or not there yet, was called."""
    for name in ("name", "text", "title", "locator"):
        if values.get(name):
            return str(values[name])
    owner = model._meta.auto_created
    related = [
        shown(model, field.attname, values.get(field.attname))
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.name != "changed_by"
        and field.related_model is not owner
        and values.get(field.attname) is not None
    ]
    return ", ".join(related[:3]) or NOTHING


def sentence_of(error: IntegrityError) -> str:
    """What the database refused, in its rule's own words where the rule has some."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                return str(constraint.get_violation_error_message())
    for rule, sentence in RULES_OF_TRIGGERS.items():
        if rule in str(error):
            return str(sentence)
    detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None)
    return _("The database refused this: %(rule)s") % {"rule": detail or broken or error}


_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def words_between(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts as stretches ``("same" | "removed" | "added", text)``, word by word."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) * len(new) > 4_000_000:
        return [("removed", before), ("added", after)]
    stretches: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            stretches.append(("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            stretches.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            stretches.append(("added", "".join(new[j1:j2])))
    return stretches


# A change, line by line


@dataclass(frozen=True)
class Line:
    """One value of a row that changes; ``piece`` names it where one chooses among them."""

    label: str
    before: str
    after: str
    piece: str = ""

    @property
    def words(self) -> list[tuple[str, str]]:
        """Both values as one text of words that stay, go and come."""
        if NOTHING in (self.before, self.after):
            pairs = [("removed", self.before), ("added", self.after)]
            return [(what, text) for what, text in pairs if text != NOTHING]
        return words_between(self.before, self.after)


@dataclass(frozen=True)
class Lines:
    """A row's change in an editor's words: ``kind`` is added, removed or changed."""

    kind: str
    noun: str
    name: str
    lines: list[Line]
    piece: str = ""


def lines_of(change: "RowChange", place: int | None = None) -> Lines:
    """A row change as it is shown; ``place`` is its number where one chooses among changes."""
    before, after = change.before or {}, change.after or {}
    whole = change.kind != "changed"
    lines = [
        Line(
            label_of(change.model, name),
            shown(change.model, name, before.get(name)),
            shown(change.model, name, after.get(name)),
            "" if whole or place is None else f"{place}:{name}",
        )
        for name in change.fields
        if name not in ("id", "uid", *getattr(change.model, "UNTOLD", ()), *owner_of(change.model))
        and (not whole or (change.row.get(name) not in (None, "", [], {}) and name != "state"))
    ]
    return Lines(
        change.kind,
        noun_of(change.model),
        row_name(change),
        lines,
        str(place) if whole and place is not None else "",
    )


def row_name(change: "RowChange") -> str:
    """What the row is called, without its kind."""
    row = change.model._base_manager.filter(pk=change.key).first()
    return name_of_row(row) if row is not None else name_in(change.model, change.row)

"""That a list is complete, as files say it, is said of those who are on it in the files.

Who wrote them judged the passages of these. Where others are on the list here, no load judges it:
nobody said of them that the source has no others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from documents.judgements import PLANNED
from documents.listings import OnList, how_on_list, in_order, list_rows, on_list
from documents.models import Citation
from documents.rejudging import Lapsed
from records.models import Record, State

from .judged import AS_IT_STANDS, is_planned, judged_columns
from .rows import Row, Rows, key_of

MOST_NAMED = 5


class Lists:
    """Who is on the lists of the files' records, and what a load judges of them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._judged: dict[tuple[str, str], Row] = {}  # by the id of a record and the field
        self._on_it: dict[tuple[str, str], dict[OnList, bool]] = defaultdict(dict)  # is it public

    def judge(self) -> None:
        """Say of whom each citation is judged that comes to speak of a list, or does so again.

        Asked once the rows of the lists are written.
        """
        for owner_uid, name, one, is_public in _walk(self.rows):
            known = self._on_it[owner_uid, name]
            known[one] = known.get(one, False) or is_public
        for row in self.rows.by_kind["citation"]:
            assert row.owner is not None
            for name in row.owner.model.LISTED:
                if _speaks_of(row, name):
                    self._judge(row, row.owner, name)

    def judge_anew(self, lapsed: Lapsed) -> None:
        """Let a citation that was judged of another list hold for the one in the files."""
        row, owner = self.rows.by_uid[lapsed.citation.uid], self.rows.by_uid[lapsed.record.uid]
        noted = self._in_files(owner, lapsed.name)
        if lapsed.passed in (noted, lapsed.now):
            return
        citation = Citation.objects.get(pk=lapsed.citation.pk)
        citation.holds_for = {**(citation.holds_for or {}), lapsed.name: noted}
        citation.save(update_fields=["holds_for"])
        self._note(row, owner, lapsed.name)

    def refuse_others(self) -> None:
        """Refuse what was judged of lists with others on them here; raises ``LoadRefused``."""
        for (_uid, name), owner in self._judged.items():
            self.told_of_others(owner, name)
        self.rows.problems.stop_if_any()

    def told_of_others(self, owner: Row, name: str) -> bool:
        """Whether others are on a list here than in the files; noted as a problem then."""
        known = self._on_it.get((owner.uid, name), {})
        others = [
            one
            for one in _rows_here(owner, name).order_by("pk")
            if _on_list_here(one, owner, name) not in known
        ]
        if others:
            self.rows.problems.of(owner.entry, _told(owner, name, others), name)
        return bool(others)

    def _judge(self, row: Row, owner: Row, name: str) -> None:
        before = None if row.is_new else (row.instance.holds_for or {}).get(name)
        noted = self._in_files(owner, name)
        if name not in row.judged:  # it goes without saying
            if before is not None or not owner.values[name]:
                return
            row.judged[name] = noted
        elif row.judged[name] is AS_IT_STANDS:
            said = row.entry["holds_for"][name]
            word = said[0] if isinstance(said, list) else said
            if isinstance(said, list) or word != owner.values[name]:  # with nobody on it
                row.judged[name] = [word, *_noted(owner, name, ())[1:]]
            elif before is not None and _is_of_all_here(before, owner, name):
                del row.judged[name]  # editors judged it here, of all of them
            else:
                row.judged[name] = noted
        if judged_columns(row).get(name) == noted != before:
            self._note(row, owner, name)

    def _note(self, row: Row, owner: Row, name: str) -> None:
        if State.WITHDRAWN not in (row.state, owner.state):
            self._judged[owner.uid, name] = owner

    def _in_files(self, owner: Row, name: str) -> list[Any]:
        """How far a list goes and who is on it in the files, as ``holds_for`` notes it."""
        on_it = self._on_it.get((owner.uid, name), {})
        seen = [one for one, is_public in on_it.items() if is_public]
        noted = seen if owner.state == State.PUBLISHED else list(on_it)
        return _noted(owner, name, noted)


def _walk(rows: Rows) -> Iterator[tuple[str, str, OnList, bool]]:
    """Each row of a list in the files: whose list, which, who, and whether that is published."""
    for model in {row.model for row in rows.by_uid.values() if row.model.LISTED}:
        for name, (_relation, member) in model.LISTED.items():
            listed, how = list_rows(model, name), how_on_list(list_rows(model, name).related_model)
            some = rows.by_kind[listed.related_model.kind_name()]
            gone = _withdrawn([row.values[member] for row in some])
            for row in some:
                owner, key = row.values[listed.field.name], key_of(row.values[member])
                if key is not None and key not in gone and row.state != State.WITHDRAWN:
                    one = on_list(key, {column: row.values[column] for column in how})
                    yield owner.uid, name, one, row.state == State.PUBLISHED


def _withdrawn(targets: Iterable[Row | Record]) -> set[int | None]:
    """The keys of those that are withdrawn: as the files say, else as they are here."""
    gone, others = set(), defaultdict(set)
    for one in targets:
        if isinstance(one, Record):
            others[type(one)].add(one.pk)
        elif one.state == State.WITHDRAWN:
            gone.add(key_of(one))
    for model, keys in others.items():
        rows = model._base_manager.filter(pk__in=keys, state=State.WITHDRAWN)
        gone |= set(rows.values_list("pk", flat=True))
    return gone


def _rows_here(owner: Row, name: str) -> Any:
    """The rows of a list in the database that count."""
    relation, member = owner.model.LISTED[name]
    rows = getattr(owner.instance, relation).exclude(state=State.WITHDRAWN)
    return rows.exclude(**{f"{member}__state": State.WITHDRAWN}).select_related(member)


def _is_of_all_here(judged: Any, owner: Row, name: str) -> bool:
    here = {_on_list_here(one, owner, name) for one in _rows_here(owner, name)}
    return bool(judged == _noted(owner, name, here))


def _on_list_here(row: Any, owner: Row, name: str) -> OnList:
    how = how_on_list(type(row))
    member = getattr(row, f"{owner.model.LISTED[name][1]}_id")
    return on_list(member, {column: getattr(row, column) for column in how})


def _noted(owner: Row, name: str, on_it: Iterable[OnList]) -> list[Any]:
    """How far a list goes and who is on it, as ``holds_for`` notes it."""
    mark = [PLANNED] if is_planned(owner, name) else []
    return [owner.values[name], in_order(on_it), *mark]


def _speaks_of(row: Row, name: str) -> bool:
    """Whether a citation supports what is said of a list: it states nothing else."""
    fields = row.values["fields"]
    return (not fields or name in fields) and name not in row.values["stated"]


def _told(owner: Row, name: str, others: Sequence[Any]) -> str:
    """That ``others`` are on a list here, and what to do."""
    relation, member = owner.model.LISTED[name]
    named = [
        f"{getattr(one, member)} ({one.get_role_display()}"
        f"{'' if one.state == State.PUBLISHED else f', {one.get_state_display()}'})"
        for one in others[:MOST_NAMED]
    ]
    if (more := len(others) - MOST_NAMED) > 0:
        named.append(f"{more} more")
    return (
        f"{name} would be said here of {', '.join(named)} too, who "
        f"{'is' if len(others) == 1 else 'are'} not on the list in the files; withdraw here what "
        f"is wrong, write under {relation} what the sources have too (dump_register does), or "
        f"leave {name} out"
    )

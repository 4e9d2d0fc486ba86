"""The register's files into the database: all or nothing, and the second time nothing.

What a load wrote is remembered as the row version it left (``Identity.loaded_version``). Where a
record was edited since and the files say something else, the load is refused with a list, unless
``overwrite`` is asked for. What the files no longer mention is kept and counted.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import override

from documents.evidence import Support, each_support
from documents.models import Citation
from documents.rejudging import lapsed_among, says_this_too
from records import workflow
from records.history.batches import batch
from records.models import Record, State

from .captures import read_captures, resolve_passages, write_captures
from .entries import LoadRefused, Problem
from .lists import Lists
from .parsing import read_folder
from .rows import MODELS, Loaded, Rows
from .values import fill_in
from .versions import note_versions
from .writing import Writer


def load_register(folder: Path | str, *, overwrite: bool = False, judged: bool = False) -> Loaded:
    """Load the register in ``folder``; raises ``LoadRefused`` and then nothing has changed.

    ``judged``: who wrote the files read them against their sources, so that each passage which
    they cite says the value that they give, also where it is another than the one that is here.
    """
    files = read_folder(Path(folder))
    read_anew = {"judged": True} if judged else {}  # the gates ask of the history as well
    with override("en"), batch("command", what="load_register", **read_anew):  # type: ignore[arg-type]
        return _load(Rows(files, overwrite=overwrite), judged=judged)


@transaction.atomic
def _load(rows: Rows, *, judged: bool) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_register'))")
    workflow.lock()
    rows.find_existing()
    captures = []
    for kind, some in rows.by_kind.items():
        if kind == "citation":
            captures = read_captures(rows)
        for row in some:
            fill_in(row, rows)
    rows.problems.stop_if_any()
    _withdraw_first(rows)
    writer, lists = Writer(rows), Lists(rows)
    for kind, some in rows.by_kind.items():
        if kind == "citation":  # after all values that it is judged to support
            writer.tie()
            write_captures(captures, rows)
            writer.texts = resolve_passages(rows)
            rows.problems.stop_if_any()
            lists.judge()
        writer.write(kind, some)
    rows.problems.stop_if_any()
    if judged:
        _judge_anew(rows, lists)
    lists.refuse_others()
    _take_over_states(rows, lists)
    for kind, some in rows.by_kind.items():
        note_versions(MODELS[kind], [row.uid for row in some])
    return rows.done


def _judge_anew(rows: Rows, lists: Lists) -> None:
    """Let what the files cite hold for the values that they give, where they say no other."""
    for kind, some in rows.by_kind.items():
        model = MODELS[kind]
        records = list(model._default_manager.filter(uid__in=[row.uid for row in some]))
        for lapsed in [each for one in lapsed_among(records) for each in one.each]:
            row = rows.by_uid.get(lapsed.citation.uid)
            if row is None or lapsed.name in row.judged:
                continue
            if lapsed.name in model.LISTED:
                lists.judge_anew(lapsed)
            else:
                says_this_too(lapsed)


def _withdraw_first(rows: Rows) -> None:
    """Withdraw what the files withdraw, so that what takes its place breaks no rule.

    Whether somebody edited it here since is found as for every other change.
    """
    gone = [row for row in rows.by_uid.values() if row.state == State.WITHDRAWN and not row.is_new]
    workflow.restore_state([row.instance for row in gone], State.WITHDRAWN)


def _take_over_states(rows: Rows, lists: Lists) -> None:
    """Publish what the files publish; each value that the public sees must be cited by then."""
    every = list(rows.by_uid.values())
    for state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN):
        chosen = [row.instance for row in every if row.state == state]
        if chosen:
            workflow.restore_state(chosen, state)
    hidden = [row.instance for row in every if row.state != State.PUBLISHED and not row.is_new]
    published = [row.instance for row in every if row.state == State.PUBLISHED]
    try:
        workflow.publish_recorded(published, first=partial(_refuse_uncited, rows, lists))
        workflow.check_leaving(hidden)
    except ValidationError as error:
        raise LoadRefused(
            Problem("the register", 0, message) for message in error.messages
        ) from error


def _refuse_uncited(rows: Rows, lists: Lists, public: Sequence[Record]) -> list[str]:
    """Refuse values of ``public`` records that nothing supports, at the lines that say them."""
    evidential = [record for record in public if record.EVIDENTIAL]
    for found in each_support(evidential, Citation.objects.filter(state=State.PUBLISHED)):
        row = rows.by_uid[found.record.uid]
        judged_before = [name for name in found.passed_by if name in row.model.LISTED]
        told = {name for name in judged_before if lists.told_of_others(row, name)}
        if set(found.uncited) - told:
            rows.problems.of(
                row.entry,
                f"nothing is cited for {found.uncited_in_words} "
                f"({', '.join(found.uncited)}); add evidence or leave the values out"
                f"{_judged_before(found)}",
            )
    rows.problems.stop_if_any()
    return []


def _judged_before(found: Support) -> str:
    """Which passages were judged to support another value, and how the files answer for that."""
    asked = [
        f"; evidence {citation.uid} was judged to support another value of {name}: if it says "
        f"this one too, write it there under holds_for"
        for name in found.uncited
        for citation in found.passed_by.get(name, ())
    ]
    return "".join(asked[:3])

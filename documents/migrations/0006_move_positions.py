"""What was only proposed is a position: it moves with its permanent id, history and citations.

Waiting proposals and candidates that speak of such a row speak of the position. There is no way
back: what an outcome was called before is kept nowhere.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import migrations

from records.search_text import fold

SQL = Path(__file__).resolve().parent / "sql" / "0006_move_positions.sql"

OF_OUTCOMES = ("action", "instrument")


def move_rows(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SQL.read_text(encoding="utf-8"), params=None)


# Proposals


def rewrite_proposals(apps: Any, schema_editor: Any) -> None:
    """Let proposals that change, add or cite what is a position now say so."""
    rows = apps.get_model("records", "Proposal").objects.order_by("pk")
    moved = set(apps.get_model("meetings", "Position").objects.values_list("pk", flat=True))
    for proposal in rows.filter(changes__contains=[{"model": "meetings.outcome"}]) | rows.filter(
        changes__contains=[{"model": "documents.citation"}]
    ):
        changes = proposed_of_positions(proposal.changes, moved)
        if changes != proposal.changes:
            rows.filter(pk=proposal.pk).update(changes=changes)


def proposed_of_positions(changes: list[dict[str, Any]], moved: set[int]) -> list[dict[str, Any]]:
    """Row changes of outcomes that are positions, ``moved`` or new, as changes of positions."""
    keys = moved | {
        change["key"]
        for change in changes
        if change["model"] == "meetings.outcome"
        and change["before"] is None
        and change["after"]["action"] == "proposed"
    }
    return [_of_position(change, keys) for change in changes]


def _of_position(change: dict[str, Any], keys: set[int]) -> dict[str, Any]:
    model, sides = change["model"], ("before", "after")
    about = next(change[side] for side in sides if change[side] is not None)
    if model == "meetings.outcome":
        if change["key"] in keys:
            model, rewrite = "meetings.position", _position
        else:
            rewrite = _takes_up(keys)
    elif model in ("documents.citation", "meetings.outcome_topics"):
        if about.get("outcome_id") not in keys:
            return change
        model = model.replace("outcome_topics", "position_topics")
        rewrite = _about_position
    else:
        return change
    values = {side: change[side] and rewrite(change[side]) for side in sides}
    return {**change, "model": model, **values}


def _position(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name not in OF_OUTCOMES}
    kept.pop("takes_up_id", None)
    return {**kept, "kind": "proposal", "audience": ""}


def _takes_up(keys: set[int]) -> Any:
    def rewrite(values: dict[str, Any]) -> dict[str, Any]:
        if values.get("follows_up_id") not in keys:
            return {**values, "takes_up_id": None}
        return {**values, "takes_up_id": values["follows_up_id"], "follows_up_id": None}

    return rewrite


def _about_position(values: dict[str, Any]) -> dict[str, Any]:
    moved = {**values, "position_id": values["outcome_id"]}
    if "fields" not in values:  # a topic of it
        del moved["outcome_id"]
        return moved
    names = ["kind" if name == "action" else name for name in values["fields"]]
    fields = [name for name in names if name != "instrument"]
    stated = {name: value for name, value in values["stated"].items() if name not in OF_OUTCOMES}
    if values["fields"] and not fields:
        fields = ["kind"]
    judged = {
        name: value
        for name, value in (values.get("holds_for") or {}).items()
        if name not in OF_OUTCOMES
    }
    return {
        **moved,
        "outcome_id": None,
        "fields": fields,
        "stated": stated,
        "holds_for": judged or values.get("holds_for"),
    }


# Candidates


def rewrite_candidates(apps: Any, schema_editor: Any) -> None:
    """Let candidates of what was only proposed be candidates of positions, in their history too."""
    texts: dict[int, str] = {}
    captures = apps.get_model("documents", "Capture").objects
    tables = ("documents_candidate", "documents_candidateevent")
    for table in tables:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name in ("Candidate", "CandidateEvent"):
        rows = apps.get_model("documents", name).objects
        for row in rows.filter(reading__isnull=False).iterator(chunk_size=500):
            if '"proposed"' not in json.dumps(row.reading):
                continue
            if row.capture_id not in texts:
                texts = {row.capture_id: captures.get(pk=row.capture_id).text or ""}
            kind, reading = _kind_and_reading(row.kind, row.reading)
            print_ = row.fingerprint
            if kind != row.kind:
                print_ = _fingerprint(row, texts[row.capture_id])
            rows.filter(pk=row.pk).update(kind=kind, reading=reading, fingerprint=print_)
    for table in tables:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _kind_and_reading(kind: str, reading: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    reading = dict(reading)
    fields = dict(reading.get("fields", {}))
    if kind == "outcome" and fields.get("action", {}).get("value") == "proposed":
        kind = "position"
        fields["kind"] = {**fields["action"], "value": "proposal"}
        fields = {name: value for name, value in fields.items() if name not in OF_OUTCOMES}
        reading["fields"] = fields
    if parts := reading.get("parts"):
        reading["parts"] = [_part(part) for part in parts]
    return kind, reading


def _part(part: dict[str, Any]) -> dict[str, Any]:
    kind, rest = _kind_and_reading(part["kind"], part)
    return {**rest, "kind": kind}


def _fingerprint(row: Any, text: str) -> str:
    """The print under which the reader finds it again, where it is the one that it gives."""
    fields = row.reading.get("fields", {})
    name = fields.get("name") or fields.get("title")
    start, end = (name["start"], name["end"]) if name else (row.start, row.end)
    words = (fold(row.title), "", str(start), text[start:end])
    before, now = _digest("outcome", *words), _digest("position", *words)
    if row.fingerprint == before:
        return now
    for number in range(2, 100):
        if row.fingerprint == _digest(before, str(number)):
            return _digest(now, str(number))
    return str(row.fingerprint)


def _digest(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_cite_positions")]
    operations = [
        migrations.RunPython(move_rows),
        migrations.RunPython(rewrite_proposals),
        migrations.RunPython(rewrite_candidates),
    ]

"""The database as the register's files; never the text of a document.

``load_register`` of what this writes gives the same records again, and what it loaded from
canonical files is written back byte for byte.
"""

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from documents.models import SUBJECTS, Capture, Citation, Passage
from records.models import Identity, NamedRecord, Record

from .formatting import FILES, KEYS, NESTED, files
from .judged import judged_otherwise
from .rows import MODELS, OWNERS

Data = dict[str, Any]


def dump_register(folder: Path | str) -> dict[str, int]:
    """Write the whole register to ``folder``; the number of records by plural.

    Files are written aside and then put in place one by one, each whole. The file of a document
    that was renamed or deleted here is removed; every other file is left alone.
    """
    folder = Path(folder)
    register = collect()
    texts = files(register)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "documents").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dump-", dir=folder) as draft:
        for number, text in enumerate(texts.values()):
            path = Path(draft) / str(number)
            path.write_text(text, encoding="utf-8", newline="\n")
            path.chmod(0o644)
        for number, name in enumerate(texts):
            os.replace(Path(draft) / str(number), folder / name)
    for path in (folder / "documents").glob("*.yaml"):
        if f"documents/{path.name}" not in texts and _was_ours(path):
            path.unlink()
    return {plural: len(records) for plural, records in register.items()}


def _was_ours(path: Path) -> bool:
    """Whether the file is of a document that this database knows, under another name by now."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first = re.match('id: "?(\\w{10})"?$', file.readline())
    return first is not None and Identity.objects.filter(uid=first[1], kind="document").exists()


@transaction.atomic
def collect() -> dict[str, list[Data]]:
    """The register as plain mappings, by plural; one query for each kind and relation."""
    citations = _citations()
    parts: dict[tuple[str, int], dict[str, list[Data]]] = defaultdict(lambda: defaultdict(list))
    for plural, kind in NESTED.items():
        if kind == "citation" or kind not in OWNERS:
            continue
        for record in _rows(kind):
            owner = next(name for name in OWNERS[kind] if getattr(record, f"{name}_id"))
            data = _data(record, kind, citations, leave_out=owner)
            parts[owner, getattr(record, f"{owner}_id")][plural].append(data)
    captures = _captures()
    register: dict[str, list[Data]] = {}
    for plural, kind in FILES.items():
        register[plural] = []
        for record in _rows(kind):
            data = _data(record, kind, citations)
            data |= parts.pop((kind, record.pk), {})
            if kind == "document":
                data["captures"] = captures.get(record.pk, [])
            register[plural].append(data)
    return register


def _rows(kind: str) -> Iterable[Any]:
    """All records of a kind with what their mappings need."""
    model = MODELS[kind]
    relations = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.name in KEYS[kind]
    ]
    rows = model._default_manager.select_related(*relations).order_by("pk")
    if issubclass(model, NamedRecord):
        rows = rows.prefetch_related("names")
    if "topics" in KEYS[kind]:
        rows = rows.prefetch_related("topics")
    return rows


def _data(
    record: Any, kind: str, citations: dict[tuple[str, int], list[Data]], leave_out: str = ""
) -> Data:
    evidence = citations.get((kind, record.pk), [])
    for citation in evidence:
        citation["holds_for"] = judged_otherwise(record, citation["holds_for"])
    data: Data = {"id": record.uid, "evidence": evidence}
    for key in KEYS[kind]:
        if key == "names":
            data[key] = [
                {part: getattr(name, part) for part in KEYS["name"]} for name in record.names.all()
            ]
        elif key == "topics":
            data[key] = [topic.slug for topic in record.topics.all()]
        elif key not in (*NESTED, "id", leave_out):
            data[key] = _plain(getattr(record, key))
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, NamedRecord):
        return value.slug
    return value.uid if isinstance(value, Record) else value


def _citations() -> dict[tuple[str, int], list[Data]]:
    """The citations of every record, by kind and key of the record."""
    of: dict[tuple[str, int], list[Data]] = defaultdict(list)
    several = set(Capture.objects.agreed().documents_of_several())
    columns = [key for key in KEYS["citation"] if key not in ("id", "at")]
    rows = Citation.objects.values(
        "uid",
        "passage__number",
        "passage__capture__sha256",
        "passage__capture__document_id",
        "passage__capture__document__slug",
        *columns,
        *(f"{name}_id" for name in SUBJECTS),
    )
    for row in rows.order_by("pk").iterator():
        name = next(name for name in SUBJECTS if row[f"{name}_id"] is not None)
        at = row["passage__capture__document__slug"]
        if row["passage__capture__document_id"] in several:
            at += f"@{row['passage__capture__sha256'][:12]}"
        of[name, row[f"{name}_id"]].append(
            {
                "id": row["uid"],
                "at": f"{at}#{row['passage__number']}",
                **{key: row[key] for key in columns},
            }
        )
    return of


def _captures() -> dict[int, list[Data]]:
    """The agreed captures of every document with their passages, without any text."""
    passages: dict[int, list[Data]] = defaultdict(list)
    rows = Passage.objects.agreed().values("capture_id", *KEYS["passage"])
    for row in rows.order_by("capture", "number"):
        passages[row.pop("capture_id")].append(row)
    keys = [key for key in KEYS["capture"] if key != "passages"]
    captures: dict[int, list[Data]] = defaultdict(list)
    for row in Capture.objects.agreed().values("pk", "document_id", *keys).order_by("pk"):
        row["passages"] = passages[row.pop("pk")]
        captures[row.pop("document_id")].append(row)
    return captures

"""The database as the register's files; never the text of a document.

``load_register`` of what this writes gives the same records again, and what it loaded from
canonical files is written back byte for byte.
"""

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from documents.judgements import around, values_of
from documents.models import SUBJECTS, Capture, Citation, Passage
from records.keys import chunks
from records.models import Identity, NamedRecord, Record
from records.snapshots import snapshot

from .formatting import FILES, KEYS, NESTED, document_text, list_texts
from .judged import judged_otherwise
from .rows import MODELS, OWNERS

Data = dict[str, Any]
DOCUMENTS_AT_ONCE = 20  # of thousands of passages each


def dump_register(folder: Path | str) -> dict[str, int]:
    """Write the whole register to ``folder``, as it stands at one moment; how many, by plural.

    Files are written aside and then put in place one by one, each whole. The file of a document
    that was renamed or deleted here is removed; every other file is left alone.
    """
    folder = Path(folder)
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix=".dump-", dir=folder) as draft:
        with snapshot():
            names = [*_write_files(Path(draft), counts)]
        for number, name in enumerate(names):
            os.replace(Path(draft) / str(number), folder / name)
        written = set(names)
        for path in (folder / "documents").glob("*.yaml"):
            if f"documents/{path.name}" not in written and _was_ours(path):
                path.unlink()
    return counts


def _write_files(draft: Path, counts: dict[str, int]) -> Iterator[str]:
    """Write each file under its number; its name in the register, once it is written."""
    numbers = count()
    for plural in FILES:
        counts[plural] = 0
        records = _counted(_records(plural), plural, counts)
        if plural == "documents":
            for record in records:
                _write_file(draft / str(next(numbers)), [document_text(record)])
                yield f"documents/{record['slug']}.yaml"
        else:
            _write_file(draft / str(next(numbers)), list_texts(plural, records))
            yield f"{plural}.yaml"


def _write_file(path: Path, texts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(texts)
    path.chmod(0o644)


def _counted(records: Iterable[Data], plural: str, counts: dict[str, int]) -> Iterator[Data]:
    for record in records:
        counts[plural] += 1
        yield record


def _was_ours(path: Path) -> bool:
    """Whether the file is of a document that this database knows, under another name by now."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first = re.match('id: "?(\\w{10})"?$', file.readline())
    return first is not None and Identity.objects.filter(uid=first[1], kind="document").exists()


# Records as plain mappings


def _records(plural: str) -> Iterator[Data]:
    """The records of a kind by slug, with all that stands under them; a part held at a time."""
    kind = FILES[plural]
    several = set(Capture.objects.agreed().documents_of_several())
    by_slug = sorted(MODELS[kind]._default_manager.values_list("slug", "pk"))
    most = DOCUMENTS_AT_ONCE if kind == "document" else 0
    for some in chunks([key for _slug, key in by_slug], most):
        rows = _rows(kind).in_bulk(some)
        parts = _parts(kind, some, several)
        captures = _captures(some) if kind == "document" else {}
        for data, key in zip(_data(kind, [rows[key] for key in some], several), some, strict=True):
            data |= parts.pop(key, {})
            if kind == "document":
                data["captures"] = captures.get(key, [])
            yield data


def _parts(kind: str, keys: Sequence[int], several: set[int]) -> dict[int, dict[str, list[Data]]]:
    """What stands under records of a kind, by their keys and by plural."""
    parts: dict[int, dict[str, list[Data]]] = defaultdict(lambda: defaultdict(list))
    for plural, part in NESTED.items():
        if part == "citation" or kind not in OWNERS.get(part, ()):
            continue
        owners = OWNERS[part]
        before = {f"{name}__isnull": True for name in owners[: owners.index(kind)]}
        rows = list(_rows(part).filter(**{f"{kind}__in": keys}, **before).order_by("pk"))
        for record, data in zip(rows, _data(part, rows, several, leave_out=kind), strict=True):
            parts[getattr(record, f"{kind}_id")][plural].append(data)
    return parts


def _rows(kind: str) -> Any:
    """The records of a kind with what their mappings need."""
    model = MODELS[kind]
    relations = [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.name in KEYS[kind]
    ]
    rows = model._default_manager.select_related(*relations)
    if issubclass(model, NamedRecord):
        rows = rows.prefetch_related("names")
    if "topics" in KEYS[kind]:
        rows = rows.prefetch_related("topics")
    return rows


def _data(
    kind: str, records: Sequence[Any], several: set[int], leave_out: str = ""
) -> Iterator[Data]:
    """The mappings of records of one kind, in their order."""
    citations = _citations(kind, [record.pk for record in records], several)
    known = around(records)
    for record in records:
        evidence = citations.get(record.pk, [])
        now = values_of(record, known) if evidence else {}
        for citation in evidence:
            citation["holds_for"] = judged_otherwise(record, citation["holds_for"], now)
        data: Data = {"id": record.uid, "evidence": evidence}
        for key in KEYS[kind]:
            if key == "names":
                data[key] = [
                    {part: getattr(name, part) for part in KEYS["name"]}
                    for name in record.names.all()
                ]
            elif key == "topics":
                data[key] = [topic.slug for topic in record.topics.all()]
            elif key not in (*NESTED, "id", leave_out):
                data[key] = _plain(getattr(record, key))
        yield data


def _plain(value: Any) -> Any:
    if isinstance(value, NamedRecord):
        return value.slug
    return value.uid if isinstance(value, Record) else value


def _citations(kind: str, keys: Sequence[int], several: set[int]) -> dict[int, list[Data]]:
    """The citations of records of one kind, by their keys."""
    of: dict[int, list[Data]] = defaultdict(list)
    if kind not in SUBJECTS:
        return of
    columns = [key for key in KEYS["citation"] if key not in ("id", "at")]
    for some in chunks(keys):
        rows = Citation.objects.filter(**{f"{kind}__in": some}).values(
            "uid",
            "passage__number",
            "passage__capture__sha256",
            "passage__capture__document_id",
            "passage__capture__document__slug",
            f"{kind}_id",
            *columns,
        )
        for row in rows.order_by("pk"):
            at = row["passage__capture__document__slug"]
            if row["passage__capture__document_id"] in several:
                at += f"@{row['passage__capture__sha256'][:12]}"
            of[row[f"{kind}_id"]].append(
                {
                    "id": row["uid"],
                    "at": f"{at}#{row['passage__number']}",
                    **{key: row[key] for key in columns},
                }
            )
    return of


def _captures(documents: Sequence[int]) -> dict[int, list[Data]]:
    """The agreed captures of documents with their passages, without any text."""
    passages: dict[int, list[Data]] = defaultdict(list)
    rows = Passage.objects.agreed().filter(capture__document__in=documents)
    for row in rows.values("capture_id", *KEYS["passage"]).order_by("capture", "number"):
        passages[row.pop("capture_id")].append(row)
    keys = [key for key in KEYS["capture"] if key != "passages"]
    captures: dict[int, list[Data]] = defaultdict(list)
    agreed = Capture.objects.agreed().filter(document__in=documents)
    for row in agreed.values("pk", "document_id", *keys).order_by("pk"):
        row["passages"] = passages[row.pop("pk")]
        captures[row.pop("document_id")].append(row)
    return captures

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.db.transaction import atomic

from documents.candidates.gazetteer import entries_of_files
from documents.candidates.names_in_text import gazetteer_of
from documents.file_reading import bytes_of
from documents.register.entries import LoadRefused
from extraction.candidates import Candidate, Reading, Value
from extraction.names.gazetteer import Gazetteer
from extraction.reader import read
from records.dates import validate_edtf
from texts.formats import sandbox
from texts.formats.blocks import Proposals, Refused
from texts.formats.blocks import Reading as File
from texts.formats.refusals import refusal


class Command(BaseCommand):
    """Read candidates out of a file, and print them; nothing is written."""

    help = (
        "Print what a document seems to tell: meetings and their parts, with the words each rests "
        "on. The names of the register are read from the database; nothing is written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="as JSON, for other programs")
        parser.add_argument(
            "--date", default="", help="date of publication, such as 2017-01-11, if known"
        )
        parser.add_argument("--language", default="", help="language tag, such as en or zh-Hans")
        parser.add_argument(
            "--register",
            type=Path,
            metavar="DIR",
            help="take the names from the register's plain files, such as data, not the database",
        )

    def handle(self, **options):
        try:
            validate_edtf(options["date"])
            file = _file_of(options["file"])
        except ValidationError as error:
            raise CommandError(f"{options['file']}: {' '.join(error.messages)}") from error
        text = file.text
        # Of a plain text, the reader itself looks at the head.
        said = file.proposals if file.extractor else Proposals()
        reading = read(
            text,
            gazetteer=_gazetteer(options["register"], text),
            date=options["date"] or said.published,
            language=options["language"] or said.language.replace("und", ""),
            passages=file.segments,
        )
        if options["json"]:
            found = [as_plain_values(text, candidate) for candidate in reading.candidates]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(as_table(reading))


def _file_of(path: Path) -> File:
    """The text and the passages that an import of the file would store."""
    try:
        return sandbox.read(bytes_of(path), name=path.name)
    except Refused as refused:
        raise refusal(refused) from refused


def _gazetteer(register: Path | None, text: str) -> Gazetteer:
    """The names that may be in ``text``: of the database, or of plain files in a folder."""
    if register is not None:
        try:
            return Gazetteer(entries_of_files(register))
        except LoadRefused as refused:
            raise CommandError(
                f"The register in {register} cannot be read: {refused.problems[0]}"
            ) from refused
    try:
        with atomic():
            return gazetteer_of(text)
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(
            "The names of the register cannot be read from the database: start and migrate it "
            "(`make run` does both), set DATABASE_URL, or give --register data to take them from "
            "plain files."
        ) from error


def as_plain_values(text: str, candidate: Candidate) -> dict[str, Any]:
    """A candidate as ``--json`` prints it."""
    values = {name: value.value for name, value in candidate.fields.items()}
    ordinal = values.pop("ordinal", "")
    place, country = values.pop("place", ""), values.pop("country", "")
    return {
        "kind": candidate.kind,
        "title": candidate.title,
        "mechanism": values.pop("mechanism", ""),
        "series": values.pop("series", ""),
        "ordinal": int(ordinal) if ordinal else None,
        "date": values.pop("date", ""),
        "place": {"city": "" if place == country else place, "country": country},
        "level": values.pop("level", ""),
        "status": values.pop("status", ""),
        **({"form": values.pop("kind")} if "kind" in values else {}),
        **{name: value for name, value in values.items() if name not in ("name", "title")},
        "quote": text[candidate.start : candidate.end],
        "start": candidate.start,
        "end": candidate.end,
        "score": round(candidate.score, 3),
        "because": list(candidate.because),
        "matches": [
            {**asdict(match), "score": round(match.score, 3)} for match in candidate.matches
        ],
        "evidence": {name: [value.start, value.end] for name, value in candidate.fields.items()},
        "records": {name: value.uid for name, value in candidate.fields.items() if value.uid},
        "mentions": [list(mention) for mention in candidate.mentions],
        "parts": [as_plain_values(text, part) for part in candidate.parts],
    }


def as_table(reading: Reading) -> str:
    """The candidates for a reader at a terminal."""
    if not reading.candidates:
        return "Nothing was found that the register could hold."
    lines = []
    for one in reading.candidates:
        same = f"  = {one.same.label}" if one.same else ""
        lines.append(f"{one.start:>7}  {one.kind:<10} {one.score:.2f}  {one.title}{same}")
        lines += [f"{'':>9}{name}: {_display(value)}" for name, value in one.fields.items()]
        for part in one.parts:
            shown = ", ".join(_display(value) for value in part.fields.values())
            lines.append(f"{'':>9}{part.kind}: {shown}")
    return "\n".join(lines)


def _display(value: Value) -> str:
    return f"{value.value} ({value.because})" if value.because else value.value

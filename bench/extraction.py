"""Measure the reader of candidates: what it finds, what it misses, what it makes up.

    make bench-extraction
    FORA_ENV=local python -m bench.extraction --goals --json var/extraction.json

Two sources of truth:

- **The curated register** (``data/``) and the five documents it was read from, which lie beside
  the project (``bench/seeds.py``, or ``--seeds DIR``). Each document is read with a gazetteer of
  the whole register from which every meeting that the document is cited for is held out, and every
  outcome. What the record's citations in that document support is what the reader should find.
  The document's date and language are given, as an editor confirms them at import.
- **Texts of our own** (``bench/texts/*.yaml``), written in the manners of many publishers and
  labelled before any of them was read by the program. ``open.yaml`` is for work on the grammar;
  ``kept.yaml`` is only for measuring, and what went wrong there is not printed.
  ``bench/texts/README.md`` tells the format.

``bench/alignment.py`` says how a candidate is aligned with a fact, ``bench/scoring.py`` what a
duplicate is and how fields are scored. A second reading of each document, with nothing held out,
asks for every recorded meeting that was found whether the reader proposes to cite it: if its best
match is not that record with a score of ``SAME`` or more, it is counted as *proposed again*.

The register is loaded into a database of its own (``bench_fora``) and rolled back. Last comes
speed: 100,000 characters with a gazetteer of 75,000 made-up bodies, in one thread.
"""

import argparse
import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.facts import NAMING, Fact
from bench.labels import texts_of
from bench.made_up.words import Words
from bench.scoring import Score, aligned_meetings, score_text
from bench.seeds import folder
from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read
from texts.segmentation import segment

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "bench" / "texts"

GOALS = {
    "register": {
        "meeting recall": 0.95,
        "meeting precision": 0.95,
        "meeting date": 0.97,
        "meeting place": 0.97,
        "meeting ordinal": 0.99,
        "instrument recall": 0.90,
        "instrument precision": 0.90,
    },
    "texts": {
        "meeting recall": 0.85,
        "meeting precision": 0.85,
        "instrument recall": 0.85,
        "instrument precision": 0.85,
    },
}
"""What must be reached at least, of 1; duplicates must be none."""
MOST_SECONDS = 2.0
MOST_MEGABYTES = 500

SIDES = {
    "meeting": (
        *("mechanism", "series", "ordinal", "level", "track", "kind", "mode", "status"),
        *("date", "place"),
    ),
    "outcome": ("title", "meeting", "mechanism", "action", "instrument", "date", "proposer"),
    "position": ("title", "meeting", "mechanism", "date", "proposer"),
    "office": ("person", "participant", "title"),
    "membership": ("mechanism", "participant", "role", "since", "until"),
    "participation": ("meeting", "participant", "role"),
    "delegate": ("meeting", "person", "participant", "role", "office"),
}
"""The fields that are compared, by kind. Fora's own sorting (topics, summaries) is not."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the reader of candidates.")
    parser.add_argument("--seeds", type=Path, default=folder(), help="folder of the five documents")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--goals", action="store_true", help="exit 1 where a goal is not met")
    parser.add_argument("--only", default="", help="only what has this in its name")
    parser.add_argument("--quiet", action="store_true", help="the tables without the slips")
    parser.add_argument("--no-speed", action="store_true", help="leave the speed out")
    asked = parser.parse_args()
    _set_up()
    figures: dict[str, Any] = {}
    for name, score, again in measured(asked.seeds, asked.only):
        figures[name] = _figures(score, again)
        _print(name, score, again, asked.quiet)
    if not asked.no_speed and not asked.only:
        figures["speed"] = speed()
        print("\nspeed: " + ", ".join(f"{key} {value}" for key, value in figures["speed"].items()))
    unmet = _unmet(figures)
    figures["unmet"] = unmet
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    print("\n" + ("Goals not met: " + "; ".join(unmet) if unmet else "All goals are met."))
    return 1 if asked.goals and unmet else 0


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, wanted

    if wanted():
        server.start()
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = "bench_fora"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True)


def measured(seeds: Path, only: str) -> Iterator[tuple[str, Score, list[str]]]:
    """Each text or group of texts: its name, its score, and the meetings proposed again."""
    from django.db import transaction

    from documents.candidates.gazetteer import entries
    from documents.register.loading import load_register

    with transaction.atomic():
        load_register(ROOT / "data")
        if seeds.is_dir():
            whole, again = Score(), []
            for name, score, twice in _of_register(seeds, only):
                yield name, score, twice
                whole.add(score)
                again += twice
            yield "register", whole, again
        else:
            print(f"{seeds} is not there: give the folder of the five documents with --seeds")
        everything = Gazetteer(entries())
        whole = Score()
        for path in sorted(TEXTS.glob("*.yaml")):
            part = Score()
            for text in texts_of(path):
                if only in text.name:
                    given = (text.date, text.language)
                    part.add(_read_and_score(text.text, text.facts, everything, *given))
            if only:
                part.slips.sort(key=lambda slip: slip.where)
            yield f"texts: {path.stem}", part, []
            whole.add(part)
        if not only:
            yield "texts", whole, []
        transaction.set_rollback(True)


def _of_register(seeds: Path, only: str) -> Iterator[tuple[str, Score, list[str]]]:
    from documents.candidates.gazetteer import entries
    from documents.models import Capture

    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in seeds.glob("*.txt")}
    captures = Capture.objects.select_related("document").order_by("document__slug")
    everything = Gazetteer(entries())
    for capture in captures:
        path, document = files.get(capture.sha256), capture.document
        if path is None or only not in document.slug:
            continue
        text = path.read_bytes().decode(capture.encoding or "utf-8")
        facts = facts_of(document)
        held_out = Gazetteer(entries(exclude_document=document.slug))
        given = (document.published, document.language)
        score = _read_and_score(text, facts, held_out, *given)
        yield document.slug, score, _proposed_again(text, facts, everything, *given)


def _read_and_score(
    text: str, facts: Sequence[Fact], gazetteer: Gazetteer, date: str, language: str
) -> Score:
    reading = read(text, gazetteer=gazetteer, date=date, language=language)
    return score_text(facts, reading.candidates, _locator(text))


def _locator(text: str) -> Callable[[int], str]:
    """From a character of ``text`` to the locator of the passage that holds it."""
    segments = segment(text)

    def where(start: int) -> str:
        return next((one.locator for one in segments if one.start <= start < one.end), str(start))

    return where


def _proposed_again(
    text: str, facts: Sequence[Fact], gazetteer: Gazetteer, date: str, language: str
) -> list[str]:
    """The recorded meetings that a reading with the whole register would make once more."""
    reading = read(text, gazetteer=gazetteer, date=date, language=language)
    again = []
    for fact, candidate in aligned_meetings(facts, reading.candidates):
        # Of several named in the same words ("three meetings were held") any will do.
        alike = {one.key for one in facts if one.kind == "meeting" and one.spans == fact.spans}
        if candidate.same is None or candidate.same.uid not in {fact.key, *alike}:
            taken_for = candidate.same.label if candidate.same else "as new"
            again.append(f"{fact.label} ({fact.where}): {taken_for}")
    return again


# What the register says a document says


def facts_of(document: Any) -> list[Fact]:
    """The facts that the records' citations in ``document`` support."""
    from documents.models import SUBJECTS, Citation

    cited = Citation.objects.public().filter(passage__capture__document=document)
    facts = []
    for kind in SIDES:
        rows: dict[int, list[Any]] = {}
        for citation in cited.filter(**{f"{kind}__isnull": False}).select_related("passage"):
            rows.setdefault(getattr(citation, f"{kind}_id"), []).append(citation)
        for record in SUBJECTS[kind].objects.filter(pk__in=rows).order_by("pk"):
            facts.append(_fact(kind, record, rows[record.pk]))
    return facts


def _fact(kind: str, record: Any, citations: Sequence[Any]) -> Fact:
    naming = NAMING[kind]
    supported = {field for citation in citations for field in citation.fields}
    if any(not citation.fields for citation in citations):
        supported |= set(SIDES[kind])
    speaking = [c for c in citations if not c.fields or naming in c.fields] or list(citations)
    values = {
        field: forms
        for field in dict.fromkeys((naming, *SIDES[kind]))
        if (field in supported or field in (naming, "kind", "instrument"))
        and (forms := _forms(record, field))
    }
    return Fact(
        kind=kind,
        key=record.uid,
        label=str(record),
        spans=tuple(sorted((c.start, c.end) for c in speaking)),
        values=values,
        belongs_to=record.meeting.uid if getattr(record, "meeting_id", None) else "",
        where=", ".join(sorted({c.passage.locator for c in speaking})),
    )


def _forms(record: Any, field: str) -> tuple[str, ...]:
    """Every form in which a reader may give the value: ids and names, or the plain value."""
    value = getattr(record, field)
    if value is None or value == "":
        return ()
    named = record if field == "name" else value
    if not hasattr(named, "names"):
        return (str(value),)
    return (named.uid, named.name, *named.names.values_list("text", flat=True))


# Speed


def speed(characters: int = 100_000, bodies: int = 75_000) -> dict[str, float]:
    """Seconds and megabytes: building the gazetteer, and reading with it."""
    words = Words("bodies")
    names = [words.called().name for _number in range(bodies)]
    before = time.perf_counter()
    gazetteer = Gazetteer(
        Entry(uid=f"{number:010}", kind="mechanism", name=name) for number, name in enumerate(names)
    )
    built = time.perf_counter() - before
    text = _long_text(names, characters)
    read(text[:2000], gazetteer=gazetteer, date="2020-01-01")
    rounds = []
    for _round in range(3):  # the best of three: what else the machine does only adds
        before = time.process_time()
        reading = read(text, gazetteer=gazetteer, date="2020-01-01")
        rounds.append(time.process_time() - before)
    return {
        "bodies": len(names),
        "characters": len(text),
        "candidates": len(reading.candidates),
        "gazetteer seconds": round(built, 2),
        "reading seconds": round(min(rounds), 2),
        "peak megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _long_text(names: Sequence[str], characters: int) -> str:
    """The texts of our own one after the other, about a made-up body in turn, to a length."""
    texts = [text.text for path in sorted(TEXTS.glob("*.yaml")) for text in texts_of(path)]
    pieces: list[str] = []
    length = number = 0
    while length < characters:
        name = names[number * 7919 % len(names)]
        piece = f"{texts[number % len(texts)]}\n\nThe {name} met on {number % 27 + 1} May 2016.\n\n"
        pieces.append(piece)
        length += len(piece)
        number += 1
    return "".join(pieces)[:characters]


# Printing


def _figures(score: Score, again: Sequence[str]) -> dict[str, Any]:
    return {
        "kinds": {
            kind: {
                "facts": tally.facts,
                "found": tally.found,
                "proposed": tally.proposed,
                "recall": round(tally.recall, 4),
                "precision": round(tally.precision, 4),
                "duplicates": tally.duplicates,
                "fields": {
                    name: {**counts, "rate": round(tally.rate(name), 4)}
                    for name, counts in sorted(tally.fields.items())
                },
            }
            for kind, tally in sorted(score.tallies.items())
        },
        "proposed again": list(again),
        "slips": [vars(slip) for slip in score.slips],
    }


def _print(name: str, score: Score, again: Sequence[str], quiet: bool) -> None:
    print(f"\n== {name}")
    print(
        f"{'':16}{'facts':>7}{'found':>7}{'proposed':>10}{'recall':>9}{'precision':>11}{'twice':>7}"
    )
    for kind, tally in sorted(score.tallies.items()):
        print(
            f"{kind:16}{tally.facts:>7}{tally.found:>7}{tally.proposed:>10}"
            f"{tally.recall:>9.3f}{tally.precision:>11.3f}{tally.duplicates:>7}"
        )
        for field, counts in sorted(tally.fields.items()):
            asked = counts["right"] + counts["wrong"] + counts["missing"]
            if asked:
                print(
                    f"  {field:14}{asked:>7} asked, right {tally.rate(field):.3f} "
                    f"({counts['wrong']} wrong, {counts['missing']} missing)"
                )
    if quiet or name in ("register", "texts", "texts: kept"):
        return  # whoever works on the grammar is not shown where it fails on the kept texts
    for slip in score.slips:
        values = f"  expected {slip.expected}" if slip.expected else ""
        values += f"  got {slip.got}" if slip.got else ""
        print(f"  {slip.what:8} {slip.kind:13} [{slip.where}] {slip.label}{values}")
    for line in again:
        print(f"  again    {line}")


def _unmet(figures: Mapping[str, Any]) -> list[str]:
    """The goals that the figures do not reach, each in words."""
    unmet = []
    for part, goals in GOALS.items():
        kinds = figures.get(part, {}).get("kinds")
        if kinds is None:
            unmet.append(f"{part}: not measured")
            continue
        for goal, least in goals.items():
            kind, what = goal.split()
            tally = kinds.get(kind, {})
            got = tally.get(what, tally.get("fields", {}).get(what, {}).get("rate", 0.0))
            if got < least:
                unmet.append(f"{part}: {goal} {got:.3f} of {least}")
        twice = kinds.get("meeting", {}).get("duplicates", 0)
        again = len(figures[part]["proposed again"])
        if twice or again:
            unmet.append(f"{part}: {twice} meetings twice, {again} recorded ones proposed again")
    timed = figures.get("speed", {})
    if timed.get("reading seconds", 0) >= MOST_SECONDS:
        unmet.append(f"reading takes {timed['reading seconds']} s of {MOST_SECONDS}")
    if timed.get("peak megabytes", 0) >= MOST_MEGABYTES:
        unmet.append(f"memory reaches {timed['peak megabytes']} MB of {MOST_MEGABYTES}")
    return unmet


if __name__ == "__main__":
    sys.exit(main())

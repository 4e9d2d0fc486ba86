"""A small register as plain files, what loading it changes, and what a dump of it holds."""

from pathlib import Path

import pytest

from documents.models import Capture, Citation, Document, Passage
from documents.register.dumping import dump_register
from documents.register.entries import LoadRefused
from documents.register.loading import load_register
from mechanisms.models import Mechanism, Participant
from meetings.models import Meeting, Participation

PARTICIPANTS = """\
- id: "PPPPPPPPP1"
  slug: china
  name: China
  names:
  - text: 中国
    language: zh-Hans
    kind: official
  kind: state
  iso_alpha2: CN
  evidence:
  - id: "CCCCCCCCC1"
    at: paper#2
    start: 10
    end: 20
    fields: [name, names]
"""

MEETINGS = """\
- id: "MMMMMMMMM1"
  slug: first-forum
  name: First Forum
  kind: forum
  status: held
  date: "2016-09-07"
  topics: [trade]
  evidence:
  - id: "CCCCCCCCC2"
    at: paper#2
    start: 10
    end: 30
  participations:
  - id: "RRRRRRRRR1"
    participant: china
    role: host
    evidence:
    - id: "CCCCCCCCC3"
      at: paper#3
      start: 35
      end: 40
      fields: [meeting, participant, role]
"""

TOPICS = """\
- id: "TTTTTTTTT1"
  slug: economy
  name: Economy

- id: "TTTTTTTTT2"
  slug: trade
  name: Trade
  parent: economy
"""

PAPER = """\
id: "DDDDDDDDD1"
slug: paper
name: Paper
kind: white_paper
published: "2017-01-11"
language: en
rights: not_held
captures:
- sha256: "%s"
  byte_length: 60
  char_length: 60
  media_type: text/plain
  encoding: utf-8
  passages:
  - number: 1
    kind: heading
    locator: title
    start: 0
    end: 5
  - number: 2
    kind: paragraph
    locator: "¶1"
    start: 7
    end: 32
    summary: It tells of a forum.
  - number: 3
    kind: paragraph
    locator: "¶2"
    start: 34
    end: 60
""" % ("ab" * 32)

REGISTER = {
    "topics.yaml": TOPICS,
    "participants.yaml": PARTICIPANTS,
    "meetings.yaml": MEETINGS,
    "documents/paper.yaml": PAPER,
}
EMPTY = dict.fromkeys(("places.yaml", "people.yaml", "mechanisms.yaml", "series.yaml"), "[]\n")


def write(folder: Path, **texts: str) -> Path:
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new))


def problems(folder: Path, **options) -> list[str]:
    """What a load says; it must leave the database as it was."""
    before = everything()
    with pytest.raises(LoadRefused) as refused:
        load_register(folder, **options)
    assert everything() == before
    return [str(problem) for problem in refused.value.problems]


def everything() -> list:
    models = (Mechanism, Participant, Meeting, Participation, Document, Citation)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, list(Passage.objects.order_by("pk").values()), Capture.objects.count()]


def changes(done) -> tuple[dict, dict]:
    return dict(+done.created), dict(+done.changed)


def dumped(folder: Path) -> dict[str, str]:
    dump_register(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.yaml")
    }

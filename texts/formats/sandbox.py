"""Reading a file in a process of its own, with limits; what comes back is checked like a file.

Figures, of one core of an ordinary server: the process takes 0.2 s for a text of 30,000
characters, 0.7 s for a web page (most of it to load trafilatura), 1.1 s for a short DOCX, and
2.7 s for a PDF of 300 full pages, in 20 to 60 MB of memory. Loaded, the readers take 27 MB (PDF)
to 50 MB (web pages) of address space, so that the limit of 512 MB leaves the rest to the file.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from texts.pieces import KINDS, Segment

from . import limits
from .blocks import MEDIA_TYPES, Proposals, Reading, Refused

TOO_LONG = 3  # as in worker.py, which is not imported here: it is a program
WORKER = Path(__file__).with_name("worker.py")
PROPOSED = 1000  # the longest title or publisher that is believed
LOCATOR, SPEAKER = 100, 200  # as the columns of Passage


def read(data: bytes, *, name: str = "", media_type: str = "", encoding: str = "") -> Reading:
    """The text of a file and its passages; ``Refused`` with the reason where there is none.

    ``media_type`` and ``encoding`` are given where the register knows them already.
    """
    if not data:
        raise Refused("empty")
    if len(data) > limits.MAX_BYTES:
        size, most = -(-len(data) // limits.MEGABYTE), limits.MAX_BYTES // limits.MEGABYTE
        raise Refused("too_large", size=size, limit=most)
    asked = {"name": name[-200:], "media_type": media_type, "encoding": encoding}
    return checked(_answer(json.dumps(asked).encode() + b"\n", data))


def _answer(asked: bytes, data: bytes) -> Any:
    """What the process writes; it has a file for its input and one for its output.

    The output is a file so that the limit on the size of files holds for it too.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(asked)
        source.write(data)
        source.seek(0)
        status = _run(source, result)
        result.seek(0)
        said = result.read(limits.MAX_OUTPUT + 1)
    if status == 0:
        try:
            return json.loads(said)
        except (ValueError, RecursionError) as error:
            raise Refused("crashed") from error
    if status == -signal.SIGXCPU:
        raise Refused("time", seconds=limits.CPU_SECONDS)
    raise Refused("output" if status == TOO_LONG else "crashed")


def _run(source: IO[bytes], result: IO[bytes]) -> int:
    """The exit status of the process; whatever it left running is ended with it."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", WORKER],
        stdin=source,
        stdout=result,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
        close_fds=True,
    )
    try:
        return process.wait(limits.WALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Refused("waited", seconds=limits.WALL_SECONDS) from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# What comes back


def checked(answer: Any) -> Reading:
    """``answer`` as a reading, if it is one in every part; else ``Refused``.

    The process has read a hostile file, so that nothing it says is believed unseen.
    """
    try:
        if "refused" in answer:
            raise _refusal(answer)
        return _reading(answer["reading"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("crashed") from error


def _refusal(answer: Any) -> Refused:
    values = {
        _word(key): value if isinstance(value, int) else _word(value)
        for key, value in answer["values"].items()
    }
    return Refused(_word(answer["refused"]), **values)


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 60 or not value.isprintable():
        raise ValueError("no word")
    return value


def _reading(said: dict[str, Any]) -> Reading:
    text = said["text"]
    if not isinstance(text, str) or "\x00" in text or not said["segments"]:
        raise ValueError("no text")
    text.encode()  # a lone surrogate is no character, and the database takes none
    if len(said["segments"]) > limits.MAX_PASSAGES:
        raise Refused("passages", number=len(said["segments"]), limit=limits.MAX_PASSAGES)
    if said["media_type"] not in MEDIA_TYPES:
        raise ValueError("no format of ours")
    return Reading(
        media_type=said["media_type"],
        encoding=_word(said["encoding"])[:40],
        text=text,
        segments=tuple(_segments(said["segments"], text)),
        proposals=Proposals(
            **{name: _line(said["proposals"][name]) for name in Proposals.__dataclass_fields__}
        ),
        assumed=said["assumed"] is True,
        extractor=_word(said["extractor"])[:100],
        pages=min(max(int(said["pages"]), 0), limits.MAX_PAGES),
        notes=tuple(_word(note) for note in said["notes"][:10]),
    )


def _segments(said: list[list[Any]], text: str) -> list[Segment]:
    segments, before = [], 0
    for number, (kind, locator, speaker, start, end) in enumerate(said, start=1):
        if kind not in KINDS or type(start) is not int or type(end) is not int:
            raise ValueError("no passage")
        if not before <= start < end <= len(text):
            raise ValueError("passages overlap")
        if not _line(locator) or len(locator) > LOCATOR or len(speaker) > SPEAKER:
            raise ValueError("no locator")
        segments.append(Segment(number, kind, _line(locator), _line(speaker), start, end))
        before = end
    return segments


def _line(value: Any) -> str:
    """A line of text from a file: without what no line holds."""
    if not isinstance(value, str):
        raise ValueError("no text")
    value.encode()
    shown = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(shown.split())[:PROPOSED]

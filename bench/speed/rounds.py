"""Rounds in which the servers take turns, so that what else the machine does meets all alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from .meters import Spent
from .requests import Request
from .servers import Server

ROUND = 400
"""Milliseconds of CPU that the requests of a round take, about; one request at least."""
MOST = 60
WARM = 3


@dataclass
class Measured:
    """What a server took for each request of a kind, by the median of its rounds."""

    status: int
    size: int
    rounds: list[Spent] = field(default_factory=list)

    @property
    def spent(self) -> Spent:
        return Spent(
            median(one.application for one in self.rounds),
            median(one.database for one in self.rounds),
        )

    @property
    def cpu(self) -> float:
        return median(one.whole for one in self.rounds)


def measure(
    request: Request, servers: list[Server], rounds: int, cookie: str, peer: Mapping[str, str]
) -> dict[str, Measured]:
    """What each server that can answer ``request`` takes for it, by its name.

    ``peer``: what the peer is asked, by the name of the request.
    """
    found: dict[str, Measured] = {}
    asked: dict[str, tuple[Server, str, dict[str, str], int]] = {}
    for server in servers:
        if not (path := path_at(request, server.name, peer)):
            continue
        headers = {"Cookie": cookie} if request.desk else {}
        if request.unchanged:
            headers["If-None-Match"] = server.ask(path, {}).headers["ETag"]
        for _time in range(WARM):
            answer = server.ask(path, headers)
        before = server.meter.read()
        server.ask(path, headers)
        once = server.meter.since(before, 1).whole
        found[server.name] = Measured(answer.status, len(answer.body))
        number = max(1, min(MOST, int(ROUND / max(once, 0.1))))
        asked[server.name] = server, path, headers, number
    for _round in range(rounds):
        for name, (server, path, headers, number) in asked.items():
            found[name].rounds.append(one_round(server, path, headers, number))
    return found


def path_at(request: Request, server: str, peer: Mapping[str, str]) -> str:
    """What a server is asked; "" where it cannot answer."""
    asked = {
        "fora": request.fora,
        "limit": f"/{request.name}" if request.limit else "",
        "usual": request.usual,
        "peer": peer.get(request.name, ""),
    }
    return asked[server]


def one_round(server: Server, path: str, headers: Mapping[str, str], number: int) -> Spent:
    before = server.meter.read()
    for _time in range(number):
        server.ask(path, headers)
    return server.meter.since(before, number)


def mixed(server: Server, requests: list[Request], number: int, cookie: str) -> list[float]:
    """The memory of a server before, half-way through and after so many requests of all kinds."""
    memory = [server.meter.memory()]
    for half in range(2):
        for turn in range(half * number // 2, (half + 1) * number // 2):
            request = requests[turn % len(requests)]
            server.ask(request.fora, {"Cookie": cookie} if request.desk else {})
        memory.append(server.meter.memory())
    return memory

"""What was measured, as a table for people and as JSON for the next time."""

from typing import Any

from .requests import Request
from .rounds import Measured

Results = dict[str, dict[str, Measured]]
LINE = "{:<50}{:>17}{:>8}{:>7}{:>8}{:>8}  {}"


def verdict(request: Request, results: Results) -> tuple[str, bool | None]:
    """The goals of a request with what came of them, and whether all are met (no goal: None)."""
    found = results[request.name]
    fora = found["fora"].cpu
    told: list[tuple[str, bool]] = []
    if request.of_limit is not None and "limit" in found:
        ratio = found["limit"].cpu / fora
        told.append((f"{request.of_limit:.2f} of the limit", ratio >= request.of_limit))
    if request.most is not None:
        told.append((f"under {request.most:.0f} ms", fora <= request.most))
    if request.cheaper_than and request.cheaper_than in results:
        other = results[request.cheaper_than]["fora"].cpu
        if request.times >= 1:
            words = f"{request.times:.0f} times cheaper than the answer"
        else:
            words = f"within {1 / request.times:.1f} of the {request.cheaper_than} page"
        told.append((words, fora * request.times <= other))
    words = ", ".join(f"{goal}: {'met' if met else 'NOT met'}" for goal, met in told)
    return words, all(met for _goal, met in told) if told else None


def head() -> str:
    return LINE.format(
        "ms of CPU, median", "Fora (app + db)", "limit", "ratio", "usual", "peer", "goals"
    )


def line(request: Request, results: Results) -> str:
    """A line of the table."""
    found = results[request.name]
    spent = found["fora"].spent
    fora = f"{found['fora'].cpu:.1f} ({spent.application:.0f}+{spent.database:.0f})"
    limit = f"{found['limit'].cpu:.1f}" if "limit" in found else ""
    ratio = f"{found['limit'].cpu / found['fora'].cpu:.3f}" if "limit" in found else ""
    others = [f"{found[name].cpu:.1f}" if name in found else "" for name in ("usual", "peer")]
    goals, _met = verdict(request, results)
    wrong = [f"{name} answered {one.status}" for name, one in found.items() if one.status >= 400]
    said = "; ".join(filter(None, [goals, *wrong]))
    return LINE.format(request.title[:49], fora, limit, ratio, *others, said).rstrip()


def as_json(requests: list[Request], results: Results) -> list[dict[str, Any]]:
    """The same for a program: every round of every server."""
    return [
        {
            "name": request.name,
            "title": request.title,
            "goals": verdict(request, results)[0],
            "met": verdict(request, results)[1],
            "servers": {
                name: {
                    "status": one.status,
                    "bytes": one.size,
                    "cpu_ms": round(one.cpu, 3),
                    "rounds": [[round(value, 3) for value in spent] for spent in one.rounds],
                }
                for name, one in results[request.name].items()
            },
        }
        for request in requests
    ]

"""What axe, the checker of accessibility, finds wrong with a page in the browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# What passes is neither described, which takes most of its time, nor are style sheets fetched anew.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
SERIOUS = {"serious", "critical"}


def violations(page: Any, impacts: set[str] | None = None) -> list[str]:
    """Each broken rule with where it is broken and how; with ``impacts``, only those of these."""
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in Axe().run(page, options=OPTIONS).response["violations"]
        if impacts is None or rule["impact"] in impacts
        for node in rule["nodes"]
    ]

"""A copy of the register, as a client of the API keeps it: by the feed of changes alone."""

import json
from typing import Any

from django.test import Client

from .conftest import HERE, VIEWSETS

FOLLOWED = [name for name in VIEWSETS if name != "passages"]  # these stand with their document
Copy = dict[str, Any]


def downloaded(client: Client) -> Copy:
    """Every record of every list, with all its lists, as it is downloaded anew."""
    found = {}
    for name in FOLLOWED:
        query = {"format": "ndjson"}
        if lists := VIEWSETS[name].expandable():
            query["expand"] = ",".join(lists)
        if name == "meetings":
            query["activities"] = "with"
        response = client.get(f"/api/v1/{name}/", query)
        assert response.status_code == 200, response.content
        for line in response.getvalue().splitlines():
            record = json.loads(line)
            found[record["id"]] = record
    return found


class Mirror:
    """Follows the changes from the beginning; ``follow`` reads on to the end."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.copy: Copy = {}
        self.place = f"{HERE}/changes/?page_size=7"
        self.told: list[str] = []

    def follow(self) -> None:
        self.told = []
        while True:
            page = self.client.get(self.place).json()
            for line in page["results"]:
                self.take(line)
            self.place = page["resume"]
            if page["next"] is None:
                return

    def take(self, line: dict[str, Any]) -> None:
        self.told.append(line["id"])
        if line["what"] == "gone":
            self.copy.pop(line["id"], None)
            return
        if "record" in line:
            if line["record"] is not None:
                self.copy[line["id"]] = line["record"]
            return
        response = self.client.get(line["url"])
        if response.status_code == 200:  # else a later line says that it is gone
            self.copy[line["id"]] = response.json()


def differences(copy: Copy, now: Copy) -> dict[str, Any]:
    """Where a copy is not the register, by permanent id and field."""
    found: dict[str, Any] = {uid: "is gone" for uid in copy.keys() - now.keys()}
    found |= {uid: "is missing" for uid in now.keys() - copy.keys()}
    for uid in copy.keys() & now.keys():
        fields = {
            name: (copy[uid].get(name), value)
            for name, value in now[uid].items()
            if copy[uid].get(name) != value
        }
        if fields:
            found[uid] = fields
    return found

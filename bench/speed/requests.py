"""The requests that are measured, and how fast each is to be."""

import base64
import json
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

HOST = "localhost"
"""The host that every server is asked as, so that all give the same addresses."""
SITE = f"http://{HOST}"
DEEPEST = 100_000


@dataclass(frozen=True)
class Request:
    """One request: what each side is asked, and the goal.

    ``of_limit``: the CPU of the limit is to be that much of Fora's. ``most``: milliseconds of CPU
    that an answer may take. ``cheaper_than``: another request, which is to cost ``times`` as much.
    """

    name: str
    title: str
    fora: str
    limit: bool = False
    usual: str = ""
    of_limit: float | None = None
    most: float | None = None
    cheaper_than: str = ""
    times: float = 1.0
    desk: bool = False
    unchanged: bool = False
    exact: bool = True  # the limit's answer is the same, value by value


@dataclass(frozen=True)
class Asked:
    """What is asked about: the busiest of a generated register."""

    body: str
    participant: str
    meeting: str
    meeting_key: int
    document: str
    year: int
    deep: tuple[str, int]
    depth: int
    common: str = "asia"
    rare: str = "demining"

    @property
    def page(self) -> str:
        return f"mechanism={self.body}&from={self.year}-01-01&to={self.year}-12-31"

    @classmethod
    def of_register(cls) -> "Asked":
        """The busiest of the register that is there."""
        from bench.made_up.bodies import BUSY_BODY
        from bench.made_up.parts import BUSY_STATE
        from documents.models import Document
        from mechanisms.models import Mechanism, Participant
        from meetings.models import Meeting

        public = Meeting.objects.public()
        depth = min(public.count() // 2, DEEPEST)
        newest = public.order_by("-date_order", "-pk")
        meeting = public.filter(
            mechanism=BUSY_BODY, participations__participant=BUSY_STATE, outcomes__isnull=False
        ).order_by("pk")
        record = meeting[0]
        years = public.filter(mechanism=BUSY_BODY, earliest__isnull=False).values_list("earliest")
        ((year, _times),) = Counter(earliest.year for (earliest,) in years).most_common(1)
        rare = record.name.rsplit(maxsplit=1)[-1]
        return cls(
            body=Mechanism.objects.get(pk=BUSY_BODY).slug,
            participant=Participant.objects.get(pk=BUSY_STATE).slug,
            meeting=record.slug,
            meeting_key=record.pk,
            document=Document.objects.get(pk=1).slug,
            year=year,
            deep=newest.values_list("date_order", "pk")[depth - 1],
            depth=depth,
            rare=rare,
        )

    def path(self, name: str) -> str:
        """The address of a request at Fora."""
        return next(one.fora for one in self.requests() if one.name == name)

    def requests(self) -> list[Request]:
        """All of them, in the order in which they are measured and printed."""
        api, usual = "/api/v1/meetings/", "/meetings/"
        listed = f"{api}?{self.page}&expand=participations"
        text = json.dumps(["-date_order,-id", 0, *self.deep], ensure_ascii=False)
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        of_year = f"{usual}?mechanism={self.body}&year={self.year}"
        search = "/api/v1/search/"
        deep, present = (
            f"{api}?expand=participations&cursor={cursor}",
            f"participant={self.participant}",
        )
        return [
            Request("list", "API list of 50, mechanism + year, participations", listed, True,
                    of_year, of_limit=0.85),
            Request("four", "the same, fields= of four",
                    f"{api}?{self.page}&fields=id,title,date,level", True, of_limit=0.70),
            Request("unchanged", "the same unchanged (304)", listed, cheaper_than="list", times=20,
                    unchanged=True),
            Request("first", "first page, unfiltered, participations",
                    f"{api}?expand=participations", True, usual, of_limit=0.85),
            Request("deep", "a page half-way down, at most row 100,000",
                    deep, True, f"{usual}?page={self.depth // 50 + 1}",
                    of_limit=0.80, cheaper_than="first", times=1 / 1.2),
            Request("record", "a meeting with its citations", f"{api}{self.meeting}/", True,
                    f"{usual}{self.meeting_key}/", of_limit=0.75),
            Request("citations", "citations", "/api/v1/citations/", True, "/citations/",
                    of_limit=0.75),
            Request("participations", "participations", "/api/v1/participations/", True,
                    "/participations/", of_limit=0.75),
            Request("present", "meetings with a busy state", f"{api}?{present}", True,
                    f"{usual}?{present}", most=100),
            Request("search_common", f"search for a common word ({self.common})",
                    f"{search}?{urlencode({'q': self.common})}", True, of_limit=0.90),
            Request("search_rare", f"search for a rare word ({self.rare})",
                    f"{search}?{urlencode({'q': self.rare})}", True, of_limit=0.90),
            Request("html_list", "list page as HTML, mechanism + year", f"/meetings/?{self.page}",
                    True, of_limit=0.55, exact=False),
            Request("html_first", "list page as HTML, unfiltered", "/meetings/"),
            Request("html_body", "mechanism page of the busy body", f"/mechanisms/{self.body}/",
                    most=100),
            Request("html_state", "participant page of the busy state",
                    f"/participants/{self.participant}/", most=100),
            Request("reader", "reader of a document of 5,000 passages",
                    f"/documents/{self.document}/", most=80),
            Request("form", "form of a meeting on the desk",
                    f"/admin/meetings/meeting/{self.meeting_key}/change/", most=120, desk=True),
            Request("desk", "the desk's home", "/admin/", most=60, desk=True),
            Request("csv", "all meetings as CSV", f"{api}?format=csv", True, of_limit=0.70),
            Request("ndjson", "all meetings as NDJSON, participations",
                    f"{api}?format=ndjson&expand=participations", True, of_limit=0.80),
        ]  # fmt: skip

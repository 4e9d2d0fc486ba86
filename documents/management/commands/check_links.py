import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q
from django.utils import timezone

from documents.link_checking import TIMEOUT, Asked, ask
from documents.models import Document, LinkCheck
from records.models import State


class Command(BaseCommand):
    """Ask whether the addresses of documents still answer."""

    help = (
        "Ask for the address of each document that was not asked for lately, and note what "
        "answered. Each host is asked one question at a time, with a pause between two. What "
        "answered is kept at once, so a run that was stopped goes on where it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=7, help="ask again after so many (7)")
        parser.add_argument("--limit", type=int, default=1000, help="addresses in one run (1000)")
        parser.add_argument("--hosts", type=int, default=8, help="hosts asked at a time (8)")
        parser.add_argument(
            "--pause", type=float, default=1.0, help="seconds between two questions to a host (1)"
        )
        parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds (15)")
        parser.add_argument(
            "--private",
            action="store_true",
            help="also ask hosts of private networks, such as an archive of your own",
        )

    def handle(self, *, days: int, limit: int, hosts: int, pause: float, **options: Any):
        if not 1 <= hosts <= 64:
            raise CommandError(f"--hosts is {hosts}: give a number from 1 to 64")
        if days < 0 or limit < 1 or pause < 0 or options["timeout"] <= 0:
            raise CommandError("--days, --limit, --pause and --timeout must be positive")
        before = timezone.now() - timedelta(days=days)
        by_host: dict[str, list[Document]] = defaultdict(list)
        for document in due(before)[:limit]:
            by_host[host_of(document.url)].append(document)
        counts: dict[str, int] = defaultdict(int)

        def ask_host(documents: list[Document]) -> Iterator[tuple[Document, Asked]]:
            for number, document in enumerate(documents):
                if number:
                    time.sleep(pause)
                yield (
                    document,
                    ask(document.url, private=options["private"], timeout=options["timeout"]),
                )

        # One thread walks along a host's addresses; this one alone writes.
        with ThreadPoolExecutor(max_workers=hosts) as pool:
            walks = [ask_host(documents) for documents in by_host.values()]
            under_way = {pool.submit(next, walk, None): walk for walk in walks}
            try:
                while under_way:
                    for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                        walk = under_way.pop(done)
                        if found := done.result():
                            keep(*found)
                            counts[found[1].answer] += 1
                            under_way[pool.submit(next, walk, None)] = walk
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        told = ", ".join(
            f"{counts[answer]} {name}"
            for answer, name in (
                (LinkCheck.Answer.ALIVE, "answered"),
                (LinkCheck.Answer.GUARDED, "turned a program away"),
                (LinkCheck.Answer.FAILING, "did not answer"),
                (LinkCheck.Answer.GONE, "gone"),
            )
        )
        self.stdout.write(f"{sum(counts.values())} addresses asked: {told}.")
        if due(before).exists():
            self.stdout.write("More are due: run it again.")


def due(before: Any) -> Any:
    """The documents whose address was not asked for since ``before``, the longest ago first."""
    fresh = Q(link_check__asked_at__gte=before) & Q(link_check__url=F("url"))
    rows = Document.objects.exclude(url="").exclude(state=State.WITHDRAWN).exclude(fresh)
    return rows.only("url").order_by(F("link_check__asked_at").asc(nulls_first=True), "pk")


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def keep(document: Document, asked: Asked) -> None:
    """Note what answered; failures in a row are counted for one and the same address."""
    before = LinkCheck.objects.filter(document=document, url=document.url).first()
    failed = asked.answer in LinkCheck.DEAD
    LinkCheck.objects.update_or_create(
        document=document,
        defaults={
            "url": document.url,
            **vars(asked),
            "failures": (before.failures + 1 if before else 1) if failed else 0,
            "asked_at": timezone.now(),
        },
    )

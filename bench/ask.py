"""Ask a generated register for its pages and its API: how long, and how many queries.

    python -m bench.generate --meetings 400000
    python -m bench.ask

Each address is asked once to warm up and then five times; the table shows the median. Figures
of one run can be compared with each other, not with those of another machine.
"""

import os
import statistics
import sys
import time

ADDRESSES = [
    "/",
    "/meetings/",
    "/meetings/?q=asia+maritime",
    "/meetings/?from=1980&to=1981",
    "/meetings/?participant=participant-77",
    "/meetings/?country=participant-77",
    "/meetings/meeting-1234/",
    "/mechanisms/",
    "/mechanisms/mechanism-77/",
    "/participants/participant-77/",
    "/series/",
    "/series/series-77/",
    "/places/place-77/",
    "/documents/document-77/",
    "/topics/topic-3/",
    "/search/?q=asia",
    "/search/?q=%E6%B9%84%E5%85%AC",
    "/sitemap.xml",
    "/api/v1/meetings/",
    "/api/v1/meetings/?expand=participations,delegates,outcomes,citations",
    "/api/v1/meetings/?track=2",
    "/api/v1/meetings/?q=nuclear",
    "/api/v1/mechanisms/",
    "/api/v1/participations/",
    "/api/v1/outcomes/",
    "/api/v1/citations/",
    "/api/v1/search/?q=asia",
    "/api/v1/changes/",
]

DESK = [
    "/admin/",
    "/admin/meetings/meeting/",
    "/admin/meetings/meeting/add/",
    "/admin/work/drafts/",
    "/admin/work/returned/",
    "/admin/work/review/",
    "/admin/work/uncited/",
    "/admin/work/uncited/?show=meeting",
    "/admin/work/contradictions/",
    "/admin/work/series/",
    "/admin/work/orphans/",
    "/admin/work/orphans/?show=not-held",
    "/admin/work/links/",
]
"""The desk, asked as an administrator."""

EDITOR = "bench"  # an account without a password, made in the database that is asked


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, wanted

    if wanted():
        server.start()
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    failed = False
    print(f"{'median':>9} {'worst':>9} {'queries':>8}  address")
    users = get_user_model()._default_manager
    editor = users.filter(username=EDITOR).first() or users.create_superuser(EDITOR)
    for address in [*ADDRESSES, *DESK]:
        if address == DESK[0]:
            client.force_login(editor)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        asked = len(queries)  # before the next request empties the log
        taken = []
        for _round in range(5):
            start = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - start) * 1000)
        failed |= answer.status_code != 200
        note = "" if answer.status_code == 200 else f"  answered {answer.status_code}"
        print(
            f"{statistics.median(taken):6.0f} ms {max(taken):6.0f} ms {asked:>8}  {address}{note}"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

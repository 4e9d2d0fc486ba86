"""Fill an empty register with a made-up field: the same numbers give the same rows.

    FORA_VAR=/somewhere/new python -m bench.generate --meetings 400000

``made_up`` says which rows, ``filling`` how they are written. All of it is one transaction: what
is interrupted leaves the register empty.
"""

import argparse
import os
import sys

from bench.made_up import Sizes

SMALL = 2000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--meetings", type=int, default=SMALL, help=f"how many; else {SMALL}")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from config.embedded import server, wanted

    if wanted():
        server.start(durable=False)  # nothing that is lost: it can be made again
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from bench.filling import Clock, fill_quickly

    call_command("migrate", verbosity=0)
    whole = Clock(print)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM records_identity)")
        if cursor.fetchone()[0]:
            print(
                "This database already has records: generate into an empty one, for example"
                " with FORA_VAR set to a new folder.",
                file=sys.stderr,
            )
            return 1
        fill_quickly(Sizes(options.meetings))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    whole.tell("all of it")
    return 0


if __name__ == "__main__":
    sys.exit(main())

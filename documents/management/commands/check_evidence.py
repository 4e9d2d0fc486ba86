import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from documents.coverage import Share, Survey, store, survey
from documents.evidence import Support
from documents.models import Citation
from mechanisms.models import Mechanism
from records.looked_up import what_is_looked_up_is_there
from records.models import NamedRecord
from records.public import kept_wrongly, kinds, set_anew
from records.words import describe, field_name

MECHANISMS = 40  # printed, those with the most values first; --json has all
HEAD = ("records", "values", "evidenced", "share", "one source", "share", "disputed")


class Command(BaseCommand):
    """Prove that every published value rests on a citation, and say how far."""

    help = (
        "Check that every public value that needs evidence has a public citation that supports "
        "it, and that no source says otherwise without a reason for the choice. Prints the "
        "coverage by kind, field and mechanism, and fails with a list of what is missing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print it as JSON")
        parser.add_argument(
            "--store", action="store_true", help="keep the shares for the public page"
        )
        parser.add_argument(
            "--set-public",
            action="store_true",
            help="first set anew which records are public, where a trigger was switched off",
        )

    def handle(self, **options):
        if options["set_public"]:
            self.stderr.write(f"{set_anew()} records were set.")
        _check_public()
        found = survey()
        if options["store"]:
            store(found)
        names = dict(Mechanism.objects.filter(pk__in=found.mechanisms).values_list("pk", "name"))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found, names), ensure_ascii=False, indent=1))
        else:
            self._print(found, names)
        problems = [_unsupported(one) for one in found.uncited]
        problems += [_undeclared(*pair) for pair in found.undeclared]
        if wrong := what_is_looked_up_is_there(list(_looked_up())):
            raise CommandError(
                "These records give as reference data what is not so there; correct them:\n"
                + "\n".join([*wrong, *problems])
            )
        if problems:
            raise CommandError(
                f"{len(found.uncited)} published records have values that nothing supports, and "
                f"{len(found.undeclared)} citations state another value without a reason; cite a "
                "passage for each value, withdraw the record, or give the reason for the choice "
                "on the citation:\n" + "\n".join(problems)
            )

    def _print(self, found: Survey, names: dict[int, str]) -> None:
        kinds = [(kind, share) for kind, share in found.kinds.items()]
        self._table("kind", [*kinds, ("all", found.whole)])
        fields = [(f"{kind}.{name}", share) for (kind, name), share in found.fields.items()]
        self._table("field", fields)
        largest = sorted(found.mechanisms, key=lambda key: (-found.mechanisms[key].filled, key))
        shown = [(names.get(key, str(key)), found.mechanisms[key]) for key in largest[:MECHANISMS]]
        self._table("mechanism", shown)
        if (more := len(largest) - MECHANISMS) > 0:
            self.stdout.write(f"and {more} more mechanisms; --json has all")

    def _table(self, title: str, rows: Iterable[tuple[str, Share]]) -> None:
        line = "{:<36}{:>9}{:>9}{:>11}{:>8}{:>12}{:>8}{:>10}"
        self.stdout.write(line.format(title, *HEAD))
        for name, share in rows:
            self.stdout.write(
                line.format(
                    name if len(name) < 36 else name[:34] + "…",
                    share.records,
                    share.filled,
                    share.evidenced,
                    f"{share.part:.1%}",
                    share.single,
                    f"{share.part_single:.1%}",
                    share.disputed,
                )
            )
        self.stdout.write("")


def _as_json(found: Survey, names: dict[int, str]) -> dict[str, Any]:
    return {
        "register": _figures(found.whole),
        "kinds": [{"kind": kind, **_figures(share)} for kind, share in found.kinds.items()],
        "fields": [
            {"kind": kind, "field": name, **_figures(share)}
            for (kind, name), share in found.fields.items()
        ],
        "mechanisms": [
            {"name": names.get(key, ""), **_figures(share)}
            for key, share in found.mechanisms.items()
        ],
        "uncited": [
            {"kind": one.record.kind_name(), "id": one.record.uid, "fields": one.uncited}
            for one in found.uncited
        ],
        "undeclared": [
            {
                "citation": citation.uid,
                "kind": citation.subject_name,
                "id": citation.subject.uid,
                "fields": fields,
            }
            for citation, fields in found.undeclared
        ],
    }


def _figures(share: Share) -> dict[str, Any]:
    return {
        "records": share.records,
        "values": share.filled,
        "evidenced": share.evidenced,
        "share": round(share.part, 4),
        "single_source": share.single,
        "share_single_source": round(share.part_single, 4),
        "disputed": share.disputed,
    }


def _looked_up() -> Iterable[NamedRecord]:
    """The public records that are tied to reference data."""
    for kind in kinds():
        if issubclass(kind, NamedRecord) and kind.LOOKED_UP_BY:
            tied = Q.create([~Q(**{name: ""}) for name in kind.LOOKED_UP_BY], connector=Q.OR)
            yield from kind.objects.public().filter(tied).order_by("pk")  # type: ignore[attr-defined]


def _check_public() -> None:
    """Raise ``CommandError`` where the column of what is public is not what the rule says."""
    wrong = {kind: list(kept_wrongly(kind).order_by("pk")[:5]) for kind in kinds()}
    if any(wrong.values()):
        raise CommandError(
            "These records are kept as public and are not, or the other way round, as may be where "
            "rows were written while triggers were off; check_evidence --set-public sets them:\n"
            + "\n".join(describe(one) for some in wrong.values() for one in some)
        )


def _unsupported(found: Support) -> str:
    record = found.record
    said = f"{record.kind_name()} {record.uid} ({record}): {found.uncited_in_words}"
    return f"{said}. {found.passed_in_words}" if found.passed_in_words else said


def _undeclared(citation: Citation, fields: list[str]) -> str:
    record = citation.subject
    said = "; ".join(
        f"{field_name(type(record), name)}: the source says {citation.stated[name]}"
        for name in fields
    )
    return f"citation {citation.uid} ({citation.passage}) of {describe(record)}: {said}"

"""The commands that load and dump the register say what they did."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .small_register import edit

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue().strip()


def test_the_commands_say_what_they_did(folder, tmp_path):
    assert run("load_register", folder) == "13 created, 0 changed, 0 unchanged"
    assert run("load_register", folder) == "0 created, 0 changed, 13 unchanged"
    assert run("dump_register", tmp_path / "dump") == (
        "Wrote 2 topics, 0 places, 1 participants, 0 people, 0 mechanisms, 0 series, 1 meetings, "
        f"1 documents to {tmp_path / 'dump'}."
    )


def test_the_load_command_fails_with_the_list(folder):
    edit(folder, "meetings.yaml", "status: held", "status: hold")

    with pytest.raises(CommandError) as failed:
        run("load_register", folder)

    assert str(failed.value).splitlines()[0] == f"nothing was loaded from {folder}: 1 problem"


def test_the_dump_command_fails_where_it_cannot_write(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="give another folder"):
        run("dump_register", tmp_path / "file")

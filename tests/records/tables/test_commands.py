"""The commands: a table in, a table out."""

import io

import pytest
from django.core.management import CommandError, call_command

from mechanisms.models import Topic
from records.policy import Role, give_role
from tests import make

from .files import as_csv

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "topics.csv"
    path.write_bytes(as_csv(["name"], ["Fisheries"]))
    return str(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_out_and_in_again_changes_nothing(tmp_path, suffix):
    make.make_topic()
    path = str(tmp_path / f"topics.{suffix}")

    assert path in run("export_table", "topic", path)
    said = run("import_table", "topic", path)

    assert "0 created, 0 updated, 1 unchanged" in said


def test_a_dry_run_writes_nothing(table):
    said = run("import_table", "topic", table, "--dry-run")

    assert "create: row 2, Fisheries" in said
    assert "Encoding: UTF-8." in said
    assert not Topic.objects.exists()


def test_an_import_is_by_an_account_and_its_rights(table, django_user_model):
    user = django_user_model.objects.create_user("reader")
    give_role(user, Role.READER)
    with pytest.raises(CommandError, match="may not import"):
        run("import_table", "topic", table, "--by", "reader")
    with pytest.raises(CommandError, match="no account"):
        run("import_table", "topic", table, "--by", "nobody")

    give_role(user, Role.CONTRIBUTOR)
    run("import_table", "topic", table, "--by", "reader")
    assert Topic.objects.get().changed_by == user
    with pytest.raises(CommandError, match="may not publish"):
        run("import_table", "topic", table, "--by", "reader", "--publish")


def test_the_operator_may_publish(table):
    assert "1 published" in run("import_table", "topic", table, "--publish")
    assert Topic.objects.public().exists()


def test_what_is_wrong_is_said_with_its_place(tmp_path):
    path = tmp_path / "meetings.csv"
    path.write_bytes(as_csv(["name", "date"], ["A", "03/04/2020"]))
    out = io.StringIO()

    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_table", "meeting", str(path), stdout=out, stderr=io.StringIO())
    assert "error: B2: “03/04/2020”" in out.getvalue()

    assert "1 created" in run("import_table", "meeting", str(path), "--date-order", "dmy")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_table", "topic", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match=r"\.xlsx"):
        run("export_table", "topic", str(tmp_path / "topics.ods"))

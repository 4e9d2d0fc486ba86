"""Tables on the desk: template, export of the list, dry run, import."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk import uploads
from desk.tables import forms, runs
from mechanisms.models import Topic
from meetings.models import Meeting
from records.models import Proposal
from records.policy import Role, give_role
from records.tables.exporting import FORMATS
from records.tables.kinds import EXPORT_ONLY, kinds
from tests import make
from tests.axe import violations
from tests.records.tables.files import as_csv, as_xlsx, exported

pytestmark = pytest.mark.django_db

LIST = "/admin/mechanisms/topic/"
IMPORT = f"{LIST}table/import/"


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def upload(client: Client, data: bytes, name: str = "topics.csv", address: str = IMPORT, **more):
    response = client.post(address, {"file": SimpleUploadedFile(name, data), **more})
    assert response.status_code == 200
    return body(response)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(token|digest)" value="([^"]*)">', page))


def confirm(client: Client, page: str, address: str = IMPORT, **more):
    return body(client.post(address, {**hidden(page), "_import": "1", **more}))


def tally(page: str) -> dict[str, int]:
    found = re.findall(r'<div class="tally-(\w+)[^"]*">\s*<dt>[^<]*</dt>\s*<dd>(\d+)</dd>', page)
    return {status: int(number) for status, number in found}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_has_its_pages(admin_client: Client, kind: str):
    model = kinds()[kind]
    name = f"admin:{model._meta.app_label}_{kind}"
    page = admin_client.get(reverse(f"{name}_changelist")).content.decode()

    for form in ("csv", "xlsx"):
        address = reverse(f"{name}_table_export", args=[form])
        assert address in page
        response = admin_client.get(address)
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith(f'attachment; filename="{kind}-')
        assert b"".join(response.streaming_content)
    address = reverse(f"{name}_table_import")
    wanted = 403 if model in EXPORT_ONLY else 200
    assert admin_client.get(address).status_code == wanted
    assert (address in page) == (wanted == 200)
    template = admin_client.get(reverse(f"{name}_table_template", args=["csv"]))
    assert template.status_code == wanted
    assert wanted == 403 or b"".join(template.streaming_content)


@pytest.mark.parametrize(
    ("role", "out", "into"),
    [(None, 403, 403), (Role.READER, 200, 403), (Role.CONTRIBUTOR, 200, 200)],
)
def test_rights_are_the_policys(staff: Client, role, out, into):
    give_role(staff.user, role)
    staff.user.is_staff = True
    staff.user.save()

    for form in FORMATS:
        for what, wanted in (("export", out), ("template", into)):
            response = staff.get(f"{LIST}table/{what}.{form}")
            assert response.status_code == wanted
            if wanted == 200:
                assert b"".join(response.streaming_content)
    assert staff.get(IMPORT).status_code == into
    assert staff.post(IMPORT, {"token": "x", "_import": "1"}).status_code in (into, 302)
    if out == 200:
        assert (IMPORT in staff.get(LIST).content.decode()) == (into == 200)


def test_nobody_without_an_account_gets_a_table(client: Client):
    for address in (IMPORT, f"{LIST}table/export.csv"):
        assert client.get(address)["Location"].startswith("/admin/login/")


def test_an_export_is_the_list_with_its_filters(admin_client: Client):
    make.make_topic(name="Fisheries", state="draft")
    make.make_topic(name="Shipping")

    page = admin_client.get(f"{LIST}?state__exact=draft").content.decode()
    address = f"{LIST}table/export.csv?state__exact=draft"
    assert address in page
    text = body(admin_client.get(address))
    found = body(admin_client.get(f"{LIST}table/export.csv?q=shipp"))

    assert ("Fisheries" in text, "Shipping" in text) == (True, False)
    assert ("Fisheries" in found, "Shipping" in found) == (False, True)
    for wrong in ("state__exact=%00", "no__such=1"):
        assert admin_client.get(f"{LIST}table/export.csv?{wrong}")["Location"] == LIST


def test_a_refused_export_says_why(admin_client: Client):
    make.make_topic(summary="x" * 40_000)

    response = admin_client.get(f"{LIST}table/export.xlsx", follow=True)

    assert "Nothing is cut" in response.content.decode()


def test_first_a_dry_run_then_the_import(admin_client: Client):
    make.make_topic(slug="old", name="Old", state="draft")
    data = as_csv(["slug", "name"], ["old", "Renamed"], ["new", "<b>New</b>"])

    page = upload(admin_client, data)
    assert tally(page)["create"] == tally(page)["update"] == 1
    assert "Separator: comma (found out)." in page
    assert "&lt;b&gt;New&lt;/b&gt;" in page
    assert [topic.name for topic in Topic.objects.all()] == ["Old"]

    page = confirm(admin_client, page, why="A reason")
    assert "The table is imported." in page
    assert {topic.name for topic in Topic.objects.all()} == {"Renamed", "<b>New</b>"}
    assert Topic.objects.get(slug="new").state == "draft"


def test_progress_is_shown_while_the_work_goes_on(admin_client: Client):
    file = SimpleUploadedFile("topics.csv", as_csv(["name"], *([f"T{n}"] for n in range(1200))))
    pieces = [
        piece.decode() for piece in admin_client.post(IMPORT, {"file": file}).streaming_content
    ]

    lines = [piece for piece in pieces if piece.startswith("<li>")]
    assert "<li>Reading rows: 500 of 1,200</li>\n" in lines
    assert any(line.startswith("<li>Writing rows") for line in lines)
    assert "table-result" in pieces[-2]


def test_who_leaves_before_the_end_has_imported_nothing(admin_client: Client):
    page = upload(admin_client, as_csv(["name"], ["A"], ["B"]))

    response = admin_client.post(IMPORT, {**hidden(page), "_import": "1"})
    pieces = response._iterator
    next(piece for piece in pieces if b"Asking the rules" in piece)
    assert Topic.objects.count() == 2
    pieces.close()

    assert not Topic.objects.exists()


def test_the_question_about_dates_is_answered_on_the_page(admin_client: Client):
    address = "/admin/meetings/meeting/table/import/"
    data = as_xlsx(["name", "date"], ["A", "03/04/2020"])

    page = upload(admin_client, data, "meetings.xlsx", address)
    assert tally(page)["error"] == 1
    assert "B2" in page
    assert 'name="_import"' not in page

    page = body(admin_client.post(address, {**hidden(page), "order": "mdy", "_check": "1"}))
    assert tally(page)["create"] == 1
    confirm(admin_client, page, address, order="mdy")
    assert Meeting.objects.get().date == "2020-03-04"


def test_a_conflict_shows_both_sides_and_is_written_only_if_ticked(admin_client: Client):
    topic = make.make_topic(name="Before", state="draft")
    data = exported(Topic).decode().replace(",Before,", ",Mine,").encode()
    topic.name = "Theirs"
    topic.save()

    page = upload(admin_client, data)
    assert tally(page)["conflict"] == 1
    assert all(name in page for name in ("Before", "Theirs", "Mine"))
    confirm(admin_client, page)
    topic.refresh_from_db()
    assert topic.name == "Theirs"

    confirm(admin_client, upload(admin_client, data), over="2")
    topic.refresh_from_db()
    assert topic.name == "Mine"


def test_a_plan_that_is_no_longer_true_is_shown_anew_and_not_imported(admin_client: Client):
    topic = make.make_topic(slug="one", name="One", state="draft")
    page = upload(admin_client, as_csv(["slug", "name"], ["one", "Mine"]))
    topic.name = "Theirs"
    topic.save()

    page = confirm(admin_client, page)

    assert "the register has moved on" in page
    topic.refresh_from_db()
    assert topic.name == "Theirs"
    confirm(admin_client, page)
    topic.refresh_from_db()
    assert topic.name == "Mine"


def test_rows_for_what_is_public_are_proposed_by_a_contributor(staff: Client):
    give_role(staff.user, Role.CONTRIBUTOR)
    topic = make.make_topic(slug="public")

    page = upload(staff, as_csv(["slug", "name"], ["public", "Mine"]))

    assert tally(page)["proposal"] == 1
    assert "waits for a reviewer" in page
    assert 'name="publish"' not in page
    assert "/admin/records/proposal/" in confirm(staff, page)
    topic.refresh_from_db()
    assert topic.name != "Mine"
    assert Proposal.objects.get().identity_id == topic.uid


def test_an_upload_belongs_to_its_account_its_kind_and_its_day(
    admin_client: Client, django_user_model, monkeypatch
):
    page = upload(admin_client, as_csv(["name"], ["A"]))
    other = Client()
    user = django_user_model.objects.create_user("other")
    give_role(user, Role.CONTRIBUTOR)
    other.force_login(user)
    sent = {**hidden(page), "_import": "1"}

    for client, address in (
        (other, IMPORT),
        (admin_client, "/admin/mechanisms/person/table/import/"),
    ):
        assert client.post(address, sent).status_code == 302
    assert admin_client.post(IMPORT, {"token": "forged", "_import": "1"}).status_code == 302
    monkeypatch.setattr(uploads, "KEPT", timedelta(seconds=-1))
    assert admin_client.post(IMPORT, sent).status_code == 302
    assert not Topic.objects.exists()


def test_an_imported_table_is_not_kept(admin_client: Client, settings):
    page = upload(admin_client, as_csv(["name"], ["A"]))
    assert len(list((settings.MEDIA_ROOT / "tables").iterdir())) == 1

    confirm(admin_client, page)

    assert list((settings.MEDIA_ROOT / "tables").iterdir()) == []
    again = confirm(admin_client, page)
    assert "no longer kept" in again
    assert Topic.objects.count() == 1


def test_a_file_that_is_no_table_says_what_to_do(admin_client: Client, monkeypatch):
    assert "save it as .xlsx" in upload(admin_client, b"\xd0\xcf\x11\xe0")
    monkeypatch.setattr(forms, "MAX_BYTES", 3)
    response = admin_client.post(IMPORT, {"file": SimpleUploadedFile("a.csv", b"name\n")})
    assert "split it" in response.content.decode()
    assert "Choose a file." in admin_client.post(IMPORT).content.decode()


def test_problems_on_one_page_are_bounded(admin_client: Client, monkeypatch):
    monkeypatch.setattr(runs, "SHOWN", 2)

    page = upload(admin_client, as_csv(["slug"], ["a"], ["b"], ["c"], ["d"], ["e"]))

    assert page.count('data-label="what is wrong"') == 2
    assert "and 3 more" in page


# In the browser


@pytest.mark.django_db(transaction=True)
def test_an_editor_imports_a_table_in_the_browser(desk, tmp_path, exhaustive):
    """Each step in one width; in both where exhaustive."""

    def looks_right(*widths: int) -> None:
        for width in (1440, 390) if exhaustive else widths:
            desk.set_viewport_size({"width": width, "height": 900})
            assert violations(desk) == []

    topic = make.make_topic(name="Before", state="draft")
    rows = exported(Topic).decode().replace(",Before,", ",Mine,")
    topic.name = "Theirs"
    topic.save()
    table = tmp_path / "topics.csv"
    table.write_text(rows + ",,,New topic,,,,\r\n", encoding="utf-8")

    desk.goto(LIST)
    desk.click("text=Import a table")
    looks_right(1440)
    desk.set_input_files("#id_file", table)
    desk.click("text=See what it would do")
    desk.wait_for_selector("text=this is what the table would do")
    assert not desk.is_visible(".table-progress")
    looks_right(390)
    for width in (390, 1440):
        desk.set_viewport_size({"width": width, "height": 900})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.check("text=Write mine over theirs in row 2")
    desk.fill("#why", "From the register of topics")
    desk.click("input[name=_import]")
    desk.wait_for_selector("text=The table is imported.")
    looks_right(1440)

    assert set(Topic.objects.values_list("name", flat=True)) == {"Mine", "New topic"}

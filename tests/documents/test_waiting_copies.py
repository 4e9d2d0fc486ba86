"""With four eyes, a copy that an account brings to a public document waits for somebody else."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from documents import waiting_copies
from documents.comparing_copies import compare
from documents.copies import newest_text
from documents.importing import import_document
from documents.models import Anchor, Capture, Citation, Document, Passage, check_citation
from documents.register.dumping import dump_register
from records import workflow
from records.approval import mark_of
from records.history.batches import batch
from records.models import HouseRules
from records.policy import Role
from tests import make
from tests.desk.forms import notices
from tests.desk.importing.test_import import take

pytestmark = pytest.mark.django_db

LINE = "Delegates of seven island states met in the lighthouse on 9 June 2011."
MORE = "They asked the keeper to write down the hours of every storm."
BOOK = f"Report of the keepers\n\nThe storms\n\n{LINE}\n\n{MORE}\n"
FORGED = "Zyxwforged"
OTHER = f"Report of the keepers\n\n{FORGED} came first.\n\nThe storms\n\n{LINE}\n\n{MORE}\n"


@pytest.fixture
def citation(db) -> Citation:
    """A public citation of a public document, of which everybody may read the text."""
    done = import_document(data=BOOK.encode(), file_name="a.txt", rights="public", title="Keepers")
    Document.objects.update(state="published")
    passage = done.capture.passages.get(text=LINE)
    return make.make_citation(make.make_meeting(name="Lighthouse talks"), passage=passage)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def bring(by, text: str = OTHER) -> Capture:
    """``by`` brings another copy of the only document."""
    with batch("import", by=by, what="b.txt"):
        home = Document.objects.get()
        return import_document(data=text.encode(), file_name="b.txt", document=home.slug).capture


def place(citation: Citation) -> tuple[int, int, str]:
    citation.refresh_from_db()
    return citation.passage.capture_id, citation.start, citation.quote


def public_page(citation: Citation) -> str:
    return Client().get(citation.passage.capture.document.get_absolute_url()).content.decode()


# What waits


def test_a_copy_that_one_reviewer_brings_alone_is_not_what_readers_see(rose, citation):
    before = place(citation)
    home = citation.passage.capture.document

    answer = take(signed_in(rose), OTHER.encode(), "b.txt", document=home.pk)

    capture = Capture.objects.get(text=OTHER)
    assert (capture.waits, capture.brought_by) == (True, rose)
    assert place(citation) == before
    assert newest_text(home) == citation.passage.capture
    assert LINE in public_page(citation)
    assert FORGED not in public_page(citation)
    assert "waits for another reviewer" in notices(answer)[0]


def test_commands_drafts_and_houses_without_four_eyes_wait_for_nobody(rose, citation):
    by_command = bring(None, OTHER)
    Document.objects.update(state="draft")
    of_draft = bring(rose, OTHER + "\nOnce more.\n")
    Document.objects.update(state="published")
    HouseRules.objects.update(four_eyes=False)
    alone = bring(rose, OTHER + "\nAnd again.\n")

    assert [one.waits for one in (by_command, of_draft, alone)] == [False, False, False]
    assert place(citation)[0] == alone.pk


def test_a_public_document_whose_text_was_not_held_says_so_until_somebody_agrees(rose, roy):
    home = make.make_document(rights="not_held")

    capture = bring(rose)
    home.refresh_from_db()
    assert (capture.waits, home.rights) == (True, "not_held")
    waiting_copies.accept_copy(capture, by=roy, seen=waiting_copies.mark(capture))

    home.refresh_from_db()
    assert (home.rights, home.changed_by) == ("editors", rose)


# What the database refuses


def written(sql: str, *values, by=None) -> None:
    with batch("request", by=by, what="by hand"), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_lets_nobody_end_the_waiting_of_what_they_brought(rose, roy, citation):
    capture = bring(rose)
    agree = "UPDATE documents_capture SET waits = false WHERE id = %s"
    steal = "UPDATE documents_capture SET brought_by_id = %s WHERE id = %s"

    with pytest.raises(DatabaseError, match="four_eyes"):
        written(agree, capture.pk, by=rose)
    with pytest.raises(DatabaseError, match="capture_is_immutable"):
        written(steal, roy.pk, capture.pk, by=rose)
    written(agree, capture.pk, by=roy)

    assert not Capture.objects.waiting().exists()


def test_a_copy_inserted_by_hand_waits_too_and_names_who_wrote_it(rose, roy, citation):
    with batch("request", by=rose, what="by hand"):
        capture = make.make_capture(document=Document.objects.get(), waits=False, brought_by=roy)

    capture.refresh_from_db()
    assert (capture.waits, capture.brought_by) == (True, rose)


def test_nothing_rests_on_a_copy_that_waits(rose, citation):
    passage = bring(rose).passages.first()
    wanted = Citation(
        meeting=citation.meeting, passage=passage, start=passage.start, end=passage.end
    )

    with pytest.raises(ValidationError, match="waits for another reviewer"):
        check_citation(wanted)
    with pytest.raises(DatabaseError, match="copy_waits"), transaction.atomic():
        wanted.save()


def test_a_cited_copy_cannot_be_made_to_wait(citation):
    Capture.objects.update(waits=True)

    with pytest.raises(DatabaseError, match="copy_waits"):
        connection.check_constraints()


def test_nobody_publishes_a_draft_with_a_copy_that_they_brought(rose, roy, citation):
    Document.objects.update(state="draft")
    bring(rose)
    home = Document.objects.get()

    with pytest.raises(ValidationError, match="you imported a copy of it"):
        workflow.publish(home, by=rose)
    with pytest.raises(DatabaseError, match="four_eyes"):
        written("UPDATE documents_document SET state = 'published'", by=rose)
    with batch("request", by=roy):
        assert workflow.publish(home, by=roy, seen=mark_of([home])).state == "published"


# Agreeing and refusing


def test_another_reviewer_agrees_and_citations_follow_their_words(rose, roy, citation):
    capture = bring(rose)

    done = waiting_copies.accept_copy(
        capture, by=roy, seen=waiting_copies.mark(capture), why="It is the second edition."
    )

    assert done.moved == 1
    assert place(citation) == (capture.pk, OTHER.index(LINE), LINE)
    assert FORGED in public_page(citation)
    assert Anchor.objects.get().decision == "taken"


def test_who_brought_a_copy_does_not_agree_to_it_and_a_contributor_to_none(rose, account, citation):
    capture = bring(rose)

    with pytest.raises(ValidationError, match="somebody else has to agree"):
        waiting_copies.accept_copy(capture, by=rose, seen=waiting_copies.mark(capture))
    with pytest.raises(PermissionDenied):
        waiting_copies.accept_copy(capture, by=account("carla", Role.CONTRIBUTOR))
    with pytest.raises(PermissionDenied):
        waiting_copies.refuse_copy(capture, by=account("carl", Role.CONTRIBUTOR))
    assert Capture.objects.waiting().get() == capture


def test_a_refused_copy_leaves_nothing(rose, roy, citation, django_capture_on_commit_callbacks):
    capture = bring(rose)
    before, name = place(citation), capture.file.name

    with django_capture_on_commit_callbacks(execute=True):
        waiting_copies.refuse_copy(capture, by=roy)

    assert Capture.objects.get() == citation.passage.capture
    assert not Passage.objects.filter(capture=capture.pk).exists()
    assert (place(citation), default_storage.exists(name)) == (before, False)
    with pytest.raises(ValidationError, match="waits no longer"):
        waiting_copies.accept_copy(capture, by=roy, seen=waiting_copies.mark(capture))


# Nowhere in public


def test_pages_api_and_exports_do_not_tell_that_a_copy_waits(rose, citation, client, tmp_path):
    home = citation.passage.capture.document
    addresses = [
        home.get_absolute_url(),
        f"{home.get_absolute_url()}?capture={{sha}}",
        reverse("document_facts", args=[home.slug]),
        f"/api/v1/documents/{home.uid}/",
        "/api/v1/documents/?expand=captures,citations",
        "/api/v1/passages/",
        "/api/v1/passages/?format=csv",
        f"/api/v1/passages/?document={home.slug}",
        "/api/v1/passages/{sha16}-1/",
        "/api/v1/changes/",
        "/api/v1/search/?q=Zyxw",
        reverse("search") + "?q=Zyxw",
        reverse("sitemap"),
    ]

    def answers(sha: str) -> list[tuple[int, str]]:
        asked = [one.format(sha=sha[:12], sha16=sha[:16]) for one in addresses]
        found = [client.get(one) for one in asked]
        return [(one.status_code, one.getvalue().decode().replace(sha[:12], "")) for one in found]

    def dumped() -> dict[str, str]:
        dump_register(tmp_path)
        return {one.name: one.read_text() for one in tmp_path.rglob("*.yaml")}

    before, dumped_before = answers("0" * 64), dumped()
    capture = bring(rose)

    after = answers(capture.sha256)
    assert [status for status, _text in after] == [status for status, _text in before]
    assert not [text for _status, text in after if FORGED in text or capture.sha256[:12] in text]
    assert dumped() == dumped_before


# What a reviewer sees


def test_the_page_of_a_copy_shows_what_changes_and_takes_the_decision(rose, roy, citation):
    capture = bring(rose)
    page = reverse("admin:copy", args=[capture.pk])
    listed = signed_in(roy).get(reverse("admin:work", args=["copies"])).content.decode()
    shown = signed_in(roy).get(page).content.decode()
    own = signed_in(rose).get(page).content.decode()

    assert page in listed
    assert "rose" in listed
    assert f"{FORGED} came first." in shown
    assert LINE not in shown[: shown.index("The whole copy")]
    assert all(words in shown for words in (LINE, MORE, f"the file {capture.sha256[:12]}…"))
    assert ('value="agree"' in shown, 'value="agree"' in own) == (True, False)
    on_document = reverse("admin:documents_document_change", args=[capture.document_id])
    assert page in signed_in(roy).get(on_document).content.decode()

    refused = signed_in(rose).post(page, {"decision": "agree"}, follow=True)
    assert "somebody else has to agree" in notices(refused)[0]
    mark = re.search(r'name="seen" value="([^"]+)"', shown)[1]  # type: ignore[index]
    agreed = signed_in(roy).post(
        page, {"decision": "agree", "why": "Seen.", "seen": mark}, follow=True
    )
    assert "1 followed their words" in notices(agreed)[0]
    assert not Capture.objects.waiting().exists()
    assert signed_in(roy).get(page).status_code == 404


def test_all_of_a_long_copy_is_within_reach_of_its_page(rose, roy, citation, monkeypatch):
    monkeypatch.setattr("records.shown_many.PAGE", 40)
    monkeypatch.setattr("records.shown_many.STRETCH", 10)
    HouseRules.objects.update(four_eyes=True)
    Document.objects.update(rights="editors")
    lines = [f"Remark {number:03} of the keeper." for number in range(1, 101)]
    capture = bring(rose, f"{OTHER}\n" + "\n\n".join(lines))
    page, client = reverse("admin:copy", args=[capture.pk]), signed_in(roy)
    shown = client.get(page).content.decode()
    links = [
        one.replace("&amp;", "&") for one in re.findall(r'href="(\?[^"#]*open=[^"#]*)#', shown)
    ]
    pages = [client.get(page + link).content.decode() for link in links]

    assert not [line for line in lines if not any(line in one for one in (shown, *pages))]
    assert lines[-1] not in shown.partition("The whole copy")[2]

    mark = re.search(r'name="seen" value="([^"]+)"', pages[-1])[1]  # type: ignore[index]
    capture.passages.filter(number=1).update(summary="Added after the first page was read.")
    refused = client.post(page, {"decision": "agree", "seen": mark}, follow=True)
    assert "changed while you were looking" in notices(refused)[0]
    assert Capture.objects.waiting().get() == capture


def test_a_comparison_names_what_goes_comes_and_changes_and_says_where_it_ends(citation):
    old = citation.passage.capture
    lines = [f"Storm {number} blew for {number} hours." for number in range(60)]
    long = make.make_capture("\n\n".join(lines), document=old.document)
    for number, line in enumerate(lines, 1):
        start = long.text.index(line)
        make.make_passage(capture=long, number=number, start=start, end=start + len(line))
    changed = make.make_capture(long.text.replace("hours", "nights"), document=old.document)
    for number, one in enumerate(long.passages.order_by("number"), 1):
        text = changed.text
        make.make_passage(
            capture=changed,
            number=number,
            start=one.start + number - 1,
            end=min(one.end + number, len(text)),
        )

    same, other, fresh = compare(old, old), compare(long, changed), compare(None, old)

    assert (same.stretches, same.more, same.is_whole) == ([], 0, True)
    assert [(one.is_cut, one.before) for one in other.stretches] == [(True, "¶1 – ¶10")]
    assert ("added", "nights") in other.stretches[0].words
    assert [one.before for one in fresh.stretches] == [""]

"""What would change what is public waits beside it, until another accepts it or not."""

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Citation
from mechanisms.models import MechanismName
from meetings.models import Meeting, Participation
from records.history import proposals
from records.models import Proposal
from records.policy import Role
from tests import make
from tests.desk.cited_records import cited, fresh
from tests.desk.forms import errors, notices, read_form, read_form_of, send
from tests.desk.pages import change_address
from tests.html import squeezed

pytestmark = pytest.mark.django_db


def test_a_change_of_what_is_public_waits_beside_it(ann, rose):
    meeting = cited(make.make_meeting(summary="They met."))
    before = fresh(meeting).version

    response = send(ann, change_address(meeting), summary="They met at sea.", why="Clearer")

    proposal = Proposal.objects.get()
    assert response["Location"] == reverse("admin:records_proposal_change", args=[proposal.pk])
    assert (fresh(meeting).summary, fresh(meeting).version) == ("They met.", before)
    assert (proposal.author, proposal.why) == (ann.user, "Clearer")
    shown = rose.get(reverse("admin:records_proposal_change", args=[proposal.pk]))
    page = squeezed(shown.content.decode())
    assert '<ins class="keep-lines"> at sea</ins>' in page
    assert meeting.name in rose.get(reverse("admin:records_proposal_changelist")).content.decode()


def decide(client: Client, proposal: Proposal, button: str, **values):
    address = reverse("admin:records_proposal_change", args=[proposal.pk])
    now = Proposal.objects.get(pk=proposal.pk)
    sent = {"version": now.version, "seen": proposals.mark(now), button: "1", **values}
    return client.post(address, sent, follow=True)


def test_accepting_writes_it_in_its_authors_name(ann, rose, roy):
    meeting = cited(make.make_meeting())
    send(ann, change_address(meeting), summary="They met at sea.", why="Clearer")
    proposal = Proposal.objects.get()

    assert ann.get(reverse("admin:records_proposal_change", args=[proposal.pk])).status_code == 200
    assert decide(ann, proposal, "_accept").status_code == 403
    decide(rose, proposal, "_accept")

    now = fresh(meeting)
    assert (now.summary, now.changed_by, now.self_published) == (
        "They met at sea.",
        ann.user,
        False,
    )
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("accepted", rose.user)
    late = decide(roy, proposal, "_reject", remark="No")
    assert "In the meantime" in notices(late)[0]
    assert fresh(meeting).summary == "They met at sea."


def test_relations_names_parts_and_citations_are_proposed_as_well(ann, rose):
    meeting, topic, japan = cited(make.make_meeting()), make.make_topic(), make.make_participant()
    passage = make.make_passage()
    send(
        ann,
        change_address(meeting),
        topics=str(topic.pk),
        names__0__text="Gipfel",
        names__0__language="de",
        names__0__kind="alias",
        participations__0__participant=japan.pk,
        participations__0__role="host",
        citations__1__passage=passage.pk,
        citations__1__quote="",
        citations__1__fields=["names"],
        citations__1__also=["added"],
    )
    proposal = Proposal.objects.get()
    assert not meeting.names.exists()
    assert not meeting.participations.exists()

    decide(rose, proposal, "_accept")

    assert [name.text for name in meeting.names.all()] == ["Gipfel"]
    assert list(meeting.topics.all()) == [topic]
    (participation,) = Participation.objects.filter(meeting=meeting).public()
    assert Citation.objects.filter(participation=participation).public().count() == 1
    assert Meeting.objects.search("Gipfel").get() == meeting


def test_part_of_a_proposal_is_accepted_and_the_rest_is_not(ann, rose):
    meeting = cited(make.make_meeting(slug="old-slug"))
    send(
        ann,
        change_address(meeting),
        summary="New",
        slug="new-slug",
        topics=str(make.make_topic().pk),
    )
    proposal = Proposal.objects.get()
    pieces = proposals.pieces(proposals.changes_of(proposal))
    assert len(pieces) == 3
    wanted = [piece for piece in pieces if piece.endswith(":summary")]

    decide(rose, proposal, "_accept_part", piece=wanted)

    now = fresh(meeting)
    assert (now.summary, now.slug, now.topics.count()) == ("New", "old-slug", 0)
    proposal.refresh_from_db()
    assert proposal.status == "in_part"
    assert proposals.taken(proposal) == set(wanted)
    page = ann.get(reverse("admin:records_proposal_change", args=[proposal.pk])).content.decode()
    assert (page.count("piece-taken"), page.count("piece-left")) == (1, 2)


def test_a_proposal_goes_stale_when_the_same_value_moves_on(ann, rose):
    meeting = cited(make.make_meeting())
    send(ann, change_address(meeting), summary="Mine")
    proposal = Proposal.objects.get()
    Meeting.objects.filter(pk=meeting.pk).update(summary="Theirs")

    page = rose.get(reverse("admin:records_proposal_change", args=[proposal.pk])).content.decode()
    assert "Out of date" in page
    assert "Summary has since become Theirs" in page
    refused = decide(rose, proposal, "_accept")

    assert "Summary has since become Theirs" in notices(refused)[0]
    assert fresh(meeting).summary == "Theirs"
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


def test_a_returned_proposal_is_gone_on_with(ann, rose):
    meeting = cited(make.make_meeting(slug="old-slug"))
    send(
        ann,
        change_address(meeting),
        summary="Frist",
        names__0__text="Gipfel",
        names__0__language="de",
        names__0__kind="alias",
        citations__1__passage=make.make_passage().pk,
        citations__1__fields=["names"],
    )
    proposal = Proposal.objects.get()
    assert (
        "A remark is needed"
        in rose.get(reverse("admin:records_proposal_change", args=[proposal.pk])).content.decode()
    )
    decide(rose, proposal, "_return", remark="A slip of type.")

    address = f"{change_address(meeting)}?proposal={proposal.pk}"
    form = read_form(ann, address)
    assert (form["summary"], form["names-0-text"]) == (["Frist"], ["Gipfel"])
    asked = send(ann, address, start=form, summary="First", names__0__text="Der Gipfel")
    (question,) = asked.context["questions"]
    send(ann, address, start=read_form_of(asked), **{question.key: "yes"})

    proposal.refresh_from_db()
    assert (proposal.status, Proposal.objects.count()) == ("waiting", 1)
    assert not MechanismName.objects.exists()
    assert not meeting.names.exists()
    decide(rose, proposal, "_accept")
    assert fresh(meeting).summary == "First"
    assert [name.text for name in meeting.names.all()] == ["Der Gipfel"]


def test_an_error_in_a_proposal_is_told_at_its_field_and_keeps_what_was_typed(ann):
    meeting = cited(make.make_meeting())

    response = send(ann, change_address(meeting), date="2016-13", summary="Kept")

    assert "date" in errors(response)
    assert "Kept" in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_value_without_evidence_cannot_even_be_proposed(ann):
    meeting = cited(make.make_meeting(level=""))

    response = send(ann, change_address(meeting), level="leaders")

    assert errors(response)["level"] == ["No public document is cited for this."]
    assert not Proposal.objects.exists()


def test_a_reviewers_own_change_of_what_is_public_waits_too(rose, roy):
    meeting = cited(make.make_meeting())
    send(rose, change_address(meeting), summary="Mine")
    proposal = Proposal.objects.get()

    assert fresh(meeting).summary == ""
    assert decide(rose, proposal, "_accept").status_code == 403
    decide(roy, proposal, "_accept")

    assert fresh(meeting).summary == "Mine"


def test_nothing_proposed_is_said(ann):
    meeting = cited(make.make_meeting())

    response = send(ann, change_address(meeting))

    assert "Nothing would change" in notices(response)[0]
    assert not Proposal.objects.exists()


def test_somebody_elses_proposal_is_not_gone_on_with(ann, account):
    meeting = cited(make.make_meeting())
    send(ann, change_address(meeting), summary="Mine")
    proposal = Proposal.objects.get()
    ben = account("ben", Role.CONTRIBUTOR)

    assert ben.get(f"{change_address(meeting)}?proposal={proposal.pk}").status_code == 404
    assert decide(ben, proposal, "_take_back").status_code == 403
    decide(ann, proposal, "_take_back")

    proposal.refresh_from_db()
    assert proposal.status == "taken_back"


def test_the_summary_of_a_public_passage_is_proposed(ann, rose, roy):
    passage = make.make_passage()
    address = reverse("admin:documents_passage_change", args=[passage.pk])
    assert "Propose this change" in rose.get(address).content.decode()

    send(rose, address, summary="It tells of two talks.")
    proposal = Proposal.objects.get()
    assert fresh(passage).summary == ""
    assert proposal.identity_id == passage.capture.document.uid
    send(rose, f"{address}?proposal={proposal.pk}", summary="It tells of three talks.")
    decide(roy, proposal, "_accept")

    assert fresh(passage).summary == "It tells of three talks."


def test_each_value_is_shown_whole_with_the_words_cited_for_it(ann, rose):
    text = "The summit opened on 7 September.\n\nIts last day was 8 September."
    meeting = make.make_meeting(date="2016-09-07", summary="They met.")
    capture = make.make_capture(text)
    first, last = (
        make.make_passage(capture=capture, start=start, end=end)
        for start, end in ((0, 33), (35, 64))
    )
    make.make_citation(
        meeting, passage=first, start=21, end=32, prefix="The summit opened on ", suffix="."
    )
    send(
        ann,
        change_address(meeting),
        date="2016-09-08",
        citations__1__passage=last.pk,
        citations__1__quote="8 September",
        citations__1__fields=["date"],
    )
    proposal = Proposal.objects.get()
    address = reverse("admin:records_proposal_change", args=[proposal.pk])

    page = squeezed(rose.get(address).content.decode())

    row = page[page.index("Date held</label>") :]
    now, then = row.partition("</td>")[0], row.partition("</td>")[2].partition("</td>")[0]
    assert '<del class="keep-lines">2016-09-07</del>' in now
    assert "The summit opened on <mark>7 September</mark>." in now
    assert '<ins class="keep-lines">2016-09-08</ins>' in then
    assert "<mark>8 September</mark>" in then
    assert "cited with this proposal" in then
    assert "cited with this proposal" not in now


def test_a_value_for_which_nothing_is_cited_any_more_says_so(ann, rose):
    meeting = cited(make.make_meeting(date="2016-09-07"))
    passage = make.make_passage()
    send(
        ann,
        change_address(meeting),
        date="2016-09-08",
        citations__1__passage=passage.pk,
        citations__1__quote="",
        citations__1__fields=["date"],
    )
    proposal = Proposal.objects.get()
    kept = [one for one in proposal.changes if one["model"] != "documents.citation"]
    Proposal.objects.update(changes=kept)
    address = reverse("admin:records_proposal_change", args=[proposal.pk])

    page = squeezed(rose.get(address).content.decode())

    assert page.count("No passage is cited for this value.") == 1

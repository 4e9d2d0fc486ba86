"""No row holds a choice that its model does not offer, whichever door it comes by."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction

from mechanisms.models import Mechanism
from records.choices import choice_rules, keep_choices
from records.history import changes, proposals, timeline, undoing
from records.history.batches import batch
from records.history.events import tracked
from records.refusals import sentence_of
from tests import make
from tests.rules.sql import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(django_user_model):
    return django_user_model.objects.create_superuser("chief")


@pytest.fixture
def gone() -> Mechanism:
    """A mechanism whose history knows a kind that is offered no more, as old code left it."""
    mechanism = make.make_mechanism(kind="forum", state="draft")
    table, columns = "mechanisms_mechanismevent", []
    for column in tracked()[Mechanism]._meta.concrete_fields:
        if column.name != "pgh_id":
            columns.append(column.column)
    values = ["'moot'" if one == "kind" else f'"{one}"' for one in columns]
    names = ", ".join(f'"{one}"' for one in columns)
    run(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table}"
        " WHERE pgh_obj_id = %s",
        mechanism.pk,
    )
    with batch("request"):
        Mechanism.objects.filter(pk=mechanism.pk).update(kind="dialogue")
    return mechanism


def test_every_column_with_choices_has_its_rule():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE conname ~ '_choices_'"
        )
        there = dict(cursor.fetchall())

    assert there == {rule.name: True for rule in choice_rules()}
    assert len(there) > 50


def test_each_rule_lists_the_choices_of_its_column():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint")
        said = dict(cursor.fetchall())

    for rule in choice_rules():
        offered = {str(value) for value, _label in rule.field.flatchoices}
        assert set(rule.values) - {""} == offered - {""}
        assert all(f"'{value}'" in said[rule.name] for value in rule.values)


def test_sql_is_refused_with_a_sentence_that_says_what_may_stand_there():
    mechanism = make.make_mechanism(kind="forum")

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Mechanism.objects.filter(pk=mechanism.pk).update(kind="moot")

    assert sentence_of(refusal.value).startswith("“kind” must be one of: organization, forum,")


def test_a_change_is_not_reverted_to_a_choice_that_is_gone(gone, chief):
    (newest, *_older), _until = timeline.entries(gone)

    with pytest.raises(changes.Impossible) as refusal:
        undoing.revert(gone, newest.steps[-1].key, by=chief)

    (line,) = refusal.value.messages
    assert "“moot” is none of the choices of “kind” any more: choose another." in line
    assert Mechanism.objects.get(pk=gone.pk).kind == "dialogue"


def test_a_batch_is_not_undone_to_a_choice_that_is_gone(gone, chief):
    (newest, *_older), _until = timeline.entries(gone)

    with pytest.raises(changes.Impossible, match="none of the choices"):
        undoing.undo(newest.batch, by=chief)


def test_an_old_proposal_that_holds_such_a_choice_is_stale(django_user_model):
    mechanism = make.make_mechanism(kind="forum")
    ann = django_user_model.objects.create_user("ann")
    wanted = proposals.rehearse(
        lambda: Mechanism.objects.filter(pk=mechanism.pk).update(kind="dialogue")
    )
    proposal = proposals.propose(wanted, by=ann, record=mechanism)
    proposal.changes[0]["after"]["kind"] = "moot"
    proposal.save()

    (line,) = proposals.obstacles(proposal)
    assert "“moot” is none of the choices" in line


def test_what_a_validator_refuses_is_not_written_either():
    topic = make.make_topic(state="draft")
    wanted = proposals.rehearse(lambda: topic.names.create(text="Häfen", language="de"))
    (added,) = [change for change in wanted if change.kind == "added"]
    assert added.after is not None
    added.after["language"] = "German"

    with pytest.raises(changes.Impossible, match="Write a language tag"):
        changes.write(wanted)


def test_rows_of_old_do_not_stop_the_upgrade_and_the_log_names_their_table(caplog):
    mechanism = make.make_mechanism(kind="forum")
    (name,) = (
        rule.name for rule in choice_rules() if rule.name.startswith("mechanisms_mechanism_kind")
    )
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f'ALTER TABLE mechanisms_mechanism DROP CONSTRAINT "{name}"')
    run("UPDATE mechanisms_mechanism SET kind = 'moot' WHERE id = %s", mechanism.pk)

    with caplog.at_level(logging.WARNING):
        keep_choices()

    assert "mechanisms_mechanism holds rows with a choice" in caplog.text
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make.make_mechanism(kind="moot")
    assert Mechanism.objects.get().kind == "moot"

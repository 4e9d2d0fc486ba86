"""Rules of evidence that the database keeps."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import transaction

from records.triggers import told


@contextmanager
def placing() -> Iterator[None]:
    """Inside, a citation may follow its words to another place without a new author.

    Only for words that stay the same: what is published then says what it said, so nobody has
    to agree to it again. Set by ``documents.quoting`` and ``documents.anchoring`` alone.
    """
    with transaction.atomic(), told("fora.placing"):
        yield


def bring_capture() -> pgtrigger.Trigger:
    """Note who imports a copy; with four eyes, one for a public document waits."""
    return pgtrigger.Trigger(
        name="bring_capture",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            NEW.brought_by_id := coalesce(fora_author(), NEW.brought_by_id);
            IF fora_actor() IS NOT NULL AND fora_four_eyes() THEN
                PERFORM 1 FROM documents_document
                WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
                NEW.waits := NEW.waits OR FOUND;
            END IF;
            RETURN NEW;
        """,
    )


def publish_copies_of_others() -> pgtrigger.Trigger:
    """With four eyes, nobody makes a document public with a copy that they imported."""
    return pgtrigger.Trigger(
        name="publish_copies_of_others",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("state"),
        condition=pgtrigger.Condition("NEW.state = 'published' AND OLD.state <> 'published'"),
        func="""
            PERFORM 1 FROM documents_capture
            WHERE document_id = NEW.id AND NOT waits AND brought_by_id = fora_actor()
                AND fora_four_eyes();
            IF FOUND THEN
                RAISE EXCEPTION 'four_eyes: nobody publishes a copy that they brought'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def keep_capture() -> pgtrigger.Trigger:
    """A capture never changes; the text of one known by its hash may be filled in, once.

    It goes to another document only where its own is merged into that one, and back
    (``fora.merging``, set by ``records.merging.merge`` alone). One that waits is agreed to by
    somebody else than who imported it, where the institute asks for four eyes.
    """
    return pgtrigger.Trigger(
        name="keep_capture",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF OLD.waits AND NOT NEW.waits AND OLD.brought_by_id = fora_actor()
               AND fora_four_eyes()
            THEN
                RAISE EXCEPTION 'four_eyes: nobody agrees to a copy that they brought'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF (OLD.sha256, OLD.byte_length, OLD.char_length, OLD.created_at, OLD.brought_by_id)
                IS DISTINCT FROM
               (NEW.sha256, NEW.byte_length, NEW.char_length, NEW.created_at, NEW.brought_by_id)
               OR (OLD.document_id IS DISTINCT FROM NEW.document_id
                   AND current_setting('fora.merging', true) IS DISTINCT FROM 'on')
               OR (OLD.text IS NOT NULL AND NEW.text IS DISTINCT FROM OLD.text)
               OR (OLD.text IS NOT NULL AND NEW.file IS DISTINCT FROM OLD.file)
               OR (OLD.text IS NOT NULL AND (NEW.encoding, NEW.extractor)
                   IS DISTINCT FROM (OLD.encoding, OLD.extractor))
            THEN
                RAISE EXCEPTION 'capture_is_immutable: make a new capture instead'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def keep_cited_agreed() -> pgtrigger.Trigger:
    """A copy waits again only once nothing rests on it; asked when all of a change is written."""
    return pgtrigger.Trigger(
        name="keep_cited_agreed",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("waits"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition("NEW.waits AND NOT OLD.waits"),
        func="""
            PERFORM 1 FROM documents_citation c
            JOIN documents_passage p ON p.id = c.passage_id
            WHERE p.capture_id = NEW.id;
            IF FOUND THEN
                RAISE EXCEPTION 'copy_waits: citations rest on this copy'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,
    )


def citation_inside_passage() -> pgtrigger.Trigger:
    """A citation's characters lie inside its passage, and its copy waits for nobody."""
    return pgtrigger.Trigger(
        name="citation_inside_passage",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("copy_waits", "boolean")],
        func="""
            SELECT c.waits INTO copy_waits
            FROM documents_passage p JOIN documents_capture c ON c.id = p.capture_id
            WHERE p.id = NEW.passage_id AND p.start <= NEW.start AND NEW."end" <= p."end"
            FOR SHARE OF p;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'citation_inside_passage: characters % to % are outside it',
                    NEW.start, NEW."end" USING ERRCODE = 'check_violation';
            END IF;
            IF copy_waits THEN
                RAISE EXCEPTION 'copy_waits: its words cannot be cited yet'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )

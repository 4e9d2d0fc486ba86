"""Rules of evidence that the database keeps."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction


@contextmanager
def placing() -> Iterator[None]:
    """Inside, a citation may follow its words to another place without a new author.

    Only for words that stay the same: what is published then says what it said, so nobody has
    to agree to it again. Set by the ingestion of files and by ``documents.anchoring`` alone.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fora.placing', 'on', true)")
        yield
        cursor.execute("SELECT set_config('fora.placing', '', true)")


def keep_capture() -> pgtrigger.Trigger:
    """A capture never changes; the text of one known by its hash may be filled in, once.

    It goes to another document only where its own is merged into that one, and back
    (``fora.merging``, set by ``records.merging`` alone).
    """
    return pgtrigger.Trigger(
        name="keep_capture",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF (OLD.sha256, OLD.byte_length, OLD.char_length, OLD.created_at)
                IS DISTINCT FROM
               (NEW.sha256, NEW.byte_length, NEW.char_length, NEW.created_at)
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


def citation_inside_passage() -> pgtrigger.Trigger:
    """A citation's characters lie inside its passage."""
    return pgtrigger.Trigger(
        name="citation_inside_passage",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            PERFORM 1 FROM documents_passage p
            WHERE p.id = NEW.passage_id AND p.start <= NEW.start AND NEW."end" <= p."end"
            FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'citation_inside_passage: characters % to % are outside it',
                    NEW.start, NEW."end" USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )

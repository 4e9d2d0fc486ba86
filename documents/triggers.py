"""Rules of evidence that the database keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from records.row_trigger import RowTrigger
from records.triggers import UNLESS_SPREADING, told

from .judgements import judged_fields, value_sql


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
    somebody else than who imported it, where the institute asks for four eyes; there one that a
    merge brings to a public document waits as an imported one does, unless it was seen
    (``fora.approved``) by another than who imported it. The text of a copy of a public document
    comes from one with the same hash that waits, with the agreement of somebody else; who imports
    a text is who imported the copy.
    """
    return pgtrigger.Trigger(
        name="keep_capture",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF OLD.waits AND NOT NEW.waits AND OLD.brought_by_id = fora_actor()
               AND OLD.document_id = NEW.document_id AND fora_four_eyes()
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
            IF OLD.document_id IS DISTINCT FROM NEW.document_id
               AND fora_actor() IS NOT NULL AND fora_four_eyes()
            THEN
                PERFORM 1 FROM documents_document
                WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
                IF FOUND THEN
                    PERFORM 1 FROM documents_document
                    WHERE id = OLD.document_id AND state = 'published';
                    NEW.waits := OLD.waits OR (NOT FOUND AND (
                        OLD.brought_by_id IS NOT DISTINCT FROM fora_actor()
                        OR NOT coalesce('documents_capture.' || OLD.id = ANY (string_to_array(
                            current_setting('fora.approved', true), ',')), false)));
                END IF;
            END IF;
            IF OLD.text IS NULL AND NEW.text IS NOT NULL THEN
                IF fora_actor() IS NOT NULL AND fora_four_eyes() THEN
                    PERFORM 1 FROM documents_document
                    WHERE id = NEW.document_id AND state = 'published' FOR SHARE;
                    IF FOUND THEN
                        PERFORM 1 FROM documents_capture
                        WHERE sha256 = NEW.sha256 AND waits AND text = NEW.text
                            AND brought_by_id IS DISTINCT FROM fora_actor();
                        IF NOT FOUND THEN
                            RAISE EXCEPTION 'four_eyes: another agrees to the text of a copy'
                                USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                END IF;
                NEW.brought_by_id := coalesce(fora_author(), OLD.brought_by_id);
            END IF;
            RETURN NEW;
        """,
    )


def change_document_of_copy() -> pgtrigger.Trigger:
    """Who says otherwise where a copy is from, or when it was retrieved, writes its document."""
    return pgtrigger.Trigger(
        name="change_document",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("media_type", "retrieved", "source_url"),
        condition=pgtrigger.Condition(
            "NOT NEW.waits AND ROW(NEW.media_type, NEW.retrieved, NEW.source_url)"
            " IS DISTINCT FROM ROW(OLD.media_type, OLD.retrieved, OLD.source_url)"
        ),
        func="""
            PERFORM fora_touch('documents_document', NEW.document_id);
            RETURN NULL;
        """,
    )


def change_document_of_passage() -> pgtrigger.Trigger:
    """Who calls a passage otherwise, or sums it up, is an author of its document.

    Passages that are cut from a copy say nothing that the copy does not: whose import it is
    counts there (``bring_capture``). One change of many is noted on the document once.
    """
    return pgtrigger.Trigger(
        name="change_document",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("passage", "documents_passage"), ("document", "bigint")],
        func="""
            passage := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            IF TG_OP = 'UPDATE' THEN
                IF ROW(NEW.number, NEW.kind, NEW.locator, NEW.speaker, NEW.start, NEW."end",
                       NEW.summary, NEW.capture_id) IS NOT DISTINCT FROM
                   ROW(OLD.number, OLD.kind, OLD.locator, OLD.speaker, OLD.start, OLD."end",
                       OLD.summary, OLD.capture_id)
                THEN
                    RETURN NULL;
                END IF;
            ELSIF passage.summary = '' THEN
                RETURN NULL;
            END IF;
            SELECT d.id INTO document
            FROM documents_capture c JOIN documents_document d ON d.id = c.document_id
            WHERE c.id = passage.capture_id AND NOT c.waits
                AND (d.state = 'published' OR d.changed_by_id IS DISTINCT FROM fora_author());
            PERFORM fora_touch('documents_document', document);
            RETURN NULL;
        """,
    )


def keep_waiting() -> pgtrigger.Trigger:
    """With four eyes, who may agree to a copy that waits writes nothing into it alone.

    Else they would agree to their own words in the name of who imported it. What it took over from
    earlier copies goes again where agreeing is undone.
    """
    return pgtrigger.Trigger(
        name="keep_waiting",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("kind", "locator", "speaker", "summary"),
        condition=pgtrigger.Condition(
            "ROW(NEW.kind, NEW.locator, NEW.speaker, nullif(NEW.summary, ''))"
            " IS DISTINCT FROM ROW(OLD.kind, OLD.locator, OLD.speaker,"
            " CASE WHEN NEW.summary <> '' THEN OLD.summary END)"
        ),
        func="""
            PERFORM 1 FROM documents_capture
            WHERE id = NEW.capture_id AND waits AND fora_author() = fora_actor()
                AND brought_by_id IS DISTINCT FROM fora_actor() AND fora_four_eyes()
            FOR SHARE;
            IF FOUND THEN
                RAISE EXCEPTION 'four_eyes: nobody writes alone into a copy that waits'
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
        operation=pgtrigger.UpdateOf("waits", "document_id"),
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


def spread_from_copy() -> pgtrigger.Trigger:
    """What is cited to a copy is public with the document to which it goes (``records.public``)."""
    return pgtrigger.Trigger(
        name="spread_public",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("document_id"),
        condition=pgtrigger.Condition("NEW.document_id <> OLD.document_id"),
        declare=[("cited", "text")],
        func="""
            cited := 'passage_id IN (SELECT id FROM documents_passage WHERE capture_id = ANY ($1))';
            PERFORM fora_spread_public('documents_citation', cited, ARRAY[NEW.id], ARRAY[NEW.id]);
            RETURN NULL;
        """,
    )


def citation_inside_passage() -> pgtrigger.Trigger:
    """A citation's characters lie inside its passage, and its copy waits for nobody."""
    return pgtrigger.Trigger(
        name="citation_inside_passage",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=UNLESS_SPREADING,
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


def grow_with_document(document: str) -> pgtrigger.Trigger:
    """The register grows with a row that stands with a public document, which is told of it.

    ``document``: SQL, the key of the document of ``changed``, the row; null while its copy waits.
    """
    return pgtrigger.Trigger(
        name="grow",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "record")],
        func=f"""
            IF TG_OP <> 'INSERT' THEN
                changed := OLD;
                PERFORM fora_tell('document', uid, 4) FROM documents_document
                WHERE id = {document} AND is_public;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                changed := NEW;
                PERFORM fora_tell('document', uid, 4) FROM documents_document
                WHERE id = {document} AND is_public;
            END IF;
            RETURN NULL;
        """,
    )


def judge_values(subjects: tuple[str, ...]) -> pgtrigger.Trigger:
    """Note for which values a citation holds: those that its record has when it is judged.

    That is when the citation is made, when it comes to speak of a field, or no longer states
    another value, and when a writer asks for it by taking a field out of ``holds_for`` (or all:
    ``NULL``). What is given is kept, so that the history can write back what was judged then,
    also of a record that comes back only after its citations. Of a value that its source states
    otherwise, what it is said with is noted, and in its own place an empty object.
    ``subjects`` are the foreign keys to what a citation can be about.
    """

    def sql(model: type[models.Model]) -> str:
        said_with = ", ".join(f"'{name}'" for name in fields_said_with(model, subjects))
        return f"""
            IF TG_OP = 'UPDATE' THEN
                IF ROW(NEW.holds_for, NEW.fields, NEW.stated)
                    IS NOT DISTINCT FROM ROW(OLD.holds_for, OLD.fields, OLD.stated)
                THEN
                    RETURN NEW;
                END IF;
            END IF;
            SELECT coalesce(jsonb_object_agg(k, v), jsonb_build_object()) INTO given
            FROM jsonb_each(coalesce(NEW.holds_for, jsonb_build_object())) AS each (k, v)
            WHERE NEW.stated ? k OR v -> 0 IS DISTINCT FROM jsonb_build_object();
{_now(model, subjects)}
            SELECT coalesce(jsonb_object_agg(k, CASE
                WHEN NEW.stated ? k THEN jsonb_set(v, ARRAY['0'], jsonb_build_object()) ELSE v
            END), jsonb_build_object())
            INTO NEW.holds_for
            FROM jsonb_each(coalesce(said, jsonb_build_object()) || given) AS each (k, v)
            WHERE (cardinality(NEW.fields) = 0 OR k = ANY (NEW.fields))
                AND (NOT NEW.stated ? k
                    OR (k IN ({said_with}) AND jsonb_typeof(v) = 'array'));
            RETURN NEW;
        """

    return RowTrigger(
        name="judge_values",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=UNLESS_SPREADING,
        declare=[
            ("given", "jsonb"),
            ("said", "jsonb"),
        ],
        sql=sql,
    )


def fields_said_with(citation: type[models.Model], subjects: tuple[str, ...]) -> list[str]:
    """The fields of any kind that say nothing by themselves, or are said of a plan too."""
    related = (citation._meta.get_field(name).related_model for name in subjects)
    kinds: list[Any] = [apps.get_model(one._meta.label) for one in related]  # type: ignore[union-attr]
    return sorted(
        {
            name
            for kind in kinds
            for name in (*getattr(kind, "SAID_WITH", ()), *getattr(kind, "AS_PLANNED", ()))
            if name not in getattr(kind, "LISTED", ())
        }
    )


def _now(citation: type[models.Model], subjects: tuple[str, ...]) -> str:
    """SQL: what the record of a citation says now, into ``said``."""
    lines, word = [], "IF"
    for name in subjects:
        related: Any = citation._meta.get_field(name).related_model
        model: Any = apps.get_model(related._meta.label)  # migrations know but its columns
        fields = judged_fields(model)
        if not fields:
            continue
        lines.append(f"            {word} NEW.{name}_id IS NOT NULL THEN")
        lines.append("                SELECT jsonb_build_object(")
        pairs = [f"                    '{one}', {value_sql(model, one, 's')}" for one in fields]
        lines.append(",\n".join(pairs))
        lines.append(f"                ) INTO said FROM {model._meta.db_table} s")
        lines.append(f"                WHERE s.id = NEW.{name}_id;")
        word = "ELSIF"
    return "\n".join([*lines, "            END IF;"])

"""Documents, their copies and passages: most of a few dozen passages, the first of thousands."""

from collections.abc import Iterator
from typing import Any

from . import Sizes, Table, referable, roll
from .bodies import NAMED, named, names
from .words import LANGUAGES, SENTENCES, Called, Words

KINDS = ["news_report", "news_report", "news_release", "declaration", "statement", "transcript"]


def tables(sizes: Sizes) -> Iterator[Table]:
    """Documents, passages and captures; a passage before its capture, whose text they make."""
    words = Words("documents")
    called = [words.called(["Report", "Declaration"]) for _ in range(sizes.documents)]
    yield names("documents_documentname", called)
    yield Table(
        "documents_document",
        f"{NAMED} kind published language url identifier rights version_label publisher_id",
        _documents(sizes, words, called),
    )
    yield Table("pg_temp.sentence", "number language text", Words("sentences").sentences())
    yield Table("pg_temp.length", "document_id number", _lengths(sizes, words))
    first, second = (roll("p.id", what, SENTENCES) for what in (61, 62))
    yield Table(
        "documents_passage",
        'id capture_id number kind locator speaker start "end" text summary',
        "SELECT id, document_id, number, 'paragraph', '¶' || number, '', past - size, past,"
        " text, '' FROM ("
        " SELECT p.id, p.document_id, p.number, char_length(t.text) AS size, t.text,"
        " (sum(char_length(t.text) + 1) OVER (PARTITION BY p.document_id ORDER BY p.number))"
        " - 1 AS past FROM ("
        "  SELECT row_number() OVER (ORDER BY l.document_id, n) AS id, l.document_id, n AS number,"
        "  d.language FROM pg_temp.length l JOIN documents_document d ON d.id = l.document_id"
        "  CROSS JOIN LATERAL generate_series(1, l.number) n) p"
        f" JOIN pg_temp.sentence a ON a.language = p.language AND a.number = {first}"
        f" JOIN pg_temp.sentence b ON b.language = p.language AND b.number = {second}"
        " CROSS JOIN LATERAL (SELECT a.text || ' ' || b.text) t (text)) r ORDER BY id",
    )
    yield Table(
        "documents_capture",
        "id document_id sha256 byte_length char_length media_type encoding"
        " retrieved source_url file text created_at",
        "SELECT id, id, encode(sha256(convert_to(text, 'UTF8')), 'hex'), octet_length(text),"
        " char_length(text), 'text/plain', 'utf-8', '', '', '', text, '2026-01-01' FROM ("
        " SELECT capture_id AS id, string_agg(text, E'\\n' ORDER BY number) AS text"
        " FROM documents_passage GROUP BY capture_id) c ORDER BY id",
    )


def _documents(sizes: Sizes, words: Words, called: list[Called]) -> Iterator[list[Any]]:
    rng = words.rng
    for row in named("document", called):
        yield [
            *row[:2],
            "published" if row[2] == "withdrawn" else row[2],  # or what it is cited for were bare
            *row[3:],
            rng.choice(KINDS),
            f"{rng.randint(1990, 2026)}-{rng.randint(1, 12):02}",
            "en" if row[0] == 1 else rng.choice(LANGUAGES),
            "",
            "",
            "editors" if row[0] % 20 == 9 else "public",
            "",
            rng.randint(1, sizes.states),
        ]


def _lengths(sizes: Sizes, words: Words) -> Iterator[tuple[int, int]]:
    """How many passages each document has: few have many; 150 are usual for each."""
    yield 1, sizes.longest
    for document in range(2, sizes.documents + 1):
        yield document, min(2000, int(20 + 43 / (0.05 + 0.95 * words.rng.random())))


def cited(sizes: Sizes) -> int:
    """How many of the documents are cited: those that are public."""
    return referable(sizes.documents)

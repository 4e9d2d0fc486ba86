"""The limit's SQL of a search: all names of all kinds."""

from urllib.parse import urlencode

from bench.speed.pieces import API, json_object, public, reference
from documents.models import SUBJECTS
from records.search_text import query_terms

SEARCHED = [m for m in SUBJECTS.values() if "search_text" in {f.name for f in m._meta.fields}]
COUNTED, SHOWN = 1000, 10


def search(words: str) -> str:
    """The best ten of each kind, as the first thousand that the index finds are ranked."""
    query = " & ".join(f"'{term}':*" for term in query_terms(words)).replace("'", "''")
    groups = {}
    for model in SEARCHED:
        table = model._meta.db_table
        asked = urlencode({"q": words})
        named = (
            f"EXISTS (SELECT FROM {table}name n WHERE n.record_id = s.id"
            f" AND upper(n.text) = upper('{words}'))"
        )
        found = (
            f"SELECT s.id, s.uid, s.slug, s.name FROM {table} s WHERE to_tsvector('simple',"
            f" coalesce(s.search_text, '')) @@ '{query}'::tsquery AND {public(model, 's')}"
            f" LIMIT {COUNTED + 1}"
        )
        best = (
            f"SELECT * FROM (SELECT * FROM found LIMIT {COUNTED}) s ORDER BY"
            f" CASE WHEN upper(s.name) = upper('{words}') OR {named} THEN 0"
            f" WHEN upper(s.name) LIKE upper('{words}%') THEN 1 ELSE 2 END,"
            f" length(s.name), s.name, s.id LIMIT {SHOWN}"
        )
        group = json_object(
            more=f"(SELECT count(*) FROM found) > {SHOWN}",
            url=f"'{API}/{model.PLURAL}/?{asked}'",
            results=f"(SELECT coalesce(json_agg({reference(model, 'b')}), '[]') FROM ({best}) b)",
        )
        groups[model.PLURAL] = f"(WITH found AS MATERIALIZED ({found}) SELECT {group})"
    answer = json_object(q=f"'{words}'", results=json_object(**groups))
    return f"SELECT {answer}::text"

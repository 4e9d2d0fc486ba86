"""The SQL of the limit: the same answers as Fora's API, each written by one statement.

The rows of a page are chosen first, by the narrowest query that gives their keys, and then written
out as JSON; joined and written in one step they cost a hundred times as much. What is public, what
a value is, and which values need evidence are the project's own rules, asked of its models; the
rest is written out by hand, as somebody would who wants nothing but speed.
"""

from typing import Any

from bench.speed import search
from bench.speed.pieces import (
    API,
    PAGE,
    address_of,
    json_list,
    json_object,
    left_join,
    more_of,
    names_of,
    page_of,
    public,
    reference,
    topics_of,
    unless_empty,
)
from bench.speed.requests import SITE, Asked
from documents.judged_names import NAMES
from documents.judgements import judged_fields, value_sql
from documents.models import SUBJECTS, TITLED, Citation, Document
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Position, Series
from meetings.models.vocabulary import ACTIVITIES
from records.paging import COUNT_CAP

PLANNED = "{0}.status IN ('proposed', 'announced', 'postponed', 'cancelled')"
AS_IT_IS = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"
"""How COPY writes a line of JSON: nothing in it is escaped."""
CHANGED = "to_char({0}.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def statements(asked: Asked) -> dict[str, dict[str, str]]:
    """What the limit answers, by the name of the request."""
    busy = f"m.mechanism_id = (SELECT id FROM mechanisms_mechanism WHERE slug = '{asked.body}')"
    year = (
        f"{busy} AND m.date <> '' AND (m.latest >= '{asked.year}-01-01' OR m.latest IS NULL)"
        f" AND m.date_order < '{asked.year}-12-31 ~'"
    )
    date, key = asked.deep
    after = f"(m.date_order, m.id) < ('{date}', {key})"
    who = f"(SELECT id FROM mechanisms_participant WHERE slug = '{asked.participant}')"
    present = (
        "EXISTS (SELECT FROM meetings_participation w WHERE w.meeting_id = m.id"
        f" AND w.participant_id = {who} AND {public(Participation, 'w')})"
    )
    four = json_object(
        id="m.uid", title="m.name", date=unless_empty("m.date"), level=unless_empty("m.level")
    )
    with_parts = meeting(participations=_participations(), more=more_of(Participation))
    searches = {
        name: {"sql": search.search(words)}
        for name, words in (("search_common", asked.common), ("search_rare", asked.rare))
    }
    return {
        "list": {"sql": meetings(asked.path("list"), with_parts, year)},
        "four": {"sql": meetings(asked.path("four"), four, year)},
        "first": {"sql": meetings(asked.path("first"), with_parts, "true")},
        "deep": {"sql": meetings(asked.path("deep"), with_parts, "true", after)},
        "present": {"sql": meetings(asked.path("present"), meeting(), present)},
        "record": {"sql": _record(asked.meeting)},
        "citations": {"sql": _citations(asked.path("citations"))},
        "participations": {"sql": _participation_list(asked.path("participations"))},
        **searches,
        "ndjson": {
            "copy": f"COPY (SELECT {_newest(f'{with_parts}::text')}) TO STDOUT ({AS_IT_IS})",
            "format": "ndjson",
        },
        "csv": {"copy": f"COPY (SELECT {_csv()}) TO STDOUT (FORMAT csv)", "format": "csv"},
        "html_list": {"sql": _html(year), "format": "html", "before": "x" * 9000},
    }


# Meetings


def meeting(**parts: str) -> str:
    """A meeting, ``m``, with what ``_of_meeting`` joins, and lists inside it."""
    place = json_object(
        id="pl.uid", slug="pl.slug", name="pl.name", country=reference(Participant, "co"),
        region=unless_empty("pl.region"), latitude="pl.latitude", longitude="pl.longitude",
        reference="NULL::text", url=address_of("places", "pl"),
    )  # fmt: skip
    told = {name: f"m.{name}" for name in ("ordinal",)}
    words = {
        name: unless_empty(f"m.{name}") for name in ("numbering", "level", "track", "kind", "mode")
    }
    return json_object(
        id="m.uid",
        url=address_of("meetings", "m"),
        permalink=f"'{SITE}/id/' || m.uid",
        slug="m.slug",
        title="m.name",
        names=names_of("meetings_meetingname", "m"),
        mechanism=reference(Mechanism, "me"),
        series=reference(Series, "se"),
        **told,
        **words,
        status="m.status",
        date=unless_empty("m.date"),
        earliest="m.earliest",
        latest="m.latest",
        place=f"CASE WHEN pl.id IS NOT NULL THEN {place} END",
        attendance_min="m.attendance_min",
        attendance_max="m.attendance_max",
        participation_listed="coalesce(nullif(m.participation_listed, ''), 'named')",
        summary=unless_empty("m.summary"),
        topics=topics_of("meetings_meeting_topics", "meeting_id", "m"),
        version="m.version",
        updated_at=CHANGED.format("m"),
        **parts,
    )


def _listed() -> str:
    """SQL: whether the meeting ``m`` is in lists: public, and somebody convened it."""
    left_out = ", ".join(f"'{kind}'" for kind in ACTIVITIES)
    return f"m.kind NOT IN ({left_out}) AND {public(Meeting, 'm')}"


def _of_meeting() -> str:
    return (
        left_join(Mechanism, "me", "m.mechanism_id")
        + left_join(Series, "se", "m.series_id")
        + left_join(Place, "pl", "m.place_id")
        + left_join(Participant, "co", "pl.country_id")
    )


def _participations(**more: str) -> str:
    value = json_object(
        id="p.uid", url=address_of("participations", "p"), participant=reference(Participant, "pt"),
        role="p.role", planned=PLANNED.format("m"), **more,
    )  # fmt: skip
    rows = f"meetings_participation p{left_join(Participant, 'pt', 'p.participant_id')}"
    return json_list(value, f"{rows} WHERE p.meeting_id = m.id AND {public(Participation, 'p')}",
                 "p.role, p.id")  # fmt: skip


def meetings(path: str, value: str, where: str, after: str = "true") -> str:
    """A page of meetings, newest first."""
    rule = f"{where} AND {_listed()}"
    chosen = (
        f"SELECT m.id, m.date_order FROM meetings_meeting m WHERE {rule} AND {after}"
        f" ORDER BY m.date_order DESC, m.id DESC LIMIT {PAGE + 1}"
    )
    written = (
        f"SELECT {value} AS one, m.date_order, m.id FROM page JOIN meetings_meeting m"
        f" ON m.id = page.id{_of_meeting()} ORDER BY m.date_order DESC, m.id DESC LIMIT {PAGE}"
    )
    ordering = "-date_order,-id"
    position = "format('%s, %s', to_json(date_order), id)"
    return page_of(path, chosen, written, f"FROM meetings_meeting m WHERE {rule}", ordering,
                 position, "date_order DESC, id DESC", deep=after != "true")  # fmt: skip


def _newest(values: str) -> str:
    """SQL after SELECT: ``values`` of all meetings that are listed, newest first."""
    rows = f"meetings_meeting m{_of_meeting()} WHERE {_listed()}"
    return f"{values} FROM {rows} ORDER BY m.date_order DESC, m.id DESC"


def _csv() -> str:
    names = (
        "(SELECT string_agg(n.text, '; ' ORDER BY n.kind, n.language, n.text, n.id)"
        " FROM meetings_meetingname n WHERE n.record_id = m.id)"
    )
    topics = (
        "(SELECT string_agg(t.slug, '; ' ORDER BY t.name, t.id) FROM meetings_meeting_topics l"
        f" JOIN mechanisms_topic t ON t.id = l.topic_id AND {public(Topic, 't')}"
        " WHERE l.meeting_id = m.id)"
    )
    return _newest(
        f"m.uid, {address_of('meetings', 'm')}, '{SITE}/id/' || m.uid, m.slug, m.name, {names},"
        " me.uid, me.slug, me.name, se.uid, se.slug, se.name, m.ordinal, nullif(m.numbering, ''),"
        " nullif(m.level, ''), nullif(m.track, ''), m.kind, nullif(m.mode, ''), m.status,"
        " nullif(m.date, ''), m.earliest, m.latest, pl.uid, pl.slug, pl.name, co.uid, co.slug,"
        " co.name, nullif(pl.region, ''), pl.latitude, pl.longitude, NULL, NULL, NULL, NULL,"
        " m.attendance_min, m.attendance_max,"
        " coalesce(nullif(m.participation_listed, ''), 'named'),"
        f" nullif(m.summary, ''), {topics}, m.version, {CHANGED.format('m')}"
    )


def _html(where: str) -> str:
    """The rows of the first page of a list as the cells that it shows; escaped."""

    def link(kind: str, alias: str) -> str:
        shown = f"'<a href=\"/{kind}/' || {alias}.slug || '/\">' || {_escaped(f'{alias}.name')}"
        return f"coalesce({shown} || '</a>', '')"

    cells = " || '</td><td>' || ".join(
        ["m.date", link("meetings", "m"), link("mechanisms", "me"), link("series", "se"),
         "m.level", "m.status", link("places", "pl")]
    )  # fmt: skip
    rule = f"{where} AND {_listed()}"
    return (
        "WITH page AS MATERIALIZED (SELECT m.id FROM meetings_meeting m"
        f" WHERE {rule} ORDER BY m.date_order DESC, m.id DESC LIMIT {PAGE + 1})"
        f" SELECT (SELECT count(*) FROM (SELECT 1 FROM meetings_meeting m WHERE {rule}"
        f" LIMIT {COUNT_CAP + 1}) c) || coalesce(string_agg('<tr><td>' || {cells}"
        " || '</td></tr>', ''), '')"
        f" FROM page JOIN meetings_meeting m ON m.id = page.id{_of_meeting()}"
    )


def _escaped(column: str) -> str:
    return f"replace(replace({column}, '&', '&amp;'), '<', '&lt;')"


# Evidence


def _supports(model: Any, alias: str) -> str:
    """SQL: which of its fields the citation ``c`` supports, as the row ``alias`` stands."""
    cases = []
    for name in judged_fields(model):
        noted = f"c.holds_for -> '{name}' = {value_sql(model, name, 's')}"
        if name == NAMES:
            noted = f"({noted} AND c.holds_for -> '{name}' <> '[]')"
        called = "title" if name == "name" and model.kind_name() in TITLED else name
        cases.append(f"CASE WHEN {noted} THEN '{called}' END")
    fields = f"array_to_json(array_remove(ARRAY[{', '.join(cases)}]::text[], NULL))"
    return f"(SELECT {fields} FROM (SELECT {alias}.*) s)"  # the rules have aliases of their own


def _citation(supports: str, titled: str, *, alone: bool = False) -> str:
    """The citation ``c`` with what ``CITED`` joins; ``titled``: whether a name is called title."""
    named = {"id": "c.uid", "url": address_of("citations", "c")}
    if alone:
        named |= {"permalink": f"'{SITE}/id/' || c.uid", "subject": _subject()}
    stamps = {"version": "c.version", "updated_at": CHANGED.format("c")} if alone else {}
    short = "left(c.quote, 299) || '…'"
    quote = f"CASE WHEN d.rights = 'public' OR length(c.quote) <= 300 THEN c.quote ELSE {short} END"
    return json_object(
        **named,
        document=reference(Document, "d"),
        passage=f"'{API}/passages/' || left(k.sha256, 16) || '-' || pa.number || '/'",
        locator=unless_empty("pa.locator"),
        says=unless_empty("pa.summary"),
        quote=unless_empty(quote),
        fields=f"CASE WHEN {titled} THEN array_replace(c.fields, 'name', 'title')"
        " ELSE c.fields END",
        supports=supports,
        stated=f"CASE WHEN {titled} AND c.stated ? 'name' THEN c.stated - 'name'"
        " || jsonb_build_object('title', c.stated -> 'name') ELSE c.stated END",
        counting=unless_empty("c.counting"),
        reason=unless_empty("c.reason"),
        capture="k.sha256",
        start="c.start",
        **{"end": 'c."end"'},
        **stamps,
    )


CITED = (
    " JOIN documents_passage pa ON pa.id = c.passage_id"
    " JOIN documents_capture k ON k.id = pa.capture_id"
    " JOIN documents_document d ON d.id = k.document_id"
)


def _citations_of(model: Any, alias: str) -> str:
    rows = (
        f"documents_citation c{CITED} WHERE c.{model.kind_name()}_id = {alias}.id"
        f" AND c.state = 'published' AND {public(Document, 'd')}"
    )
    titled = str(model.kind_name() in TITLED).lower()
    return json_list(
        _citation(_supports(model, alias), titled), rows, "pa.capture_id, c.start, c.id"
    )


def _record(slug: str) -> str:
    """A meeting with all of its parts and their citations."""
    delegate = json_object(
        id="de.uid", url=address_of("delegates", "de"), person=reference(Person, "pe"),
        participant=reference(Participant, "pt"), role=unless_empty("de.role"),
        office=unless_empty("de.office"), planned=PLANNED.format("m"),
        citations=_citations_of(Delegate, "de"),
    )  # fmt: skip
    delegates = (
        f"meetings_delegate de{left_join(Person, 'pe', 'de.person_id')}"
        f"{left_join(Participant, 'pt', 'de.participant_id')}"
        f" WHERE de.meeting_id = m.id AND {public(Delegate, 'de')}"
    )
    value = meeting(
        participations=_participations(citations=_citations_of(Participation, "p")),
        delegates=json_list(delegate, delegates, "de.id"),
        outcomes=_told(Outcome, action=unless_empty("o.action"), planned=PLANNED.format("m"),
                       instrument=unless_empty("o.instrument")),
        positions=_told(Position, kind="o.kind", planned=PLANNED.format("m")),
        citations=_citations_of(Meeting, "m"),
        more=more_of(Participation, Delegate, Outcome, Position, Citation),
    )  # fmt: skip
    return (
        f"SELECT {value}::text FROM meetings_meeting m{_of_meeting()}"
        f" WHERE m.slug = '{slug}' AND {public(Meeting, 'm')}"
    )


def _told(model: Any, **first: str) -> str:
    """Outcomes or positions, ``o``."""
    table = model._meta.db_table
    titled = json_object(
        id="f.uid", name="f.title", url=address_of("outcomes", "f"),
        planned=f"coalesce((SELECT {PLANNED.format('x')} FROM meetings_meeting x"
        " WHERE x.id = f.meeting_id), false)",
    )  # fmt: skip
    follows = f"CASE WHEN f.id IS NOT NULL THEN {titled} END"
    last = {"takes_up": "NULL::text"}
    middle = {"proposer": reference(Participant, "pr"), "follows_up": follows}
    if model is Position:
        middle = {"proposer": middle["proposer"], "audience": unless_empty("o.audience"),
                  "follows_up": follows}  # fmt: skip
        last = {"continues": "NULL::text"}
    dates = {"date": unless_empty("o.date"), "earliest": "o.earliest", "latest": "o.latest"}
    value = json_object(
        id="o.uid", url=address_of(model.PLURAL, "o"), title="o.title",
        **first, **dates, **middle, **last, summary=unless_empty("o.summary"),
        topics=topics_of(f"{table}_topics", f"{model.kind_name()}_id", "o"),
        citations=_citations_of(model, "o"),
    )  # fmt: skip
    rows = (
        f"{table} o LEFT JOIN mechanisms_participant pr ON pr.id = o.proposer_id"
        f" AND {public(Participant, 'pr')} LEFT JOIN meetings_outcome f ON f.id = o.follows_up_id"
        f" AND {public(Outcome, 'f')} WHERE o.meeting_id = m.id AND {public(model, 'o')}"
    )
    return json_list(value, rows, "o.title, o.id")


LABELS = {"outcome": "title", "position": "title", "office": "title"}
NAMELESS = ("membership", "participation", "delegate")


def _of_subject(cases: dict[str, str]) -> str:
    whens = " ".join(f"WHEN c.{name}_id IS NOT NULL THEN {sql}" for name, sql in cases.items())
    return f"CASE {whens} END"


def _from(name: str, column: str) -> str:
    table = SUBJECTS[name]._meta.db_table
    return f"(SELECT {column} FROM {table} s WHERE s.id = c.{name}_id)"


def _subject() -> str:
    """What the citation ``c`` is about: one look-up, of the kind that it names."""
    made = {}
    for name, model in SUBJECTS.items():
        label = "NULL::text" if name in NAMELESS else f"s.{LABELS.get(name, 'name')}"
        value = json_object(
            kind=f"'{name}'", id="s.uid", name=label, url=address_of(model.PLURAL, "s")
        )
        made[name] = _from(name, value)
    return _of_subject(made)


def _citations(path: str) -> str:
    supports = _of_subject(
        {name: _from(name, _supports(model, "s")) for name, model in SUBJECTS.items()}
    )
    titled = " OR ".join(f"c.{name}_id IS NOT NULL" for name in SUBJECTS if name in TITLED)
    rule = public(Citation, "c")
    chosen = f"SELECT c.id FROM documents_citation c WHERE {rule} ORDER BY c.id LIMIT {PAGE + 1}"
    written = (
        f"SELECT {_citation(supports, f'({titled})', alone=True)} AS one FROM page"
        f" JOIN documents_citation c ON c.id = page.id{CITED} ORDER BY c.id LIMIT {PAGE}"
    )
    counted = f"FROM documents_citation c WHERE {rule}"
    return page_of(path, chosen, written, counted, "id", "id::text", "id")


def _participation_list(path: str) -> str:
    rule = public(Participation, "p")
    value = json_object(
        id="p.uid", url=address_of("participations", "p"), permalink=f"'{SITE}/id/' || p.uid",
        meeting=reference(Meeting, "m"), participant=reference(Participant, "pt"), role="p.role",
        planned=PLANNED.format("m"), version="p.version", updated_at=CHANGED.format("p"),
    )  # fmt: skip
    chosen = (
        f"SELECT p.id FROM meetings_participation p WHERE {rule} ORDER BY p.id LIMIT {PAGE + 1}"
    )
    written = (
        f"SELECT {value} AS one FROM page JOIN meetings_participation p ON p.id = page.id"
        f"{left_join(Meeting, 'm', 'p.meeting_id')}"
        f"{left_join(Participant, 'pt', 'p.participant_id')}"
        f" ORDER BY p.id LIMIT {PAGE}"
    )
    counted = f"FROM meetings_participation p WHERE {rule}"
    return page_of(path, chosen, written, counted, "id", "id::text", "id")

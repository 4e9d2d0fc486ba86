-- A citation holds for the values that its record has when it is judged.
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
IF NEW.mechanism_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'parent', to_jsonb(s."parent_id"),
        'predecessor', to_jsonb(s."predecessor_id"),
        'status', to_jsonb(s."status"),
        'founded', CASE WHEN s."status" IN ('proposed', 'negotiated') THEN to_jsonb(s."founded") || jsonb_build_array(jsonb_build_object('planned', true)) ELSE to_jsonb(s."founded") END,
        'ended', CASE WHEN s."status" IN ('proposed', 'negotiated') THEN to_jsonb(s."ended") || jsonb_build_array(jsonb_build_object('planned', true)) ELSE to_jsonb(s."ended") END,
        'founding', CASE WHEN s."status" IN ('proposed', 'negotiated') THEN to_jsonb(s."founding") || jsonb_build_array(jsonb_build_object('planned', true)) ELSE to_jsonb(s."founding") END,
        'membership_listed', (jsonb_build_array(s."membership_listed", CASE WHEN s."membership_listed" <> '' THEN (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role) || CASE WHEN m.until = '' THEN '[]' ELSE jsonb_build_array(m.until, m.until_is) END || CASE m.since_is WHEN 'planned' THEN jsonb_build_array(m.since_is) ELSE '[]' END), '[]') FROM mechanisms_membership m JOIN mechanisms_participant p ON p.id = m.participant_id WHERE m.mechanism_id = s.id AND CASE s.state WHEN 'published' THEN m.state = 'published' AND p.is_public ELSE m.state <> 'withdrawn' AND p.state <> 'withdrawn' AND (WITH RECURSIVE above (in_table, id, state) AS ((SELECT 'mechanisms_participant', o.id, o.state FROM "mechanisms_participant" o WHERE o.id = p."parent_id" UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = p."members_of_id") UNION SELECT further.* FROM above CROSS JOIN LATERAL (SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."parent_id" FROM "mechanisms_mechanism" r WHERE above.in_table = 'mechanisms_mechanism' AND r.id = above.id) UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."predecessor_id" FROM "mechanisms_mechanism" r WHERE above.in_table = 'mechanisms_mechanism' AND r.id = above.id) UNION ALL SELECT 'mechanisms_participant', o.id, o.state FROM "mechanisms_participant" o WHERE o.id = (SELECT r."parent_id" FROM "mechanisms_participant" r WHERE above.in_table = 'mechanisms_participant' AND r.id = above.id) UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."members_of_id" FROM "mechanisms_participant" r WHERE above.in_table = 'mechanisms_participant' AND r.id = above.id)) AS further) SELECT 1 FROM above WHERE state = 'withdrawn' LIMIT 1) IS NULL END) ELSE '[]' END) || CASE WHEN s."status" IN ('proposed', 'negotiated') THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM mechanisms_mechanismname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_mechanism s
    WHERE s.id = NEW.mechanism_id;
ELSIF NEW.participant_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'parent', to_jsonb(s."parent_id"),
        'members_of', to_jsonb(s."members_of_id"),
        'members_role', jsonb_build_array(s."members_role", s."members_of_id"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM mechanisms_participantname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_participant s
    WHERE s.id = NEW.participant_id;
ELSIF NEW.person_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM mechanisms_personname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_person s
    WHERE s.id = NEW.person_id;
ELSIF NEW.office_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'person', to_jsonb(s."person_id"),
        'participant', to_jsonb(s."participant_id"),
        'title', jsonb_build_array(s."title", s."person_id", s."participant_id"),
        'since', jsonb_build_array(s."since", s."since_is", s."title", s."person_id", s."participant_id"),
        'until', jsonb_build_array(s."until", s."until_is", s."title", s."person_id", s."participant_id")
    ) INTO said FROM mechanisms_office s
    WHERE s.id = NEW.office_id;
ELSIF NEW.membership_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'mechanism', to_jsonb(s."mechanism_id"),
        'participant', to_jsonb(s."participant_id"),
        'role', (jsonb_build_array(s."role", s."mechanism_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'negotiated') FROM mechanisms_mechanism o WHERE o.id = s."mechanism_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'since', (jsonb_build_array(s."since", s."since_is", s."role", s."mechanism_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'negotiated') FROM mechanisms_mechanism o WHERE o.id = s."mechanism_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'until', (jsonb_build_array(s."until", s."until_is", s."role", s."mechanism_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'negotiated') FROM mechanisms_mechanism o WHERE o.id = s."mechanism_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END)
    ) INTO said FROM mechanisms_membership s
    WHERE s.id = NEW.membership_id;
ELSIF NEW.place_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'country', to_jsonb(s."country_id"),
        'region', jsonb_build_array(s."region", s."country_id"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM meetings_placename n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_place s
    WHERE s.id = NEW.place_id;
ELSIF NEW.series_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'count_min', jsonb_build_array(s."count_min", s."count_date"),
        'count_max', jsonb_build_array(s."count_max", s."count_date"),
        'count_date', to_jsonb(s."count_date"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM meetings_seriesname n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_series s
    WHERE s.id = NEW.series_id;
ELSIF NEW.meeting_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'series', to_jsonb(s."series_id"),
        'ordinal', jsonb_build_array(s."ordinal", s."series_id", s."numbering"),
        'numbering', jsonb_build_array(s."numbering", s."series_id"),
        'level', to_jsonb(s."level"),
        'track', to_jsonb(s."track"),
        'mode', jsonb_build_array(s."mode", s."status"),
        'status', to_jsonb(s."status"),
        'date', jsonb_build_array(s."date", s."status"),
        'place', jsonb_build_array(s."place_id", s."status"),
        'participation_listed', (jsonb_build_array(s."participation_listed", CASE WHEN s."participation_listed" <> '' THEN (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role)), '[]') FROM meetings_participation m JOIN mechanisms_participant p ON p.id = m.participant_id WHERE m.meeting_id = s.id AND CASE s.state WHEN 'published' THEN m.state = 'published' AND p.is_public ELSE m.state <> 'withdrawn' AND p.state <> 'withdrawn' AND (WITH RECURSIVE above (in_table, id, state) AS ((SELECT 'mechanisms_participant', o.id, o.state FROM "mechanisms_participant" o WHERE o.id = p."parent_id" UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = p."members_of_id") UNION SELECT further.* FROM above CROSS JOIN LATERAL (SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."parent_id" FROM "mechanisms_mechanism" r WHERE above.in_table = 'mechanisms_mechanism' AND r.id = above.id) UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."predecessor_id" FROM "mechanisms_mechanism" r WHERE above.in_table = 'mechanisms_mechanism' AND r.id = above.id) UNION ALL SELECT 'mechanisms_participant', o.id, o.state FROM "mechanisms_participant" o WHERE o.id = (SELECT r."parent_id" FROM "mechanisms_participant" r WHERE above.in_table = 'mechanisms_participant' AND r.id = above.id) UNION ALL SELECT 'mechanisms_mechanism', o.id, o.state FROM "mechanisms_mechanism" o WHERE o.id = (SELECT r."members_of_id" FROM "mechanisms_participant" r WHERE above.in_table = 'mechanisms_participant' AND r.id = above.id)) AS further) SELECT 1 FROM above WHERE state = 'withdrawn' LIMIT 1) IS NULL END) ELSE '[]' END) || CASE WHEN s."status" IN ('proposed', 'announced', 'postponed', 'cancelled') THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'attendance_min', jsonb_build_array(s."attendance_min", s."status"),
        'attendance_max', jsonb_build_array(s."attendance_max", s."status"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || ' [' || concat_ws('; ', n.language, n.kind, CASE WHEN n.since <> '' OR n.until <> '' THEN n.since || '/' || n.until END) || ']' COLLATE "C" AS label FROM meetings_meetingname n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_meeting s
    WHERE s.id = NEW.meeting_id;
ELSIF NEW.participation_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'meeting', to_jsonb(s."meeting_id"),
        'participant', to_jsonb(s."participant_id"),
        'role', (jsonb_build_array(s."role", s."meeting_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'announced', 'postponed', 'cancelled') FROM meetings_meeting o WHERE o.id = s."meeting_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END)
    ) INTO said FROM meetings_participation s
    WHERE s.id = NEW.participation_id;
ELSIF NEW.delegate_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'meeting', to_jsonb(s."meeting_id"),
        'person', to_jsonb(s."person_id"),
        'participant', jsonb_build_array(s."participant_id", s."meeting_id", s."person_id"),
        'role', (jsonb_build_array(s."role", s."meeting_id", s."person_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'announced', 'postponed', 'cancelled') FROM meetings_meeting o WHERE o.id = s."meeting_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'office', (jsonb_build_array(s."office", s."meeting_id", s."person_id", s."participant_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'announced', 'postponed', 'cancelled') FROM meetings_meeting o WHERE o.id = s."meeting_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END)
    ) INTO said FROM meetings_delegate s
    WHERE s.id = NEW.delegate_id;
ELSIF NEW.outcome_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'title', to_jsonb(s."title"),
        'meeting', to_jsonb(s."meeting_id"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'action', (jsonb_build_array(s."action", s."title", s."meeting_id", s."mechanism_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'announced', 'postponed', 'cancelled') FROM meetings_meeting o WHERE o.id = s."meeting_id"), (SELECT o."status" IN ('proposed', 'negotiated') FROM mechanisms_mechanism o WHERE o.id = s."mechanism_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'date', jsonb_build_array(s."date", s."action", s."title", s."meeting_id", s."mechanism_id"),
        'proposer', jsonb_build_array(s."proposer_id", s."title"),
        'follows_up', jsonb_build_array(s."follows_up_id", s."title"),
        'takes_up', jsonb_build_array(s."takes_up_id", s."title")
    ) INTO said FROM meetings_outcome s
    WHERE s.id = NEW.outcome_id;
ELSIF NEW.position_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'title', (jsonb_build_array(s."title", s."proposer_id", s."meeting_id", s."mechanism_id") || CASE WHEN coalesce((SELECT o."status" IN ('proposed', 'announced', 'postponed', 'cancelled') FROM meetings_meeting o WHERE o.id = s."meeting_id"), (SELECT o."status" IN ('proposed', 'negotiated') FROM mechanisms_mechanism o WHERE o.id = s."mechanism_id")) THEN jsonb_build_array(jsonb_build_object('planned', true)) ELSE '[]' END),
        'meeting', to_jsonb(s."meeting_id"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'proposer', jsonb_build_array(s."proposer_id", s."title"),
        'audience', jsonb_build_array(s."audience", s."title", s."proposer_id"),
        'date', jsonb_build_array(s."date", s."title", s."proposer_id"),
        'follows_up', jsonb_build_array(s."follows_up_id", s."title"),
        'continues', jsonb_build_array(s."continues_id", s."title")
    ) INTO said FROM meetings_position s
    WHERE s.id = NEW.position_id;
END IF;
SELECT coalesce(jsonb_object_agg(k, CASE
    WHEN NEW.stated ? k THEN jsonb_set(v, ARRAY['0'], jsonb_build_object()) ELSE v
END), jsonb_build_object())
INTO NEW.holds_for
FROM jsonb_each(coalesce(said, jsonb_build_object()) || given) AS each (k, v)
WHERE (cardinality(NEW.fields) = 0 OR k = ANY (NEW.fields))
    AND (NOT NEW.stated ? k
        OR (k IN ('action', 'attendance_max', 'attendance_min', 'audience', 'continues', 'count_max', 'count_min', 'date', 'ended', 'follows_up', 'founded', 'founding', 'members_role', 'mode', 'numbering', 'office', 'ordinal', 'participant', 'place', 'proposer', 'region', 'role', 'since', 'takes_up', 'title', 'until') AND jsonb_typeof(v) = 'array'));
RETURN NEW;

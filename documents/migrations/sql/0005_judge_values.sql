-- A citation holds for the values that its record has when it is judged.
IF TG_OP = 'UPDATE' THEN
    IF ROW(NEW.holds_for, NEW.fields, NEW.stated)
        IS NOT DISTINCT FROM ROW(OLD.holds_for, OLD.fields, OLD.stated)
    THEN
        RETURN NEW;
    END IF;
END IF;
given := coalesce(NEW.holds_for, jsonb_build_object());
IF NEW.mechanism_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'parent', to_jsonb(s."parent_id"),
        'predecessor', to_jsonb(s."predecessor_id"),
        'status', to_jsonb(s."status"),
        'founded', to_jsonb(s."founded"),
        'ended', to_jsonb(s."ended"),
        'founding', to_jsonb(s."founding"),
        'membership_listed', to_jsonb(s."membership_listed"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM mechanisms_mechanismname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_mechanism s
    WHERE s.id = NEW.mechanism_id;
ELSIF NEW.participant_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'parent', to_jsonb(s."parent_id"),
        'members_of', to_jsonb(s."members_of_id"),
        'members_role', to_jsonb(s."members_role"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM mechanisms_participantname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_participant s
    WHERE s.id = NEW.participant_id;
ELSIF NEW.person_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM mechanisms_personname n WHERE n.record_id = s.id) l)
    ) INTO said FROM mechanisms_person s
    WHERE s.id = NEW.person_id;
ELSIF NEW.office_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'person', to_jsonb(s."person_id"),
        'participant', to_jsonb(s."participant_id"),
        'title', to_jsonb(s."title"),
        'since', jsonb_build_array(s."since", s."since_is"),
        'until', jsonb_build_array(s."until", s."until_is")
    ) INTO said FROM mechanisms_office s
    WHERE s.id = NEW.office_id;
ELSIF NEW.membership_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'mechanism', to_jsonb(s."mechanism_id"),
        'participant', to_jsonb(s."participant_id"),
        'role', to_jsonb(s."role"),
        'since', jsonb_build_array(s."since", s."since_is"),
        'until', jsonb_build_array(s."until", s."until_is")
    ) INTO said FROM mechanisms_membership s
    WHERE s.id = NEW.membership_id;
ELSIF NEW.place_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'country', to_jsonb(s."country_id"),
        'region', to_jsonb(s."region"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM meetings_placename n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_place s
    WHERE s.id = NEW.place_id;
ELSIF NEW.series_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'count_min', to_jsonb(s."count_min"),
        'count_max', to_jsonb(s."count_max"),
        'count_date', to_jsonb(s."count_date"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM meetings_seriesname n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_series s
    WHERE s.id = NEW.series_id;
ELSIF NEW.meeting_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'name', to_jsonb(s."name"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'series', to_jsonb(s."series_id"),
        'ordinal', to_jsonb(s."ordinal"),
        'numbering', to_jsonb(s."numbering"),
        'level', to_jsonb(s."level"),
        'track', to_jsonb(s."track"),
        'mode', to_jsonb(s."mode"),
        'status', to_jsonb(s."status"),
        'date', to_jsonb(s."date"),
        'place', to_jsonb(s."place_id"),
        'participation_listed', to_jsonb(s."participation_listed"),
        'attendance_min', to_jsonb(s."attendance_min"),
        'attendance_max', to_jsonb(s."attendance_max"),
        'names', (SELECT coalesce(jsonb_agg(DISTINCT l.label), '[]') FROM (SELECT n.text || CASE WHEN n.since = '' AND n.until = '' THEN '' ELSE ' [' || n.since || '/' || n.until || ']' END COLLATE "C" AS label FROM meetings_meetingname n WHERE n.record_id = s.id) l)
    ) INTO said FROM meetings_meeting s
    WHERE s.id = NEW.meeting_id;
ELSIF NEW.participation_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'meeting', to_jsonb(s."meeting_id"),
        'participant', to_jsonb(s."participant_id"),
        'role', to_jsonb(s."role")
    ) INTO said FROM meetings_participation s
    WHERE s.id = NEW.participation_id;
ELSIF NEW.delegate_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'meeting', to_jsonb(s."meeting_id"),
        'person', to_jsonb(s."person_id"),
        'participant', to_jsonb(s."participant_id"),
        'role', to_jsonb(s."role"),
        'office', to_jsonb(s."office")
    ) INTO said FROM meetings_delegate s
    WHERE s.id = NEW.delegate_id;
ELSIF NEW.outcome_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'title', to_jsonb(s."title"),
        'meeting', to_jsonb(s."meeting_id"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'action', to_jsonb(s."action"),
        'date', to_jsonb(s."date"),
        'proposer', to_jsonb(s."proposer_id"),
        'follows_up', to_jsonb(s."follows_up_id"),
        'takes_up', to_jsonb(s."takes_up_id")
    ) INTO said FROM meetings_outcome s
    WHERE s.id = NEW.outcome_id;
ELSIF NEW.position_id IS NOT NULL THEN
    SELECT jsonb_build_object(
        'title', to_jsonb(s."title"),
        'meeting', to_jsonb(s."meeting_id"),
        'mechanism', to_jsonb(s."mechanism_id"),
        'proposer', to_jsonb(s."proposer_id"),
        'audience', to_jsonb(s."audience"),
        'date', to_jsonb(s."date"),
        'follows_up', to_jsonb(s."follows_up_id")
    ) INTO said FROM meetings_position s
    WHERE s.id = NEW.position_id;
END IF;
SELECT coalesce(jsonb_object_agg(k, v), jsonb_build_object())
INTO NEW.holds_for
FROM jsonb_each(coalesce(said, jsonb_build_object()) || given) AS each (k, v)
WHERE (cardinality(NEW.fields) = 0 OR k = ANY (NEW.fields)) AND NOT NEW.stated ? k;
RETURN NEW;

-- Who is on a list that is complete, of what was judged of those who are on it.
UPDATE {table} c SET holds_for = jsonb_set(c.holds_for, '{membership_listed,1}', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role) || CASE WHEN m.until = '' THEN '[]' ELSE jsonb_build_array(m.until, m.until_is) END || CASE m.since_is WHEN 'planned' THEN jsonb_build_array(m.since_is) ELSE '[]' END), '[]')
    FROM mechanisms_membership m JOIN mechanisms_participant p ON p.id = m.participant_id
    WHERE m.mechanism_id = o.id
        AND CASE o.state WHEN 'published' THEN m.state = 'published' AND p.state = 'published'
            AND (p."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_participant" up0_0_parent WHERE up0_0_parent.id = p."parent_id" AND up0_0_parent.state = 'published' LIMIT 1) IS NOT NULL)
            AND (p."members_of_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up0_1_members_of WHERE up0_1_members_of.id = p."members_of_id" AND up0_1_members_of.state = 'published' AND (up0_1_members_of."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_0_parent WHERE up1_0_parent.id = up0_1_members_of."parent_id" AND up1_0_parent.state = 'published' LIMIT 1) IS NOT NULL) AND (up0_1_members_of."predecessor_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_1_predecessor WHERE up1_1_predecessor.id = up0_1_members_of."predecessor_id" AND up1_1_predecessor.state = 'published' LIMIT 1) IS NOT NULL) LIMIT 1) IS NOT NULL)
            ELSE m.state <> 'withdrawn' AND p.state <> 'withdrawn'
            AND (p."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_participant" up0_0_parent WHERE up0_0_parent.id = p."parent_id" AND up0_0_parent.state <> 'withdrawn' LIMIT 1) IS NOT NULL)
            AND (p."members_of_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up0_1_members_of WHERE up0_1_members_of.id = p."members_of_id" AND up0_1_members_of.state <> 'withdrawn' AND (up0_1_members_of."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_0_parent WHERE up1_0_parent.id = up0_1_members_of."parent_id" AND up1_0_parent.state <> 'withdrawn' LIMIT 1) IS NOT NULL) AND (up0_1_members_of."predecessor_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_1_predecessor WHERE up1_1_predecessor.id = up0_1_members_of."predecessor_id" AND up1_1_predecessor.state <> 'withdrawn' LIMIT 1) IS NOT NULL) LIMIT 1) IS NOT NULL) END))
FROM mechanisms_mechanism o
WHERE o.id = c.mechanism_id AND c.holds_for -> 'membership_listed' ->> 0 <> ''
    AND c.holds_for -> 'membership_listed' -> 1 = (
        SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role)), '[]')
        FROM mechanisms_membership m JOIN mechanisms_participant p ON p.id = m.participant_id
            AND p.state <> 'withdrawn'
        WHERE m.mechanism_id = o.id AND m.state <> 'withdrawn'
            AND (m.state = 'published' OR o.state <> 'published')
    );
UPDATE {table} c SET holds_for = jsonb_set(c.holds_for, '{participation_listed,1}', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role)), '[]')
    FROM meetings_participation m JOIN mechanisms_participant p ON p.id = m.participant_id
    WHERE m.meeting_id = o.id
        AND CASE o.state WHEN 'published' THEN m.state = 'published' AND p.state = 'published'
            AND (p."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_participant" up0_0_parent WHERE up0_0_parent.id = p."parent_id" AND up0_0_parent.state = 'published' LIMIT 1) IS NOT NULL)
            AND (p."members_of_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up0_1_members_of WHERE up0_1_members_of.id = p."members_of_id" AND up0_1_members_of.state = 'published' AND (up0_1_members_of."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_0_parent WHERE up1_0_parent.id = up0_1_members_of."parent_id" AND up1_0_parent.state = 'published' LIMIT 1) IS NOT NULL) AND (up0_1_members_of."predecessor_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_1_predecessor WHERE up1_1_predecessor.id = up0_1_members_of."predecessor_id" AND up1_1_predecessor.state = 'published' LIMIT 1) IS NOT NULL) LIMIT 1) IS NOT NULL)
            ELSE m.state <> 'withdrawn' AND p.state <> 'withdrawn'
            AND (p."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_participant" up0_0_parent WHERE up0_0_parent.id = p."parent_id" AND up0_0_parent.state <> 'withdrawn' LIMIT 1) IS NOT NULL)
            AND (p."members_of_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up0_1_members_of WHERE up0_1_members_of.id = p."members_of_id" AND up0_1_members_of.state <> 'withdrawn' AND (up0_1_members_of."parent_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_0_parent WHERE up1_0_parent.id = up0_1_members_of."parent_id" AND up1_0_parent.state <> 'withdrawn' LIMIT 1) IS NOT NULL) AND (up0_1_members_of."predecessor_id" IS NULL OR (SELECT 1 FROM "mechanisms_mechanism" up1_1_predecessor WHERE up1_1_predecessor.id = up0_1_members_of."predecessor_id" AND up1_1_predecessor.state <> 'withdrawn' LIMIT 1) IS NOT NULL) LIMIT 1) IS NOT NULL) END))
FROM meetings_meeting o
WHERE o.id = c.meeting_id AND c.holds_for -> 'participation_listed' ->> 0 <> ''
    AND c.holds_for -> 'participation_listed' -> 1 = (
        SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(m.participant_id, m.role)), '[]')
        FROM meetings_participation m JOIN mechanisms_participant p ON p.id = m.participant_id
            AND p.state <> 'withdrawn'
        WHERE m.meeting_id = o.id AND m.state <> 'withdrawn'
            AND (m.state = 'published' OR o.state <> 'published')
    );

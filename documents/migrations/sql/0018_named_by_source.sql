-- Whether sources say of values of public records, by a name, that they are of this record.
CREATE FUNCTION fora_named_by_source(kind text, key bigint)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF kind = 'mechanism' THEN
        RETURN EXISTS (
            SELECT FROM documents_citation c JOIN mechanisms_participant s ON s.id = c.participant_id
            WHERE s.members_of_id = key AND c.stated ? 'members_of' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN mechanisms_membership s ON s.id = c.membership_id
            WHERE s.mechanism_id = key AND c.stated ? 'mechanism' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_outcome s ON s.id = c.outcome_id
            WHERE s.mechanism_id = key AND c.stated ? 'mechanism' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_position s ON s.id = c.position_id
            WHERE s.mechanism_id = key AND c.stated ? 'mechanism' AND c.is_public
        );
    ELSIF kind = 'meeting' THEN
        RETURN EXISTS (
            SELECT FROM documents_citation c JOIN meetings_participation s ON s.id = c.participation_id
            WHERE s.meeting_id = key AND c.stated ? 'meeting' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_delegate s ON s.id = c.delegate_id
            WHERE s.meeting_id = key AND c.stated ? 'meeting' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_outcome s ON s.id = c.outcome_id
            WHERE s.meeting_id = key AND c.stated ? 'meeting' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_position s ON s.id = c.position_id
            WHERE s.meeting_id = key AND c.stated ? 'meeting' AND c.is_public
        );
    ELSIF kind = 'participant' THEN
        RETURN EXISTS (
            SELECT FROM documents_citation c JOIN mechanisms_office s ON s.id = c.office_id
            WHERE s.participant_id = key AND c.stated ? 'participant' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN mechanisms_membership s ON s.id = c.membership_id
            WHERE s.participant_id = key AND c.stated ? 'participant' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_place s ON s.id = c.place_id
            WHERE s.country_id = key AND c.stated ? 'country' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_participation s ON s.id = c.participation_id
            WHERE s.participant_id = key AND c.stated ? 'participant' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_delegate s ON s.id = c.delegate_id
            WHERE s.participant_id = key AND c.stated ? 'participant' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_position s ON s.id = c.position_id
            WHERE s.proposer_id = key AND c.stated ? 'proposer' AND c.is_public
        );
    ELSIF kind = 'person' THEN
        RETURN EXISTS (
            SELECT FROM documents_citation c JOIN mechanisms_office s ON s.id = c.office_id
            WHERE s.person_id = key AND c.stated ? 'person' AND c.is_public
            UNION ALL
            SELECT FROM documents_citation c JOIN meetings_delegate s ON s.id = c.delegate_id
            WHERE s.person_id = key AND c.stated ? 'person' AND c.is_public
        );
    ELSIF kind = 'series' THEN
        RETURN EXISTS (
            SELECT FROM documents_citation c JOIN meetings_meeting s ON s.id = c.meeting_id
            WHERE s.series_id = key AND c.stated ? 'series' AND c.is_public
        );
    END IF;
    RETURN false;
END
$$;

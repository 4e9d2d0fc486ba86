-- A public row leaves no list that is said to be complete for the list of another record.
PERFORM 1 FROM {owners}
WHERE id = OLD.{owner} AND state = 'published' AND {listed} <> '' FOR SHARE;
IF FOUND AND current_setting('fora.merging', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'complete_list: say there first that it is of those named'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;

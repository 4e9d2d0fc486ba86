-- What is cited to a copy is public with the document to which the copy goes.
cited := 'passage_id IN (SELECT id FROM documents_passage WHERE capture_id = ANY ($1))';
PERFORM fora_spread_public('documents_citation', cited, ARRAY[NEW.id], ARRAY[NEW.id]);
RETURN NULL;

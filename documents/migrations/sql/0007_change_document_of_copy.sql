-- Who says otherwise where a copy is from, or when it was retrieved, writes its document.
PERFORM fora_touch('documents_document', NEW.document_id);
RETURN NULL;

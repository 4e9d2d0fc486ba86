-- The register grows with each statement that changes rows of this table.
PERFORM fora_grow();
RETURN NULL;

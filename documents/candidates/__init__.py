"""What was read in documents and waits for a decision: stored, looked up, counted."""

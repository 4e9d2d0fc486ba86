"""Pages and forms of evidence: citing, later copies, disputes, what a document supports."""

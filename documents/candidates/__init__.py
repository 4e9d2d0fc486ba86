"""What was read in documents and waits for a decision, and what editors decide about it.

``storing`` reads a text and stores the candidates. ``record_values`` are the values of the records
that one would become; ``accepting`` makes those records or cites a known one, ``undoing`` takes
it back, ``publishing`` makes public what was made. Plain values in, no form and no request.
"""

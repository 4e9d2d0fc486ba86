"""The reading desk: a document's text beside what the machine read in it, and what editors decide.

``reading`` keeps what ``extraction`` reads as candidates; ``deciding`` makes records
and citations of them; ``progress`` says how much of a document has been read; ``pages`` is the
page in the admin. Only ``pages`` sees a request.
"""

"""The reading desk: a document's text beside what the machine read in it, and what editors decide.

``views`` reads what a browser sends and calls ``documents.candidates``; ``page`` collects what the
page shows: the text with its ``marking``, and one of the ``panels`` beside it.
"""

"""Files of every format that Fora reads: their text, its passages, and what they propose.

Nothing in here knows Django or the database: all of it but ``sandbox`` (and ``refusals``, which
words refusals for people) runs in a process of its own, with limits, because files are hostile.
"""

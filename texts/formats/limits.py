"""What a file may be, and what reading it may cost; measured figures stand in ``sandbox.py``."""

MEGABYTE = 1024 * 1024

MAX_BYTES = 20 * MEGABYTE
"""The largest file."""

MAX_PAGES = 2_000
"""The longest PDF, in pages."""

MAX_PASSAGES = 100_000
"""The most passages of one file: a book has some 5,000."""

MAX_UNPACKED = 100 * MEGABYTE
MAX_PARTS = 5_000
"""What a DOCX, which is a ZIP archive, may hold unpacked, and in how many parts."""

CPU_SECONDS = 10
MEMORY = 512 * MEGABYTE
"""What reading one file may use; the memory is address space, more than what is touched."""

WALL_SECONDS = 60
"""For a machine that is busy with other things: no file is waited for longer."""

MAX_OUTPUT = 96 * MEGABYTE
"""What the reading of one file may write: its text, in UTF-8, with the places of its passages."""

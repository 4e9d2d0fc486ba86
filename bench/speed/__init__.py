"""How fast the site is, of what the database can do: `make bench` (docs/performance.md).

Fora and its rivals answer the same requests on the same generated register, in turns: ``limit``
(one prepared statement behind bare WSGI), ``usual`` (the way of the handbook of Django REST
framework). ``requests`` says which, and how fast each is to be; ``statements`` writes the limit's
SQL, ``agreement`` holds its answers equal to Fora's, ``meters`` reads the CPU that each took,
``rounds`` measures and ``table`` prints.
"""

"""Reading candidates out of a text: pure functions over characters, and one gazetteer.

``candidates`` says what is found, ``reader.read`` finds it. Nothing here writes, and
nothing asks the database.
"""

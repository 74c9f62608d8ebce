"""What the reader typed, turned into a tree that a back end can answer.

``language`` reads the syntax, ``expansion`` analyses the text in it, ``runs`` says what finds a run,
``tree`` is the result.
"""

"""What the reader typed, turned into a tree that a back end can answer.

``language`` reads the syntax, ``expansion`` analyses the text in it, ``tree`` is the result.
"""

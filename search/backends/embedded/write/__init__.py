"""Changing an index: batches in, segments and a new table of contents out."""

"""Answering from an opened index. Nothing here writes."""

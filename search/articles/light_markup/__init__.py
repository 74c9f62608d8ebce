"""Org, reStructuredText and AsciiDoc, rewritten as HTML."""

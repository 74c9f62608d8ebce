"""Wikitext, damaged or not: templates, tables, links and wordings of several regions."""

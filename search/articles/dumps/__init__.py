"""Dumps of MediaWiki and of its search engine, of any size and packed in any way."""

"""Exports of MediaWiki, of any size and packed in any way."""

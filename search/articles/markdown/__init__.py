"""Markdown, as sites, books and vaults write it."""

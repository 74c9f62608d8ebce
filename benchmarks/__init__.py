"""Benchmarks: the same documents and queries, given to wenxun and to its peers. Not part of the package."""

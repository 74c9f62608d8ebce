"""HTML: a tree of elements, what of it a reader sees, and which part of a page is its article."""

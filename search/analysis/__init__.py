"""Text to terms, the same way for documents and queries.

``folding`` makes writing equal that means the same (width, case, script), ``regions`` brings regional wording
to one form, ``segmentation`` cuts, and ``analyzer`` is the one chain through all of them.
"""

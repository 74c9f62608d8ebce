"""Inputs to an index: which files are new, changed, moved or gone, and how they are read, analysed and written.

The flow, one module a step::

    inputs      paths -> files, each once
    known       what the index holds of them
    plan        files -> chunks of reading work, for those that need any
    chunks      a chunk -> articles
    analysis    articles -> arrays: plain functions, the same wherever they run
    workers     chunks -> analysed chunks, in this process or in others, in order
    frames      values -> bytes between processes
    run         analysed chunks -> the writer, and the report
    writing     transactions
    watching    keeps up with folders that change
"""

from __future__ import annotations

from wenxun.indexing.analysis import analyze_articles
from wenxun.indexing.run import Indexing, Progress

__all__ = ["Indexing", "Progress", "analyze_articles"]

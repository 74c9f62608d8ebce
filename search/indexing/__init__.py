"""Inputs to an index: which files are new, changed, moved or gone, and how they are read, analysed and written.

The flow, one module a step::

    given          what a program gives -> paths, articles
    finding        paths -> files, each once
    redirects      files that only lead to another one become its other names
    losses         what would be lost: to a disk that is not mounted, to a rebuild
    indexed_files  what the index holds of them
    chunking       inputs -> chunks of reading work, for those that need any
    chunks         a chunk -> articles
    analysis       articles -> arrays: plain functions, the same wherever they run
    workers        chunks -> analysed chunks, in this process or in others, in order
    messages       values -> bytes between processes
    adding         the whole: analysed chunks -> the writer; whose an id is
    transactions   one transaction, or several where a large file is made safe piece by piece
    input_state    what has become of an input, filled in on the way
    progress       what is told on the way
    reporting      the states of all inputs -> the report
    writing        a transaction that a program adds to
    rebuilding     all that is stored -> the index anew
    watching       keeps up with folders that change

A source file is opened once, in this process: it gets its stamp and its reader (``articles.containers``), and is cut
into pieces. A small file travels with its content, a large one piece by piece, so no worker asks again what a file is.
Its articles are written with its stamp. A file of more than one chunk is not complete before the last one is in; what
a call leaves incomplete, the next one goes on with where the pieces say the ids of their articles, and reads again
where they do not.
"""

from __future__ import annotations

from wenxun.indexing.adding import Indexing
from wenxun.indexing.analysis import analyze_articles
from wenxun.indexing.given import GivenArticle, Input
from wenxun.indexing.losses import lost_by_rebuild
from wenxun.indexing.progress import Progress
from wenxun.indexing.rebuilding import rebuild
from wenxun.indexing.writing import ArticleWriter, delete_articles

__all__ = [
    "ArticleWriter",
    "GivenArticle",
    "Indexing",
    "Input",
    "Progress",
    "analyze_articles",
    "delete_articles",
    "lost_by_rebuild",
    "rebuild",
]

"""The least that finds ten sections from a shell with Whoosh and jieba: FOLDER QUERY."""

import logging
import sys

import jieba
from whoosh import index, query

jieba.setLogLevel(logging.WARNING)
words = [word for word in jieba.cut(sys.argv[2], HMM=False) if word.isalnum()]
terms = [query.Term(field, word) for word in words for field in ("title", "body")]
with index.open_dir(sys.argv[1]).searcher() as searcher:
    for hit in searcher.search(query.Or(terms), limit=10):
        print(f"{hit.score:.3f}", hit["id"])

"""The least that finds ten sections from a shell with tantivy and rjieba: FOLDER QUERY."""

import sys

import rjieba
import tantivy

index = tantivy.Index.open(sys.argv[1])
index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
searcher = index.searcher()
words = [word for word in rjieba.cut(sys.argv[2], hmm=False) if word.isalnum()]
query = index.parse_query(" ".join(words), ["title", "body"], field_boosts={"title": 3.0})
for score, address in searcher.search(query, 10).hits:
    print(f"{score:.3f}", searcher.doc(address)["id"][0])

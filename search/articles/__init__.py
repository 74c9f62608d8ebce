"""Files, and bytes, to articles.

The flow, one module a step::

    walking       a folder -> its files
    file_names    a file -> id and path of its articles
    source_file   a file, opened once
    containers    which kind of file it is: the registry, asked once
    text_file, json_document, jsonl, mail, mailbox, notebook, subtitles, table_file, dumps, documents, light_markup,
    xml_collection
                  the containers: a file -> pieces -> articles
    archives, warc
                  containers of many files, each read as what it is; conversion names what is not read
    reader        all of that for one file
    given         the same for texts and records that a program gives

    encodings     bytes -> text; plausibility says which reading of them is likely
    characters    text -> NFC text without characters that nobody sees
    formats, readers
                  text -> the name of its format, and its reader
    markdown, wikitext, html, text
                  text -> Draft: headings and paragraphs of RichText
    records       a JSON object -> an article
    cleaning      the named rules that take out what is not the article's text
    draft         Draft -> Article: title, aliases
    sections      headings and paragraphs -> sections

Nothing that a reader would see is dropped without being counted in ``Article.cleaned``, under a name that
``cleaning.RULES`` explains.
"""

from __future__ import annotations

from wenxun.articles.reader import DEFAULT_MAX_BYTES, read_bytes, read_file
from wenxun.articles.walking import walk

__all__ = ["DEFAULT_MAX_BYTES", "read_bytes", "read_file", "walk"]

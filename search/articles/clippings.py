"""Kindle's list of what a reader marked and noted (``My Clippings.txt``): an article for each book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxun.articles.containers import Found, Whole
from wenxun.articles.draft import Draft
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_FIRST = re.compile(rb"[^\r\n]+\r?\n- [^\r\n]+\|[^\r\n]+\r?\n")
_END = "=========="
_BOOK = re.compile(r"(?P<title>.*\S)\s*[(（](?P<authors>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_OWN_WORDS = re.compile(r"笔记|筆記|\bNote\b|メモ")


def sniff(file: SourceFile) -> Whole | None:
    """By its first lines, and the line that ends each entry."""
    head = file.text_head
    return Whole(read) if _FIRST.match(head) and f"\n{_END}".encode() in head else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article for each book, its entries in the order in which they were made.

    Raises:
        ArticleError: as for a text; ``empty`` where no entry has a text.
    """
    whole = Draft()
    books: dict[str, Draft] = {}
    for entry in decoded_text(file, whole).split(_END):
        lines = entry.strip().split("\n")
        text = "\n".join(line.strip() for line in lines[2:]).strip()
        name = " ".join(lines[0].split())
        if not text or not name:
            continue  # a mark of a page, without words
        draft = books.setdefault(name, Draft())
        found = _BOOK.fullmatch(name)
        draft.title = found["title"] if found else name
        for author in re.split(r"[;；、]", found["authors"]) if found else ():
            draft.authors[author.strip()] = None
        about = lines[1].removeprefix("- ").strip()
        rich = RichText(text)
        draft.add_paragraph(rich if _OWN_WORDS.search(about.partition("|")[0]) else rich.marked("quote", "", 1))
        draft.add_paragraph(RichText(about))
    if not books:
        raise ArticleError("empty", Notice("it holds no text"))
    for name, draft in books.items():
        draft.tally.update(whole.tally)
        whole.tally.clear()
        yield draft.finish(
            article_id=f"{file.origin.article_id}/{name}",
            file_title=name,
            format_name="text",
            source=file.origin.place,
            path=file.origin.path,
        )

"""A file that is one article, in any format of text: what every file is that is nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from wenxun.articles.characters import tidy_characters
from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.file_names import book_of, file_date, file_title
from wenxun.articles.no_articles import check_content, is_code
from wenxun.articles.readers import read_text_of
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text import read_code_into
from wenxun.collecting import rare_collections
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["decoded_text", "finished", "read", "read_text", "reader_as", "sniff"]


def sniff(_: SourceFile) -> Whole:
    """Any file may be a text."""
    return Whole(read)


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``empty``, ``binary``, ``not-text``, ``too-large``, ``too-complex``, ``draft``, ``git-lfs``,
            ``minified``, ``redirect``.
    """
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    yield read_text(file, draft, decoded_text(file, draft))


def reader_as(format_name: str, read_into: Callable[[Draft, str], None]) -> Whole:
    """Return the reader of files that are one article in a format.

    Args:
        format_name: of the format.
        read_into: appends a text in it to a draft; a function of a module.
    """
    return Whole(partial(_read_as, format_name, read_into))


def _read_as(format_name: str, read_into: Callable[[Draft, str], None], file: SourceFile) -> Iterator[Article]:
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    read_into(draft, decoded_text(file, draft))
    yield finished(file, draft, format_name)


def decoded_text(file: SourceFile, draft: Draft) -> str:
    """Return the text of a file, without characters that nobody sees.

    Args:
        file: the file.
        draft: counts what was changed.

    Raises:
        ArticleError: as ``read``.
    """
    content = file.content()
    if not content.strip():
        raise ArticleError("empty", Notice("it holds no text"))
    check_content(file.origin.name, content)
    decoded = decode(content)
    draft.tally["damaged-bytes"] += decoded.damaged
    text = tidy_characters(decoded.text, draft.tally)
    if not text.strip():
        raise ArticleError("empty", Notice("it holds no text"))
    return text


def read_text(file: SourceFile, draft: Draft, text: str) -> Article:
    """Return the article that a text is, whatever format it is in.

    Args:
        file: the file that it is of.
        draft: has what is known of it so far.
        text: the text.
    """
    draft.expected_chars = len(text)
    if is_code(file.origin.name):
        read_code_into(draft, text, file.origin.suffix.removeprefix("."))
        return finished(file, draft, "text")
    with rare_collections():
        return finished(file, draft, read_text_of(draft, text, file.origin.suffix))


def finished(file: SourceFile, draft: Draft, format_name: str) -> Article:
    """Return the article of a draft that holds all of the file.


    Args:
        file: the file.
        draft: the draft.
        format_name: format that the file was read as.

    Raises:
        ArticleError: ``too-complex``, ``draft``.
    """
    draft.aliases.update(dict.fromkeys(file.origin.aliases))
    draft.published = draft.published or file_date(file.origin)
    title = file_title(file.origin)
    if format_name == "text":
        book, author = book_of(title)
        draft.title = book or draft.title
        if author and not draft.authors:
            draft.authors[author] = None
    return draft.finish(
        article_id=file.origin.article_id,
        file_title=title,
        format_name=format_name,
        source=file.origin.place,
        path=file.origin.path,
    )

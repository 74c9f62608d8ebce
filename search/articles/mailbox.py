"""Mailboxes (mbox): one article a mail, read a mail at a time from a file of any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from wenxun.articles.containers import Found, Pieces
from wenxun.articles.draft import Draft
from wenxun.articles.mail import read_mail_into
from wenxun.articles.source_file import Origin, SourceFile
from wenxun.errors import ArticleError
from wenxun.models import SkippedInput

__all__ = ["Mail", "sniff", "split"]

_START = re.compile(rb"From \S.*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b.*\r?\n?")
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_MOST_LINE_BYTES = 1 << 20


def sniff(file: SourceFile) -> Pieces | None:
    """By the line that stands before the first mail."""
    line = file.head.lstrip(b"\r\n").partition(b"\n")[0]
    return Pieces(split) if _START.fullmatch(line) else None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of a mailbox.

    Attributes:
        origin: the mailbox.
        number: of the mail in it, from 1.
        data: the mail as it was sent.
    """

    article_id: ClassVar[str] = ""
    origin: Origin
    number: int
    data: bytes

    @property
    def size_bytes(self) -> int:
        """Of the mail."""
        return len(self.data)

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield the mail; one that cannot be read is named as ``file:number``."""
        place = f"{self.origin.place}:{self.number}"
        draft = Draft()
        try:
            read_mail_into(draft, _QUOTED.sub(b"", self.data))
            yield draft.finish(
                article_id=f"{self.origin.article_id}/{self.number}",
                file_title=f"{self.origin.article_id} {self.number}",
                format_name="mail",
                source=place,
                path=self.origin.path,
            )
        except ArticleError as error:
            yield SkippedInput(place, error.reason, error.notice)


def split(file: SourceFile) -> Iterator[Mail | SkippedInput]:
    """Yield the mails; memory is bounded by the longest that is read."""
    file.stream.seek(0)
    number = size = 0
    lines: list[bytes] = []
    is_after_blank = True
    while line := file.stream.readline(_MOST_LINE_BYTES):
        if is_after_blank and _START.fullmatch(line):
            if number:
                yield _mail(file, number, lines, size)
            number += 1
            lines, size = [], 0
        elif number:
            size += len(line)
            if size <= file.max_bytes:
                lines.append(line)
        is_after_blank = not line.strip()
    if number:
        yield _mail(file, number, lines, size)


def _mail(file: SourceFile, number: int, lines: list[bytes], size: int) -> Mail | SkippedInput:
    if size > file.max_bytes:
        detail = f"the mail holds {size} bytes, more than the limit of {file.max_bytes}"
        return SkippedInput(f"{file.origin.place}:{number}", "too-large", detail)
    return Mail(file.origin, number, b"".join(lines))

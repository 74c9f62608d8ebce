"""What articles are called after their files: ids, paths and titles that can be shown."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from wenxun.articles.characters import tidy_characters
from wenxun.articles.containers import is_known_suffix
from wenxun.articles.metadata import iso_date
from wenxun.articles.site_titles import SiteTitles, is_folder_page
from wenxun.articles.source_file import Origin
from wenxun.link_targets import without_order

__all__ = ["FileNames", "book_of", "file_date", "file_title", "origin_of_bytes"]

_YEAR = re.compile(r"(?:19|20)\d\d")  # no day below is without one
_DATE = r"((?:19|20)\d\d)(?:([-._])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d)|年(\d{1,2})月(\d{1,2})日)(?!\d)"
"""A day as it stands at the beginning of a file's name, in notes and posts, or at its end, in collections of laws."""

_DATE_BEFORE = re.compile(rf"[\[(（【]?{_DATE}")
_DATE_AND_SIGN = re.compile(rf"[\[(（【]?{_DATE}(?:[\])）】](?:[-_\s]|\.(?!\d))*|(?:[-_\s]|\.(?!\d))+)")
_DATE_BEHIND = re.compile(rf"(?<=[^\s_-])[-_\s]*[\[(（【]{_DATE}[\])）】]\Z")
_DATE_AFTER_BLANK = re.compile(rf"(?<=\S)[_\s]+{_DATE}\Z")
"""A day at the end of a name, as minutes and diaries have it; it stays in the title, which says little without it."""

_DATED_FOLDERS = re.compile(r"(?:\A|/)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?![^-_/. ])")
"""Folders for years, months and days, as blogs have them: 2024/02/10/题目, 2024/02/10-题目."""

_FORBIDDEN = re.compile(
    r"%(?:22|23|25|2A|3A|3C|3E|3F|5C|7C)", re.IGNORECASE
)  # what no file may be called, as notes write it
_ENCODED = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")
_NOTION_ID = re.compile(r"(?<=\S)[ _-][0-9a-f]{32}(?:_all)?\Z")
"""What Notion puts behind the names of the files that it exports."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_EDITION = (
    r"(?:\s*(?:[（(\[【][^（）()\[\]【】《》]{1,20}[)）\]】]|全集|全本|完本|完[结結]|全文|[精校][校对對]版?(?:全本)?|完整版"
    r"|(?i:txt)))*\s*"
)
_BY = r"(?:[\s,，—-]+(?:作者|著者)|(?:作者|著者)(?=\s?[:：])|\s*(?<![A-Za-z])(?i:by)(?![A-Za-z]))\s*[:：]?\s*"
_AUTHOR = r"(?P<author>[^《》（）()\[\]【】:：,，。]{1,30}?)"
_BOOK_NAMES = (
    re.compile(
        rf"(?:[\[【(（][^\[\]【】()（）]{{1,10}}[\]】)）]\s*)?《(?P<title>[^《》]{{1,60}})》{_EDITION}(?:{_BY}{_AUTHOR}{_EDITION})?"
    ),
    re.compile(rf"(?P<title>[^\s《》][^《》]{{0,60}}?){_EDITION}{_BY}{_AUTHOR}{_EDITION}"),
    re.compile(r"(?P<title>[^\s《》][^《》]{0,60}?)\s+(?P<author>[\u3400-\u9fff·]{2,12})\s*著"),
)
"""How the files of whole books are called: 《书名》作者：某某, 书名 by 某某, 书名（全本）作者：某某."""

_UNDECODED = re.compile("[\udc80-\udcff]")  # what os.fsdecode makes of bytes that are no UTF-8


class FileNames:
    """Gives files their origins. A folder is listed once for all files in it that come one after the other."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._stems: Counter[str] = Counter()
        self._titles = SiteTitles()

    def origin(self, path: Path, *, root: Path | None = None, above: str = "", name: str = "") -> Origin:
        """Return the origin of the file at ``path``.

        Its path is the one below ``root`` (without one, the file name), with ``/`` between folders, in NFC. Its id is
        the path without the suffix of a known format. The suffix stays where another file of the same stem stands
        beside it, so that ``a.md`` and ``a.txt`` get different ids. Controls and noncharacters are written ``%0A``.
        An id may hold any other character, so quote it in URLs.

        Args:
            path: the file.
            root: the folder that is being indexed.
            above: stands before the path with a ``/``, but not before the id; "" for nothing.
            name: stands before both, and in the place of ``above``.
        """
        above = name or above
        relative = PurePosixPath(path.name)
        if root is not None and path.is_relative_to(root):
            relative = PurePosixPath(path.relative_to(root).as_posix())
        shown = _shown(str(relative))
        return Origin(
            place=os.fspath(path),
            name=path.name,
            article_id=_shown(f"{name}/" if name else "") + _without_suffix(relative, has_twin=self._has_twin(path)),
            path=f"{_shown(above)}/{shown}" if above else shown,
            title=_shown(self._titles.title(path, root)) if root is not None else "",
        )

    def _has_twin(self, path: Path) -> bool:
        """Whether a file of the same stem and another known suffix stands beside it."""
        if not is_known_suffix(path.suffix.lower()):
            return False
        if path.parent != self._folder:
            self._folder = path.parent
            self._stems = Counter(_known_stems(_listing(path.parent)))
        return self._stems[path.stem] > 1


def _listing(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  - names alone are wanted, and of large folders
    except OSError:
        return []


def _known_stems(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        stem, suffix = os.path.splitext(name)  # noqa: PTH122  - many times as fast as a path
        if is_known_suffix(suffix.lower()):
            yield stem


def origin_of_bytes(name: str) -> Origin:
    """Return the origin of bytes that a file called ``name`` (or a relative path) would hold."""
    path = PurePosixPath(name)
    return Origin(name, path.name, _without_suffix(path, has_twin=False), _shown(str(path)))


def file_date(origin: Origin) -> str:
    """Return the day, as ISO 8601, that an article is called after which states none; "" if there is none.

    Its file's name begins or ends with it, or that of its folder where the file is the ``index`` of the folder; or the
    folders that it lies in are a year, a month and a day.
    """
    if not _YEAR.search(origin.path or origin.name):
        return ""
    path = PurePosixPath(origin.path or origin.name)
    stem = path.parent.name if is_folder_page(path.name) else path.stem
    behind = _DATE_BEHIND.search(stem) or _DATE_AFTER_BLANK.search(stem)
    for found in (_DATE_BEFORE.match(stem), behind, _DATED_FOLDERS.search(str(path))):
        if found is not None and (day := iso_date("-".join(filter(str.isdigit, filter(None, found.groups()))))):
            return day
    return ""


def file_title(origin: Origin) -> str:
    """Return the title of an article that says none.

    It is what the site's navigation calls it, else its file's name without suffix, date or number before it; for the
    ``index`` or ``README`` of a folder the name of the folder.
    """
    if origin.title:
        return origin.title
    name = origin.name
    if is_folder_page(name) and (folder := PurePosixPath(origin.path).parent.name):
        name = folder
    path = PurePosixPath(tidy_characters(_decoded(_readable(name)).rstrip(), Counter()))
    stem = _NOTION_ID.sub("", path.stem if is_known_suffix(path.suffix.lower()) else path.name)
    if file_date(origin):
        stem = _DATE_BEHIND.sub("", stem)
        before = _DATE_AND_SIGN.match(stem)
        if before and any(map(str.isalpha, stem[before.end() :])):
            stem = stem[before.end() :]
    stem = without_order(stem)
    if PurePosixPath(origin.path).parent.name == "pages":  # of Logseq, whose names have parts
        stem = stem.replace("___", "/")
    return " ".join(stem.replace("_", " ").split()) or path.name or origin.article_id


def book_of(title: str) -> tuple[str, str]:
    """Return the title and the author of a book that a file's title states; "" for what it does not."""
    found = next(filter(None, (names.fullmatch(title) for names in _BOOK_NAMES)), None)
    if found is None or _HAN.search(found["title"]) is None:
        return "", ""  # step by step
    return found["title"].strip(), (found["author"] or "").strip()


def _decoded(name: str) -> str:
    """A name in which a program that saved a page has written letters as ``%E8%8C%B6``."""
    decoded = unquote(name, errors="replace") if _ENCODED.search(name) else name
    decoded = name if "\ufffd" in decoded or "/" in decoded else decoded
    return _FORBIDDEN.sub(lambda found: unquote(found[0]), decoded)


def _without_suffix(relative: PurePosixPath, *, has_twin: bool) -> str:
    name = str(relative)
    if is_known_suffix(relative.suffix.lower()) and not has_twin:
        name = name[: -len(relative.suffix)]
    return _shown(name)


def _shown(name: str) -> str:
    normal = unicodedata.normalize("NFC", _readable(name))
    if normal.isprintable():
        return normal
    return "".join(f"%{ord(c):02X}" if _is_unshown(c) else c for c in normal)


def _readable(name: str) -> str:
    """A file's name with the bytes in it that are no UTF-8 written ``\\xc4``."""
    shown = _UNDECODED.sub(lambda found: f"\\x{ord(found.group()) & 0xFF:02x}", name)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_unshown(character: str) -> bool:
    """Whether a character is a control, or a noncharacter."""
    code_point = ord(character)
    is_noncharacter = code_point & 0xFFFE == 0xFFFE or 0xFDD0 <= code_point <= 0xFDEF
    return is_noncharacter or unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")

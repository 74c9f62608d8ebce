"""Files that hold text which wenxun does not read: each is refused by its name, with the command that converts it."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import NoReturn

from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["OLE", "sniff"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How documents of Office before 2007 begin, and newer ones that a password protects."""

_TO_EPUB = "ebook-convert {file} .epub"
_TO_DOCX = "soffice --headless --convert-to docx {file}"
_TO_PDF = "soffice --headless --convert-to pdf {file}"
_TO_CSV = "soffice --headless --convert-to csv {file}"
_KINDS = {
    ".mobi": ("a Kindle book", _TO_EPUB), ".azw": ("a Kindle book", _TO_EPUB), ".azw3": ("a Kindle book", _TO_EPUB),
    ".kfx": ("a Kindle book", _TO_EPUB), ".prc": ("a Palm book", _TO_EPUB), ".pdb": ("a Palm book", _TO_EPUB),
    ".fb2": ("a FictionBook", _TO_EPUB), ".lit": ("a Microsoft Reader book", _TO_EPUB),
    ".lrf": ("a Sony book", _TO_EPUB), ".umd": ("a book in UMD", _TO_EPUB), ".snb": ("a book in SNB", _TO_EPUB),
    ".chm": ("a compiled HTML help", "extract_chmLib {file} pages"),
    ".zim": ("a ZIM archive", "zimdump dump --dir=pages {file}"),
    ".djvu": ("a DjVu document", "djvutxt {file} text.txt"), ".djv": ("a DjVu document", "djvutxt {file} text.txt"),
    ".xps": ("an XPS document", "xpstopdf {file}"), ".oxps": ("an XPS document", "xpstopdf {file}"),
    ".ps": ("a PostScript document", "ps2pdf {file}"), ".caj": ("a CAJ document", "caj2pdf convert {file}"),
    ".doc": ("a Word document of before 2007", _TO_DOCX), ".dot": ("a Word template of before 2007", _TO_DOCX),
    ".wps": ("a WPS document", _TO_DOCX), ".pages": ("a Pages document", _TO_DOCX), ".fodt": ("a flat ODT", _TO_DOCX),
    ".ppt": ("a presentation of before 2007", _TO_PDF),
    ".pps": ("a presentation of before 2007", _TO_PDF),
    ".dps": ("a WPS presentation", _TO_PDF),
    ".key": ("a Keynote presentation", _TO_PDF),
    ".xls": ("an Excel workbook of before 2007", _TO_CSV),
    ".et": ("a WPS workbook", _TO_CSV),
    ".numbers": ("a Numbers workbook", _TO_CSV), ".xlsb": ("an Excel workbook", _TO_CSV),
    ".webarchive": ("a page that Safari saved", "textutil -convert html {file}"),
    ".tex": ("LaTeX, whose commands are no text", "pandoc {file} -o text.md"),
    ".ltx": ("LaTeX, whose commands are no text", "pandoc {file} -o text.md"),
    ".latex": ("LaTeX, whose commands are no text", "pandoc {file} -o text.md"),
    ".typ": ("Typst, whose code is no text", "pandoc {file} -o text.md"),
    ".msg": ("a mail of Outlook", "msgconvert {file}"),
    ".pst": ("a mailbox of Outlook", "readpst {file}"), ".ost": ("a mailbox of Outlook", "readpst {file}"),
    ".rar": ("a RAR archive", "unar {file}"), ".7z": ("a 7z archive", "7z x {file}"),
}  # fmt: skip
_PLAIN = (".tex", ".ltx", ".latex", ".typ")  # texts that no sign within tells from others
_BY_HEAD = (
    (b"ITSF", ".chm"), (b"ZIM\x04", ".zim"), (b"AT&TFORM", ".djvu"), (b"%!PS-Adobe", ".ps"),
    (b"Rar!\x1a\x07", ".rar"), (b"7z\xbc\xaf\x27\x1c", ".7z"), (b"bplist00", ".webarchive"),
    (b"!BDN", ".pst"),
)  # fmt: skip
_IN_TEXT = (
    (b"<FictionBook", ".fb2"), (b"<office:document", ".fodt"), (b"<w:wordDocument", ".doc"),
    (b"<pkg:package", ".doc"), (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"', ".xls"),
)  # fmt: skip
_AT_60 = ((b"BOOKMOBI", ".mobi"), (b"TEXtREAd", ".pdb"))
_TEXT_BYTES = 4096


def sniff(file: SourceFile) -> None:
    """Refuse such a file.

    Raises:
        ArticleError: ``needs-conversion``; ``encrypted`` for a document that a password protects.
    """
    if file.head.startswith(OLE):
        if file.origin.suffix in (".docx", ".docm", ".pptx", ".xlsx"):
            raise ArticleError("encrypted", Notice("it is protected by a password; save it without one first"))
        _refuse(file, file.origin.suffix if file.origin.suffix in _KINDS else ".doc")
    kind = _kind_by_content(file)
    if kind:
        _refuse(file, kind)
    if file.origin.suffix in _PLAIN or (file.origin.suffix in _KINDS and b"\0" in file.head):
        _refuse(file, file.origin.suffix)


def _kind_by_content(file: SourceFile) -> str:
    head = file.head
    if found := next((suffix for begin, suffix in _BY_HEAD if head.startswith(begin)), ""):
        return found
    if found := next((suffix for inside, suffix in _IN_TEXT if inside in head[:_TEXT_BYTES]), ""):
        return found
    return next((suffix for begin, suffix in _AT_60 if head[60:68] == begin), "")


def _refuse(file: SourceFile, suffix: str) -> NoReturn:
    what, command = _KINDS[suffix]
    shown = command.format(file=shlex.quote(PurePath(file.origin.place).name))
    raise ArticleError(
        "needs-conversion",
        Notice("it is {what}, which is not read; convert it first: {shown}", what=Notice(what), shown=shown),
    )

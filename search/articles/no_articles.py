"""What lies in folders and is no article: what programs, editors and systems make for themselves, code, and media.

A name tells most of it, so that such files are not even opened. What only the content tells is refused by readers, for
reasons that are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePath

from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["check_content", "holds_drafts", "is_code", "is_no_article", "tool_file", "tool_folder"]

_NO_ARTICLE = frozenset(
    (
        "backup", "binary", "code", "data", "draft", "empty", "font", "git-lfs", "hidden", "lock-file", "minified",
        "no-record", "not-text", "picture", "program", "recording", "redirect", "system-file",
    )
)  # fmt: skip
"""Reasons of an ``ArticleError`` that say that a file is no article, not that one could not be read."""

_FOLDERS = {
    **dict.fromkeys(
        ("node_modules", "bower_components", "jspm_packages", "site-packages"), Notice("installed packages")
    ),
    **dict.fromkeys(("_site", "_book"), Notice("a site made from other files")),
    **dict.fromkeys(("_includes", "_layouts", "_templates"), Notice("templates of a site")),
    **dict.fromkeys(("__pycache__", "hts-cache"), Notice("what a program keeps for itself")),
    **dict.fromkeys(
        ("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found", "CVS"),
        Notice("what a system keeps for itself"),
    ),
}
_DRAFTS = "_drafts"  # of Jekyll and Hexo
_SIGNS = {
    "pyvenv.cfg": Notice("an environment of Python"),
    "CACHEDIR.TAG": Notice("a cache"),
}  # files that tell what a folder is
_NAMED_SIGNS = {  # names that may mean anything, and what lies in such a folder if it is what they mean to programs
    "logseq": (("config.edn",), Notice("what a program keeps for itself")),
    "layouts": (("_default", "partials", "shortcodes", "_partials", "_shortcodes"), Notice("templates of a site")),
    "archetypes": (("default.md",), Notice("templates of a site")),
    "scaffolds": (("post.md", "draft.md"), Notice("templates of a site")),
}

_PARTS_OF_PAGE = re.compile(r"(.+)(?:_files|\.files|_fichiers|-Dateien|_archivos)")
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".mht")

_LOCK_FILE = re.compile(
    r"(?:package-lock|npm-shrinkwrap|pnpm-lock|packages\.lock)\.\w+|go\.sum|bun\.lockb|hts-log\.txt|.+\.lock|\.~lock\..*|~\$.*",
    re.IGNORECASE,
)
_BACKUP = re.compile(r".*(?:~|\.(?:bak|bkp|backup|orig|rej|sw[a-p]|tmp|temp|part|crdownload))|#.*#", re.IGNORECASE)
_MINIFIED = re.compile(r".*[.-]min\.(?:js|mjs|cjs|css|json|html?)|.*\.map", re.IGNORECASE)
_SYSTEM_FILE = re.compile(r"thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE)

# Suffixes of what is no text for readers; a container that reads some of them takes those over.
_SUFFIXES: Mapping[str, str] = {
    "code": ".ada .asm .astro .awk .bash .bat .bazel .c .cc .cfg .cjs .clj .cljs .cmake .cmd .coffee .conf .cpp .cs"
    " .css .cts .cu .cxx .d .dart .diff .ejs .el .elm .env .erl .ex .exs .f90 .fish .fs .fsx .glsl .go .gradle .graphql"
    " .groovy .h .hbs .hcl .hh .hpp .hs .hx .hxx .ini .java .jl .js .jsx .kt .kts .less .lisp .liquid .lua .m4 .mjs .mk"
    " .ml .mli .mm .mts .nim .nix .njk .patch .php .pl .plist .pm .properties .proto .ps1 .psm1 .pug .py .pyi .pyx .r"
    " .rb .rkt .rs .s .sass .scala .scm .scss .sh .sol .sql .styl .sv .svelte .swift .tcl .tf .toml .ts .tsx .v .vb"
    " .vhd .vhdl .vim .vue .wat .sty .cls .bst .rproj .tmtheme .xsd .xsl .xslt .yaml .yml .zig .zsh .edn .gv"
    " .puml .plantuml .mmd .po .pot .resx .csproj .sln .snap .ftl",
    "picture": ".png .jpg .jpeg .jfif .gif .webp .avif .bmp .ico .icns .tif .tiff .heic .psd .ai .eps .svg .svgz .xcf"
    " .sketch .fig .graffle .drawio .excalidraw .canvas .raw .cr2 .nef .dng .jxl",
    "recording": ".mp3 .wav .flac .ogg .oga .m4a .aac .opus .wma .mid .mp4 .m4v .mov .avi .mkv .webm .wmv .flv .ogv"
    " .3gp .amr .aiff",
    "font": ".ttf .otf .woff .woff2 .eot .ttc",
    "archive": ".7z .rar .jar .war .whl .deb .rpm .dmg .iso .apk .cab",
    "program": ".exe .dll .so .dylib .o .a .lib .obj .class .pyc .pyo .wasm .bin .msi .node .pdb .ko .elf",
    "data": ".db .sqlite .sqlite3 .mdb .parquet .npy .npz .pt .pth .onnx .h5 .pkl .pickle .dat .idx .pack .safetensors"
    " .rds .rdata .meta .webmanifest .bib .csl .ris .opf .ncx .rdf .dta .sav .rda .feather .mat .geojson .kml .gpx"
    " .ics .vcf .bcmap",
    "document": ".doc .docx .docm .dot .dotx .odt .ott .rtf .pdf .wps .wpt .pages .ppt .pptx .odp .xls .xlsx .ods .et"
    " .dps .epub .mobi .azw .azw3 .chm .djvu .caj .zim .umd .fb2 .lit .eml .msg .mbox .mhtml .mht .one .xmind .key"
    " .numbers .warc",
}
_KIND_OF = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_DETAILS: Mapping[str, str] = {
    "code": Notice("it is source code or settings of a program; --code reads it"),
    "picture": Notice("its suffix is that of a picture"),
    "recording": Notice("its suffix is that of a recording"),
    "font": Notice("its suffix is that of a font"),
    "archive": Notice("its suffix is that of an archive"),
    "program": Notice("its suffix is that of a program"),
    "data": Notice("its suffix is that of data for programs"),
}
_CODE_NAMES = frozenset(
    (
        "makefile", "dockerfile", "containerfile", "jenkinsfile", "vagrantfile", "rakefile", "gemfile", "procfile",
        "owners", "cmakelists.txt", "go.mod", "requirements.txt", "robots.txt", "cname", "codeowners", "justfile",
        "package.json", "tsconfig.json", "jsconfig.json", "composer.json", "manifest.json",
    )
)  # fmt: skip

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER_BYTES = 1024
_LEAST_MINIFIED_BYTES = 5_000
_MINIFIED_LINE_BYTES = 1_000


def tool_folder(name: str, names_inside: Collection[str], names_beside: Collection[str]) -> str:
    """Return what a folder is if no owner writes articles in it; "" for any other.

    Args:
        name: its name.
        names_inside: names of the files and folders in it.
        names_beside: names of the files and folders that it lies among.
    """
    signs, purpose = _NAMED_SIGNS.get(name, ((), ""))
    if any(sign in names_inside for sign in signs):
        return purpose
    if (page := _PARTS_OF_PAGE.fullmatch(name)) and any(f"{page[1]}{end}" in names_beside for end in _PAGES):
        return Notice("what belongs to a saved page")
    return _FOLDERS.get(name) or next((_SIGNS[sign] for sign in _SIGNS if sign in names_inside), "")


def holds_drafts(name: str) -> bool:
    """Return whether sites publish nothing of a folder called ``name`` yet."""
    return name == _DRAFTS


def tool_file(name: str, *, code: bool, is_read: bool) -> tuple[str, str] | None:
    """Return why a file is no article as far as its name tells, as a reason and a sentence; ``None`` if it may be one.

    Args:
        name: its name.
        code: whether code is wanted.
        is_read: whether a reader knows files with this suffix.
    """
    if _LOCK_FILE.fullmatch(name):
        return "lock-file", Notice("it is what a program notes for itself")
    if _BACKUP.fullmatch(name):
        return "backup", Notice("its name is that of a backup or of something unfinished")
    if _MINIFIED.fullmatch(name):
        return "minified", Notice("it is code packed for machines")
    if _SYSTEM_FILE.fullmatch(name):
        return "system-file", Notice("it is what a system keeps for itself")
    kind = _kind(name) if not is_read or name.lower() in _CODE_NAMES else ""
    if kind in _DETAILS and not (kind == "code" and code):
        return kind, _DETAILS[kind]
    return None


def is_code(name: str) -> bool:
    """Return whether a file's name is that of source code or of settings of a program."""
    return _kind(name) == "code"


def _kind(name: str) -> str:
    return "code" if name.lower() in _CODE_NAMES else _KIND_OF.get(PurePath(name).suffix.lower(), "")


def check_content(name: str, content: bytes) -> None:
    """Refuse what only its content shows to be no article.


    Args:
        name: the file's name.
        content: what it holds.

    Raises:
        ArticleError: ``git-lfs`` for what stands in for a file that Git has not fetched, ``minified`` for code that is
            packed for machines.
    """
    if len(content) <= _LONGEST_POINTER_BYTES and content.startswith(_LFS_POINTER):
        raise ArticleError(
            "git-lfs", Notice("it only stands for a file that Git has not fetched; fetch it: git lfs pull")
        )
    if is_code(name) and len(content) > max(_LEAST_MINIFIED_BYTES, _MINIFIED_LINE_BYTES * content.count(b"\n")):
        raise ArticleError("minified", Notice("it is code packed for machines, in lines of more than 1,000 bytes"))


def is_no_article(reason: str, path: str, *, is_read: bool) -> bool:
    """Return whether what was refused is no article at all, so that nobody misses it.

    Bytes that are no text are none, but a file that should be a text or a document is missed.


    Args:
        reason: that of the ``ArticleError``.
        path: the file.
        is_read: whether a reader knows files with this suffix.
    """
    is_missed = is_read or _kind(path) == "document"
    return reason in _NO_ARTICLE and not (reason in ("binary", "not-text") and is_missed)

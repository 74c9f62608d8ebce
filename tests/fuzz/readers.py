"""Readers: any bytes give a sound article or are refused by name, in work that grows with their size alone."""

from __future__ import annotations

import bz2
import gzip
import sys
import tempfile
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path, PurePosixPath

from hypothesis import strategies as st
from target import Target, drawing
from texts import CALM, LIGHT_READERS, READERS, WHOLE_READERS, documents, tangles

sys.path.append(str(Path(__file__).parents[1]))
import making_documents

from wenxun.articles import read_bytes, read_file
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "shift-jis"]
_CALLS_A_CHARACTER = 1.6  # by how much more the calls may grow than the text, for what is done once
_MOST_CALLS = 1_500_000


def sound(article: Article, size: int) -> None:
    """What every article promises, and that it holds not much more than the input."""
    assert article.title.strip()
    assert article.id
    assert [section.number for section in article.sections] == list(range(len(article.sections)))
    shown = [article.title, article.id, *article.categories, *article.aliases]
    for section in article.sections:
        shown += [section.text, *section.path, *(link.target for link in section.links)]
        assert section.text == section.text.strip()
        assert section.heading == (section.path[-1] if section.path else "")
        assert len(section.path) <= 6
        assert list(section.links) == sorted(section.links, key=lambda link: link.span)
        for link in section.links:
            assert 0 <= link.span.start < link.span.end <= len(section.text)
            assert link.target
    for text in shown:
        text.encode("utf-8")  # no lone surrogate
        assert not any("\ufdd0" <= c <= "\ufdef" or (c < " " and c not in "\n\t") for c in text), repr(text)
    assert len(set(article.categories)) == len(article.categories)
    assert len(article.text) <= 4 * size + 100, (len(article.text), size)


def all_sound(items: Iterable[Article | SkippedInput], size: int) -> None:
    """The articles among ``items`` are sound, and whatever was skipped was skipped on purpose."""
    try:
        for item in items:
            if isinstance(item, Article):
                sound(item, size)
            else:
                assert item.reason != "failed", item.detail
                assert item.detail
    except ArticleError as error:
        assert error.reason
        assert str(error)


def read(data: bytes, name: str) -> Article | None:
    """The article of some bytes, or ``None`` where they are refused by name."""
    try:
        return read_bytes(data, name)
    except ArticleError as error:
        assert error.reason not in ("", "failed"), error
        assert str(error)
        return None


def _reader(name: str) -> Target:
    @drawing(documents(name))
    def reads(text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        article = read(data, name)
        if article is not None:
            sound(article, len(data))

    return reads


markdown, wikitext, html, plain_text = (_reader(f"a.{suffix}") for suffix in ("md", "wiki", "html", "txt"))


@drawing(st.sampled_from(sorted(LIGHT_READERS)).flatmap(lambda name: st.tuples(st.just(name), documents(name))))
def line_markup(named: tuple[str, str]) -> None:
    """Org, reStructuredText, AsciiDoc, subtitles: an article for any text that holds something."""
    name, text = named
    data = text.encode("utf-8", "surrogatepass")
    article = read(data, name)
    if article is not None:
        sound(article, len(data))


@drawing(
    st.sampled_from(sorted(WHOLE_READERS)).flatmap(lambda name: st.tuples(st.just(name), documents(name))),
    st.sampled_from(["", "From a@b Mon Mar  1 12:00:00 2021\n"]),
)
def mails_and_tables(named: tuple[str, str], head: str) -> None:
    """Mails, mailboxes, notebooks and tables: sound articles, or a reason."""
    name, text = named
    data = (head + text).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        all_sound(read_file(path), 2 * len(data) + 100)


@drawing(st.sampled_from(sorted(READERS)).flatmap(lambda name: st.tuples(st.just(name), documents(name))), st.data())
def encodings(named: tuple[str, str], data: st.DataObject) -> None:
    """Any text in any encoding, with bytes of it changed, or bytes that were never text."""
    name, text = named
    if data.draw(st.booleans()):
        encoded = bytearray(text.encode(data.draw(st.sampled_from(_ENCODINGS)), "replace"))
        for place in data.draw(st.lists(st.integers(0, max(len(encoded) - 1, 0)), max_size=5)):
            encoded[place : place + 1] = data.draw(st.binary(max_size=3))
        content = bytes(encoded)
    else:
        content = data.draw(st.binary(max_size=300))
    article = read(content, name)
    if article is not None:
        sound(article, len(content))


@drawing(st.text(st.characters(exclude_characters="/\0", codec="utf-8") | st.sampled_from("\n.甲%\u202e"), min_size=1))
def file_names(name: str) -> None:
    """Whatever a file is called, it gets an id and a title, or is not what its suffix says."""
    article = read("文".encode(), name)
    if article is None:
        assert PurePosixPath(name).suffix
    else:
        sound(article, len(name) + 3)


@drawing(documents("a.jsonl") | st.lists(st.tuples(CALM, documents("a.md"), CALM), max_size=5).map(str))
def jsonl(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(data)
        all_sound(read_file(path, max_bytes=len(data) // 2 + 1), len(data))
    read(data, "a.json")


# --- dumps ----------------------------------------------------------------------------------------

# fmt: off
_XML = [
    *("<mediawiki>", "</mediawiki>", '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/">', "<page>", "</page>"),
    *("<title>", "</title>", "<ns>", "</ns>", "<ns>0</ns>", "<ns>-</ns>", "<ns>²</ns>", "<ns>--1</ns>", "<ns>9</ns>", "<id>"),
    *("<revision>", "</revision>", "<text>", "</text>", '<redirect title="甲"/>', "<redirect/>", "<model>wikitext</model>"),
    *("<siteinfo><dbname>zhwiki</dbname></siteinfo>", '<namespaces><namespace key="²">模板</namespace></namespaces>', "<x/>"),
    *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "&lt;", "&#0;", "&b;", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>"),
]
# fmt: on
_PAGES = st.lists(
    st.builds(
        "<page><title>{}</title><ns>{}</ns><revision><text>{}</text></revision></page>".format,
        st.sampled_from(["甲", "乙", "", "甲_乙", "Template:丙", " "]),
        st.sampled_from(["0", "0", "0", "-1", "²", "--1", "9" * 5_000, "", "x"]),
        tangles(["#REDIRECT [[甲]]", "#重定向 [[乙#丙]]", "'''甲'''", "[[", "]]", "{{", "}}"], max_size=8).map(
            lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
        ),
    ),
    max_size=4,
).map("".join)
_DUMPS = st.builds(
    "{}<mediawiki>{}{}</mediawiki>{}".format,
    st.sampled_from(["", "", '<?xml version="1.0" encoding="utf-8"?>']),
    st.sampled_from(["", "<siteinfo><dbname>zhwiki</dbname></siteinfo>"]),
    _PAGES,
    st.sampled_from(["", "", "<"]),
) | st.lists(st.sampled_from(_XML) | CALM, max_size=30).map("".join)
_PACKERS: dict[str, Callable[[bytes], bytes]] = {".xml": bytes, ".xml.bz2": bz2.compress, ".xml.gz": gzip.compress}


@drawing(_DUMPS, st.sampled_from(sorted(_PACKERS)), st.data())
def dump(text: str, suffix: str, data: st.DataObject) -> None:
    packed = bytearray(_PACKERS[suffix](text.encode("utf-8", "replace")))
    for place in data.draw(st.lists(st.integers(0, max(len(packed) - 1, 0)), max_size=2)):
        packed[place : place + 1] = data.draw(st.binary(max_size=2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(packed)
        all_sound(read_file(path, max_bytes=200), len(text) * 3)
        all_sound(read_file(path, root=Path(folder)), len(text) * 3)


# --- documents and archives -----------------------------------------------------------------------

_HTML_TEXT = documents("a.html")


def _xml_text(text: str) -> str:
    return "".join(c for c in escape(text) if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def _documents_of(text: str, more: str) -> dict[str, bytes]:
    """Documents and archives of every kind that hold two texts."""
    plain, other = _xml_text(text), _xml_text(more)
    paragraph = making_documents.docx_paragraph
    lines = [
        [(60, 700 - 18 * n, 12, line.strip()) for n, line in enumerate(part.split("\n"))] for part in (plain, other)
    ]
    pages = {"1.xhtml": text, "2.xhtml": f"<p id='x'>{more}</p>"}
    nav = f"<li><a href='1.xhtml'>{plain}</a><ol><li><a href='2.xhtml#x'>{other}</a></li></ol></li>"
    packed = gzip.compress(text.encode("utf-8", "replace"))
    return {
        "a.docx": making_documents.docx(paragraph(plain, style="1") + paragraph(other), core=f"<title>{plain}</title>"),
        "a.odt": making_documents.odt(f"<text:h>{plain}</text:h><text:p>{other}</text:p>"),
        "a.epub": making_documents.epub(
            {name: page.encode("utf-8", "replace").decode() for name, page in pages.items()}, nav=nav
        ),
        "a.pdf": making_documents.pdf(lines, outline=[(plain, 0, 700), (other, 1, 0)], title=plain),
        "a.rtf": making_documents.rtf(
            rf"\pard\s1 {making_documents.rtf_text('题')}\par {text}".encode("ascii", "ignore").decode()
        ),
        "a.mhtml": making_documents.mhtml(*(page.encode("utf-8", "replace").decode() for page in pages.values())),
        "a.warc": making_documents.warc({"https://a.example/b": ("text/html", text.encode("utf-8", "replace"))}),
        "a.zip": making_documents.zipped(
            {"甲.md": packed, "乙.html": text.encode("utf-8", "replace"), "丙.gz": packed}
        ),
        "a.html.gz": packed,
        "a.html.bz2": bz2.compress(text.encode("utf-8", "replace")),
    }


@drawing(_HTML_TEXT, _HTML_TEXT, st.integers(0, 9), st.data())
def packed_documents(text: str, more: str, kind: int, data: st.DataObject) -> None:
    """Whole documents are sound; those with bytes changed are sound, or refused by name."""
    name, whole = list(_documents_of(text, more).items())[kind]
    changed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        changed[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(changed)
        all_sound(read_file(path), 4 * len(text) + 4 * len(more) + len(whole))


# --- work that grows with the size alone ----------------------------------------------------------


class _Calls:
    """Counts calls, of Python and of C; they do not depend on the machine."""

    def __init__(self, most: int) -> None:
        self.count, self._most = 0, most

    def _event(self, frame: object, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            self.count += 1
            if self.count > self._most:
                raise AssertionError(f"more than {self._most} calls")

    def of(self, data: bytes, name: str) -> int:
        sys.setprofile(self._event)
        try:
            read(data, name)
        finally:
            sys.setprofile(None)
        return self.count


@drawing(
    st.sampled_from(["a.wiki", "a.md", "a.html", "a.txt", *LIGHT_READERS, "a.eml", "a.csv"]).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.lists(st.sampled_from([*READERS[name], "甲", "a ", "\n"]), min_size=1, max_size=4).map("".join),
            st.sampled_from(["", "'''甲'''[[乙]]\n== 丙 ==\n", "# 题\n\n", "<html><body><p>甲"]),
        )
    )
)
def linear(drawn: tuple[str, str, str]) -> None:
    """Twice as much of the same takes about twice the calls."""
    name, unit, head = drawn
    times = -(-1_500 // len(unit))
    small, large = ((head + unit * count).encode("utf-8", "surrogatepass") for count in (times, times * 4))
    read(large, name)  # fills tables that are made once
    few = _Calls(_MOST_CALLS).of(small, name)
    allowed = int(few * len(large) / len(small) * _CALLS_A_CHARACTER) + 20_000
    _Calls(allowed).of(large, name)


TARGETS = {
    "markdown": markdown,
    "wikitext": wikitext,
    "html": html,
    "text": plain_text,
    "line markup": line_markup,
    "mails and tables": mails_and_tables,
    "jsonl": jsonl,
    "dump": dump,
    "documents": packed_documents,
    "encodings": encodings,
    "file names": file_names,
    "linear work": linear,
}

"""Writes MediaWiki exports for the tests."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import zstandard

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh">
  <siteinfo><sitename>试</sitename><dbname>zhtest</dbname><case>first-letter</case><namespaces>
    <namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">Talk</namespace>
    <namespace key="10" case="first-letter">Template</namespace>
  </namespaces></siteinfo>
"""


def page(title: str, text: str, *, ns: int = 0, redirect: str = "", model: str = "wikitext") -> str:
    """One page of an export."""
    mark = f"<redirect title={quoteattr(redirect)} />" if redirect else ""
    return (
        f"<page><title>{escape(title)}</title><ns>{ns}</ns><id>7</id>{mark}<revision><id>8</id>"
        f"<contributor><username>title</username><id>9</id></contributor><model>{model}</model>"
        f'<text bytes="{len(text)}" xml:space="preserve">{escape(text)}</text></revision></page>\n'
    )


def redirect(title: str, target: str, *, ns: int = 0) -> str:
    """A page that leads to another."""
    return page(title, f"#REDIRECT [[{target}]]", ns=ns, redirect=target)


def export(path: Path, pages: Iterable[str], *, head: str = HEAD, tail: str = "</mediawiki>\n") -> Path:
    """Write an export, packed as the suffix says; two streams where the format allows."""
    whole = (head + "".join(pages) + tail).encode()
    parts = (whole[: len(head)], whole[len(head) :])
    pack = {
        ".bz2": bz2.compress,
        ".gz": gzip.compress,
        ".zst": zstandard.ZstdCompressor().compress,
    }.get(path.suffix, bytes)
    path.write_bytes(b"".join(pack(part) for part in parts))
    return path

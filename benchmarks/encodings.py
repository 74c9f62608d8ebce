"""How often a short text in an old encoding is read as something else, and nothing says so.

    python -m benchmarks.encodings [--data ../shared/data]

Draws 17,000 texts from the corpora by a fixed rule: titles, verses and sentences, Simplified ones in GBK and
Traditional ones in Big5, each as a file of its own. Prints for each kind how many are read as other characters (wrong
in silence), how many are refused by name, and how many are short (four characters at most) among the wrong ones.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenxun.articles.encodings import decode
from wenxun.errors import ArticleError

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_HAN = re.compile("[\u3400-\u9fff]")
_SHORT_CHARS = 4


@dataclass(frozen=True)
class Kind:
    """Texts of a kind in one corpus.

    Attributes:
        every: one record of so many is drawn.
        wanted: how many texts.
    """

    name: str
    corpus: str
    part: str
    encoding: str
    every: int
    wanted: int


KINDS = (
    Kind("titles of poems", "chinese_poetry", "title", "big5", 91, 3_000),
    Kind("verses", "chinese_poetry", "verse", "big5", 61, 5_000),
    Kind("titles of poems, Simplified", "chinese_poetry", "title", "gbk", 1, 1_000),
    Kind("verses, Simplified", "chinese_poetry", "verse", "gbk", 2, 1_500),
    Kind("titles of statutes, Taiwan", "moj_laws_tw_articles", "title", "big5", 149, 1_000),
    Kind("sentences of statutes, Taiwan", "moj_laws_tw_articles", "sentence", "big5", 83, 2_000),
    Kind("titles of technical pages", "win32_docs_zhtw", "title", "big5", 37, 1_000),
    Kind("titles of statutes, mainland", "cn_laws_articles", "title", "gbk", 83, 1_000),
    Kind("sentences of statutes, mainland", "cn_laws_articles", "sentence", "gbk", 41, 2_500),
)
_SIMPLIFIED_ONLY = re.compile("[这来时为国会过说对们个无门见长风东车书云边难欢尽飞归满几听寻问红乐声绿断残]")
_TRADITIONAL_ONLY = re.compile("[這來時為國會過說對們個無門見長風東車書雲邊難歡盡飛歸滿幾聽尋問紅樂聲綠斷殘]")


def draw(kind: Kind, folder: Path) -> Iterator[str]:
    """Yield different texts of a kind, each of which its encoding holds."""
    seen: set[str] = set()
    with lzma.open(folder / f"{kind.corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % kind.every:
                continue
            text = _part(json.loads(line), kind.part, number)
            if len(_HAN.findall(text)) < 2 or text in seen or not _fits(text, kind.encoding):
                continue
            seen.add(text)
            yield text
            if len(seen) == kind.wanted:
                return


def _part(record: dict[str, Any], part: str, number: int) -> str:
    if part == "title":
        return str(record["title"]).strip()
    sentences = _SENTENCE.findall(str(record["text"]))
    if part == "verse":
        del sentences[:1]  # the poet's name
    return sentences[number % len(sentences)].strip() if sentences else ""


def _fits(text: str, encoding: str) -> bool:
    other = _TRADITIONAL_ONLY if encoding == "gbk" else _SIMPLIFIED_ONLY
    if encoding == "gbk" and not _SIMPLIFIED_ONLY.search(text):
        return False
    try:
        return text.encode(encoding).decode(encoding) == text and not other.search(text)
    except UnicodeEncodeError:
        return False


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with corpus/ in it")
    parser.add_argument("--show", type=int, default=0, help="print so many of the wrong ones of each kind")
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    print(f"{'kind':34} {'texts':>7} {'wrong':>6} {'short':>6} {'refused':>8}")
    for kind in KINDS:
        found: Counter[str] = Counter()
        for text in draw(kind, arguments.data / "corpus"):
            found["texts"] += 1
            try:
                decoded = decode(text.encode(kind.encoding))
            except ArticleError:
                found["refused"] += 1
                continue
            if decoded.text != text:
                found["wrong"] += 1
                found["short"] += len(text) <= _SHORT_CHARS
                if found["wrong"] <= arguments.show:
                    print(f"    {text!r} as {decoded.encoding}: {decoded.text!r}")
        total += found
        print(f"{kind.name:34} {_row(found)}")
    print(f"{'all':34} {_row(total)}")


def _row(found: Counter[str]) -> str:
    return f"{found['texts']:7,} {found['wrong']:6,} {found['short']:6,} {found['refused']:8,}"


if __name__ == "__main__":
    main()

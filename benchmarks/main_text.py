"""How well the main text of web pages is told from the rest, on two public sets of pages; and what is lost of it.

    python -m benchmarks.main_text article-extraction-benchmark trafilatura

The arguments are checkouts of scrapinghub/article-extraction-benchmark (181 pages with their whole main text) and of
adbar/trafilatura (990 pages with passages that are main text, and passages that are none). Printed are precision,
recall and F1, and the share of what should be main text that stands anywhere in the article. The first set counts runs
of four words, as its own script does, the second passages.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from wenxun.articles import read_bytes
from wenxun.articles.html.main_text import OTHER_CONTENT
from wenxun.errors import ArticleError

_RUN_WORDS = 4
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")  # no stored text holds them


def main() -> None:
    """Print the figures of both sets."""
    runs, passages = map(Path, sys.argv[1:])
    print(f"{'':30} {'pages':>6} {'P':>6} {'R':>6} {'F1':>6} {'found':>6}")
    _row("article-extraction-benchmark", *_by_runs(runs))
    _row("trafilatura", *_by_passages(passages / "tests"))


def _row(name: str, pages: int, precision: float, recall: float, found: float) -> None:
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name:30} {pages:6,} {precision:6.3f} {recall:6.3f} {f1:6.3f} {found:6.4f}")


def _by_runs(folder: Path) -> tuple[int, float, float, float]:
    scores: list[tuple[float, float, float]] = []
    for key, expected in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items():
        shown, whole = _texts(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()))
        wanted, got = _runs(expected["articleBody"]), _runs(shown)
        common = (wanted & got).total()
        words = Counter(re.findall(r"\w+", expected["articleBody"]))
        lost = words - Counter(re.findall(r"\w+", whole))
        scores.append((common / got.total(), common / wanted.total(), 1 - lost.total() / max(1, words.total())))
    return len(scores), *(mean(column) for column in zip(*scores, strict=True))


def _by_passages(folder: Path) -> tuple[int, float, float, float]:
    right = wrong = wanted = found = pages = 0
    for item in json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).values():
        path = next((path for name in ("cache", "eval") if (path := folder / name / item["file"]).is_file()), None)
        if path is None:
            continue
        shown, whole = (_plain(text) for text in _texts(path.read_bytes()))
        pages += 1
        wanted += len(item["with"])
        right += sum(_plain(each) in shown for each in item["with"])
        found += sum(_plain(each) in whole for each in item["with"])
        wrong += sum(_plain(each) in shown for each in item["without"])
    return pages, right / (right + wrong), right / wanted, found / wanted


def _texts(page: bytes) -> tuple[str, str]:
    """The main text of a page, and all text."""
    try:
        article = read_bytes(page, "page.html")
    except ArticleError:
        return "", ""
    main = (each for each in article.sections if each.heading != OTHER_CONTENT)
    shown = "\n".join(text for each in main for text in _lines(each.heading, each.text) if text != article.title)
    whole = "\n".join(text for each in article.sections for text in _lines(each.heading, each.text))
    return shown, f"{article.title}\n{whole}"


def _lines(*texts: str) -> Iterator[str]:
    yield from filter(None, texts)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + _RUN_WORDS]) for at in range(max(1, len(words) - _RUN_WORDS + 1)))


def _plain(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


if __name__ == "__main__":
    main()

"""An example of a container, to be copied: gazettes, a made-up kind of file with one notice below the other.

One of wenxun's own is the upper half of this as a module in ``articles/``, and the ``Container`` as a line of the
registry in ``articles/containers.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wenxun import Article, SearchEngine
from wenxun.articles import containers
from wenxun.articles.containers import Container, Whole, register
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text import read_text_into
from wenxun.articles.text_file import decoded_text

SIGNATURE = b"GAZETTE"


def sniff(file: SourceFile) -> Whole | None:
    """By how it begins; the suffix alone may be that of other files."""
    return Whole(read) if file.text_head.startswith(SIGNATURE) else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield an article a notice: a line ``@ title``, and text down to the next."""
    for number, notice in enumerate(decoded_text(file, Draft()).split("\n@ ")[1:], 1):
        title, _, text = notice.partition("\n")
        draft = Draft(title=title.strip())
        read_text_into(draft, text)
        yield draft.finish(
            article_id=f"{file.origin.article_id}/{number}",
            file_title=file.origin.name,
            format_name="gazette",
            source=f"{file.origin.place}:{number}",
            path=file.origin.path,
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_container_that_is_registered_is_found_read_indexed_and_searched(
    engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(containers, "_containers", [*containers._containers])  # for this test alone
    register(Container(suffixes=(".gaz",), signatures=(SIGNATURE,), sniff=sniff))
    text = "GAZETTE\n@ 渡口告示\n渡船明日停航。\n@ 集市告示\n集市移至城南。\n"
    (tmp_path / "公报.gaz").write_bytes(text.encode(encoding))
    assert engine.add(tmp_path).added[0].article_ids == ("公报/1", "公报/2")
    assert [(hit.id, hit.title) for hit in engine.search("停航")] == [("公报/1", "渡口告示")]

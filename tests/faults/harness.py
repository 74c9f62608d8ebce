"""An index with known content, changes to it, and the verdict after a fault: before, after, or lost."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import IndexBatch
from wenxun.backends import InputStamp
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.backends.stored import records_of, stored_article
from wenxun.models import Article, Section
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.ranking import DEFAULT_RANKING
from wenxun.retrieval import Retrieval

ANALYZER = Analyzer()
FINGERPRINT = dict(ANALYZER.fingerprint)
Content = Mapping[str, str]
"""Article id to text."""

_CHARACTERS = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学"
)


def say(line: str) -> None:
    """Show how far it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Result:
    """What became of the faults of one kind.

    Attributes:
        tried: how many faults there were.
        lost: what went wrong, a line each.
        notes: what else is worth knowing.
    """

    kind: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def survived(self) -> int:
        """Faults after which all was well."""
        return self.tried - len(self.lost)

    def verdict(self, what: str, problem: str | None) -> None:
        """Count one fault; ``problem`` says what was lost."""
        self.tried += 1
        if problem is not None:
            self.lost.append(f"{what}: {problem}")
            say(f"  LOST {self.kind}: {what}: {problem}")


def open_backend(folder: Path, *, buffer_bytes: int = 64 << 10) -> EmbeddedBackend:
    """A back end with a buffer so small that runs are spilled."""
    return EmbeddedBackend(
        folder,
        fingerprint=FINGERPRINT,
        ranking=DEFAULT_RANKING,
        buffer_bytes=buffer_bytes,
        cache_bytes=8 << 20,
    )


def make_texts(seed: int, names: range, *, characters: int = 300) -> dict[str, str]:
    """Articles with random text; ``文 + seed`` is in all of them."""
    draw = random.Random(seed)
    return {
        f"文{name}": f"文{seed}，" + "".join(draw.choices(_CHARACTERS, k=draw.randint(20, characters)))
        for name in names
    }


def analyze(content: Content) -> IndexBatch:
    """The batch of some articles, two sections each."""
    articles = []
    for article_id, text in content.items():
        middle = len(text) // 2
        sections = Section(0, "", (), text[:middle]), Section(1, "后半", ("后半",), text[middle:])
        articles.append(
            Article(article_id, f"题{article_id}", sections, categories=("类",), tags=("签",), published="2020-01-02")
        )
    return ANALYZER.index_batch(articles)


@dataclass(frozen=True)
class Change:
    """One transaction: what it puts (analysed beforehand) and deletes."""

    name: str
    put: Content = field(default_factory=dict)
    delete: tuple[str, ...] = ()
    fresh: bool = False

    def prepared(self) -> Callable[[Path], None]:
        """The change as a function of the folder; analysis is done now."""
        batches = [analyze(dict(part)) for part in _parts(self.put)]

        def perform(folder: Path) -> None:
            backend = open_backend(folder)
            with backend.writer(fresh=self.fresh) as writer:
                for batch in batches:
                    writer.put(batch, [_stamp(article) for article in batch.articles])
                writer.delete(self.delete)

        return perform

    def applied(self, before: Content) -> Content:
        """What the index holds afterwards."""
        kept = {} if self.fresh else before
        return {key: text for key, text in {**kept, **self.put}.items() if key not in self.delete}


def _stamp(article: Article) -> InputStamp:
    return InputStamp(f"/{article.id}.md", len(article.text), 1, sha256(article.text.encode()).hexdigest())


def _parts(content: Content) -> Iterator[list[tuple[str, str]]]:
    items = list(content.items())
    for start in range(0, len(items), 20):
        yield items[start : start + 20]


def base_content() -> Content:
    """What ``make_base`` puts into an index."""
    return make_texts(0, range(70))


def make_base(folder: Path) -> None:
    """An index of seven small segments, so that one more makes a merge."""
    shutil.rmtree(folder, ignore_errors=True)
    create_index(folder)
    content = list(base_content().items())
    for part in range(7):
        Change("base", put=dict(content[part * 10 : part * 10 + 10])).prepared()(folder)


def changes() -> list[Change]:
    """One change of each kind to the base."""
    return [
        Change("add and merge", put=make_texts(1, range(70, 100))),
        Change("update", put=make_texts(2, range(20, 60))),
        Change("delete", delete=tuple(f"文{i}" for i in range(0, 20, 2))),
        Change("add, update and delete", put=make_texts(3, range(60, 75)), delete=("文1", "文61", "文没有")),
        Change("rebuild", put=make_texts(4, range(30)), fresh=True),
    ]


def copied(source: Path, target: Path) -> Path:
    """A fresh copy of an index."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def content_of(backend: EmbeddedBackend) -> Content:
    """Everything that an index holds."""
    found = {}
    for record in records_of(backend):
        article = stored_article(backend, record.id)
        assert article is not None
        found[record.id] = "".join(section.text for section in article.sections)
    return found


def search_ids(backend: EmbeddedBackend, typed: str, limit: int = 10_000) -> set[str]:
    """Ids of the articles that a query finds."""
    matches = Retrieval(backend, expand(parse(typed), ANALYZER), offset=0, limit=limit)
    return {matches.describe(match)[0] for match in matches.articles}


def problem_with(folder: Path, allowed: list[Content]) -> str | None:
    """What is wrong with an index that must hold one of ``allowed``; ``None`` when nothing is."""
    try:
        backend = open_backend(folder)
        problems = backend.check()
        if problems:
            return f"check says {problems[0]}"
        content = content_of(backend)
        if content not in allowed:
            return f"it holds {len(content)} articles, neither what was before nor what was to be after"
        for mark in {text.split("，")[0] for text in content.values()}:
            expected = {key for key, text in content.items() if text.startswith(f"{mark}，")}
            if not expected <= search_ids(backend, f"“{mark}”"):
                return f"a search for {mark} does not find what is there"
    except Exception as error:
        return f"it cannot be read: {error!r}"
    return None


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for one kind of faults."""
    folder = Path(tempfile.mkdtemp(prefix="wenxun-faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_child(work: Callable[[], None]) -> int:
    """Start ``work`` in a child process; returns its process id. It ends with 0, or with 3 after an error."""
    pid = os.fork()
    if pid:
        return pid
    status = 3
    try:
        work()
        status = 0
    finally:
        os._exit(status)

"""Files that are not what was written: flipped bytes, cut ends, forged footers."""

from __future__ import annotations

import random
import resource
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forging import forgeries_of
from harness import ANALYZER, Change, Content, Result, make_texts, open_backend, say, workplace

from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.backends.stored import ids_by_stamp, records_of, stored_article
from wenxun.errors import WenxunError
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Order, Query
from wenxun.retrieval import Retrieval

_QUERIES = (
    "文0",
    "“一是”",
    "的 了 -我",
    "题文3",
    "是*",
    "category:类 他有",
    "title:题 OR heading:后半",
    "这个上们来到时大地为子",
    "date:1998..1999",
    "在 date:1990s",
    "的 tag:签 published:2020..",
)
_MOST_MEMORY_BYTES = 2 << 30
_PERIODS = ((1990, 1999), (2018, 2018))
_ORDERS = (Order("title", "title"), Order("category", "keyword"), Order("published", "number", True))
_EXPANDED = {typed: expand(parse(typed), ANALYZER) for typed in _QUERIES}


def small_index(folder: Path) -> Content:
    """Two segments of a few short articles, with deletions and irregular texts; returns what it holds."""
    first = {**make_texts(0, range(4), characters=30), "文7": "㎞與½，ﬁ Ⅳ㈱龘𠀀程式在1999年5月3日，1990年代"}
    create_index(folder)
    parts = [
        Change("", put=first),
        Change("", put=make_texts(1, range(3, 6), characters=30)),
        Change("", delete=("文1",)),
    ]
    content: Content = {}
    for change in parts:
        change.prepared()(folder)
        content = change.applied(content)
    return content


class Witness:
    """Knows what an index answered when it was whole."""

    def __init__(self, folder: Path, content: Content) -> None:
        self.folder, self.content, self.turn = folder, content, 0
        self.answers = [self._answer(open_backend(folder), typed) for typed in _QUERIES]
        self.inputs = ids_by_stamp(open_backend(folder))

    def _answer(self, backend: EmbeddedBackend, typed: str) -> list[Any]:
        """Ids, scores, sections and dates, and how all of it divides; texts are compared on the way."""
        matches = Retrieval(backend, _EXPANDED[typed], offset=0, limit=20)
        found: list[Any] = [matches.facets(5, ["category", "name"], ["published"]), matches.count_periods(_PERIODS)]
        for match in matches.articles:
            article_id, title = matches.describe(match)
            sections = matches.sections(match)
            for text in matches.texts(sections):
                if title != f"题{article_id}" or text not in self.content.get(article_id, ""):
                    raise WrongTextError(f"{typed!r} gives {text!r} of {article_id!r}, {title!r}")
            found.append((article_id, match.score, [(s.number, s.score) for s in sections], matches.dates(sections)))
        matches.total()
        return found

    def problem(self) -> str | None:
        """What a damaged index gets away with; ``None`` when damage is found, or does no harm."""
        backend = open_backend(self.folder)
        try:
            found = bool(backend.check())
        except WenxunError:
            found = True
        except Exception as error:
            return f"check ends with a bare {error!r}"
        self.turn += 1
        for place, (typed, answer) in enumerate(zip(_QUERIES, self.answers, strict=True)):
            if found and (place + self.turn) % 4:  # nothing to compare with: some will do
                continue
            problem = self._attempt(found, lambda typed=typed, answer=answer: self._answer(backend, typed) == answer)
            if problem is not None:
                return f"{typed!r}: {problem}"
        for article_id, text in self.content.items():
            problem = self._attempt(found, lambda i=article_id, text=text: self._same(backend, i, text))
            if problem is not None:
                return f"article {article_id}: {problem}"
        return self._attempt(
            found, lambda: len(records_of(backend)) == len(self.content) and ids_by_stamp(backend) == self.inputs
        )

    @staticmethod
    def _attempt(found: bool, same: Callable[[], bool]) -> str | None:
        try:
            return None if same() or found else "check finds nothing, but the answer is another"
        except WenxunError as error:
            return None if found else f"check finds nothing, but reading fails: {error}"
        except WrongTextError as error:
            return str(error)
        except Exception as error:
            return f"a bare {error!r}"

    @staticmethod
    def _same(backend: EmbeddedBackend, article_id: str, text: str) -> bool:
        article = stored_article(backend, article_id)
        if article is None:
            return False
        if article.title != f"题{article_id}" or "".join(s.text for s in article.sections) != text:
            raise WrongTextError(f"its text is {article}")
        return True


class WrongTextError(Exception):
    """A text came out that never went in."""


def index_files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.iterdir() if path.suffix in (".toc", ".names", ".postings", ".texts"))


def flips(full: bool) -> Result:
    """One byte of a small index is another, for every byte: in all bits, or in one."""
    result = Result("flipped byte")
    draw = random.Random(2)
    with workplace() as place:
        folder = place / "index"
        witness = Witness(folder, small_index(folder))
        total = sum(path.stat().st_size for path in index_files(folder))
        result.notes.append(f"{total} bytes in {len(list(index_files(folder)))} files")
        for path in index_files(folder):
            whole = path.read_bytes()
            for place_ in range(0 if full else draw.randrange(60), len(whole), 1 if full else 60):
                mask = draw.choice([0xFF, *(1 << bit for bit in range(8))])
                damaged = bytearray(whole)
                damaged[place_] ^= mask
                path.write_bytes(damaged)
                result.verdict(f"{path.suffix} byte {place_} of {len(whole)} ^ {mask}", witness.problem())
            path.write_bytes(whole)
            say(f"  {path.name}")
        result.verdict("whole again", None if not open_backend(folder).check() else "it was not put back")
    return result


def truncations(full: bool) -> Result:
    """A file ends early, at many lengths, or goes on too long."""
    result = Result("cut or lengthened file")
    with workplace() as place:
        folder = place / "index"
        witness = Witness(folder, small_index(folder))
        for path in index_files(folder):
            whole = path.read_bytes()
            for length in sorted({*range(0, len(whole), max(len(whole) // (150 if full else 8), 1)), len(whole) - 1}):
                path.write_bytes(whole[:length])
                result.verdict(f"{path.suffix} cut at {length} of {len(whole)}", witness.problem())
            for more in (b"\0", b"\0" * 64, whole):
                path.write_bytes(whole + more)
                result.verdict(f"{path.suffix} with {len(more)} bytes more", witness.problem())
            path.unlink()
            result.verdict(f"{path.suffix} gone", witness.problem())
            path.write_bytes(whole)
    return result


# --- forgeries: checksums that agree --------------------------------------------------------------


def forgeries(full: bool) -> Result:
    """Somebody changed a footer or an array and made its checksum agree: no bare error, no endless work."""
    result = Result("forged array file")
    draw = random.Random(4)
    with workplace() as place:
        folder = place / "index"
        content = small_index(folder)
        for path in (path for path in index_files(folder) if path.suffix != ".toc"):
            whole = path.read_bytes()
            for name, forged in forgeries_of(whole, draw, 100 if full else 3):
                path.write_bytes(forged)
                result.verdict(f"{path.suffix} {name}", bare_error(folder, content))
            path.write_bytes(whole)
    return result


def bare_error(folder: Path, content: Content) -> str | None:
    """Whether anything but an error of ours comes out of a forged index."""
    backend = open_backend(folder)

    def search(typed: str) -> None:
        matches = Retrieval(backend, _EXPANDED[typed], offset=0, limit=20)
        matches.total()
        matches.facets(5, ["category", "name"], ["published"])
        matches.count_periods(_PERIODS)
        for match in matches.articles:
            matches.describe(match)
            for section in matches.sections(match):
                matches.texts([section])
                matches.dates([section])

    def in_order(order: Order) -> None:
        for match in Retrieval(backend, _EXPANDED[_QUERIES[0]], offset=0, limit=20, order=order).articles:
            backend.candidates(Query("", ""), (), (), needs_both=False).values("article", [match.key])

    attempts: list[Callable[[], Any]] = [
        backend.check,
        backend.stats,
        lambda: records_of(backend),
        lambda: ids_by_stamp(backend),
        backend.generation,
        lambda: list(backend.stored("article", "stamp")),
        lambda: list(backend.stored("article", "stamp", damage=[])),
        lambda: [backend.name_table().suggest(typed, 3) for typed in ("题", "t", "wen", "文3")],
        lambda: backend.name_table().near("题文", 3),
        lambda: backend.titled(["题文3"]),
        *(lambda order=order: in_order(order) for order in _ORDERS),
        *(lambda typed=typed: search(typed) for typed in _QUERIES),
        *(lambda article_id=article_id: stored_article(backend, article_id) for article_id in content),
    ]
    for attempt in attempts:
        try:
            with little_memory():
                attempt()
        except WenxunError as error:
            if isinstance(error.__cause__, MemoryError):
                return f"more memory than there may be is asked for: {error}"
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            return f"a bare {error!r} in {Path(place.filename).name}:{place.lineno}"
    return None


@contextmanager
def little_memory() -> Iterator[None]:
    """Limits the address space of this process, so that what would use up the machine is an error."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)

"""From inputs to chunks: which files need reading at all, and into which pieces their reading is cut."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from wenxun.articles.containers import LeftOut, Pieces, StillReading, Whole, find_reader
from wenxun.articles.file_names import FileNames
from wenxun.articles.source_file import Origin, SourceFile, open_source
from wenxun.backends import Exclusions, InputStamp
from wenxun.errors import ArticleError, ShortageError
from wenxun.indexing.chunks import Chunk, Part, weight
from wenxun.indexing.finding import FoundFile
from wenxun.indexing.indexed_files import IndexedFile, IndexedFiles, has_size_and_time_of
from wenxun.indexing.input_state import InputState
from wenxun.indexing.progress import Gauge, Teller
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice, reason_of

__all__ = ["Chunking"]

_CHUNK_BYTES = 2_000_000
_CHUNK_PARTS = 500
_COMPARED_ARTICLES = 50
"""Articles that are looked up in the index at once, to compare them."""


class Chunking:
    """Makes chunks, lazily: memory does not depend on how much there is to read.

    Small inputs share chunks. A file that fills more than one has chunks of its own, and is not complete before the
    last of them is in.

    Args:
        indexed: what the index holds of files.
        stored: gives the ids of those articles that the index holds as they are.
        claims: which input each id belongs to; ids of such articles are added here.
        max_bytes: largest file, line or page.
        takes_drafts: whether drafts are read, too.
        name: stands before ids and paths of articles, so that folders with equal ones live side by side.
        teller: is told how far large files are read, and of files that need no reading.

    Attributes:
        inputs: the state of every input by number; grows as the chunks are made.
        unchanged: names of those that the index holds as they are.
    """

    def __init__(
        self,
        indexed: IndexedFiles,
        exclusions: Exclusions,
        *,
        stored: Callable[[Collection[Article]], Collection[str]],
        claims: dict[str, int],
        max_bytes: int,
        takes_drafts: bool,
        teller: Teller,
        name: str = "",
    ) -> None:
        self._name = name
        self._indexed = indexed
        self._stored = stored
        self._claims = claims
        self._ids_met: set[str] = set()
        self._exclusions = exclusions
        self._max_bytes = max_bytes
        self._takes_drafts = takes_drafts
        self._teller = teller
        self._names = FileNames()
        self._parts: list[tuple[int, str, Part]] = []
        self._size_bytes = 0
        self._finishes: list[int] = []
        self.inputs: list[InputState] = []
        self.unchanged: set[str] = set()

    def chunks(self, articles: Iterable[Article], files: Sequence[FoundFile]) -> Iterator[Chunk]:
        """Yield the chunks of all inputs that have to be read, in their order.

        Args:
            articles: articles that were given as such.
            files: files that were found; they come after these.
        """
        articles = iter(articles)
        while some := list(islice(articles, _COMPARED_ARTICLES)):
            yield from self._chunks_of_articles(some)
        for file in files:
            state = self._begin(str(file.path), indexed=self._indexed.file(str(file.path)), is_given=file.is_given)
            try:
                yield from self._chunks_of(state, file)
            except ArticleError as error:
                state.skip(error.reason, error.notice)
            except OSError as error:
                if shortage := ShortageError.of(error):
                    raise shortage from error
                state.skip("unreadable", Notice("it cannot be read: {reason}", reason=reason_of(error)))
            except Exception as error:  # no file may end the indexing of all others
                state.skip(
                    "failed",
                    Notice(
                        "reading it failed ({name}: {error}); please report this",
                        name=type(error).__name__,
                        error=error,
                    ),
                )
        yield from self._shared_chunk()

    def _chunks_of_articles(self, articles: Sequence[Article]) -> Iterator[Chunk]:
        firsts = {article.id: article for article in reversed(articles) if article.id not in self._ids_met}
        self._ids_met.update(firsts)
        stored = self._stored(firsts.values())
        for article in articles:
            state = self._begin(article.source or article.id)
            if article.id in stored and article is firsts[article.id]:
                self._claims[article.id] = state.number
                self._leave(state)
            else:
                yield from self._share(state, [article])

    def _begin(self, name: str, *, indexed: IndexedFile | None = None, is_given: bool = True) -> InputState:
        state = InputState(len(self.inputs), name, is_given, indexed)
        self.inputs.append(state)
        return state

    def _chunks_of(self, state: InputState, found: FoundFile) -> Iterator[Chunk]:
        """The chunks of a file, which is opened once, and not at all when it looks as it did."""
        known = state.indexed.stamp if state.indexed is not None else None
        origin = self._origin(state, found)
        if self._exclusions.is_awaited(state.name) or (self._name and not _is_named(state, origin, self._name)):
            known = None
        if known is not None and has_size_and_time_of(known, *found.size_and_time(found.path.stat())):
            self._leave(state)
            return
        with open_source(found.path, origin, max_bytes=self._max_bytes) as file:
            reader = find_reader(file)
            state.stamp = _stamp(state.name, file, found)
            if known is not None and known.sha256 == state.stamp.sha256:
                self._leave(state)
            elif isinstance(reader, Whole):
                yield from self._whole(state, reader.piece(file))
            else:
                yield from self._split(state, file, reader)

    def _origin(self, state: InputState, found: FoundFile) -> Origin:
        """The origin of a file, with the name that it was indexed under where none is given now."""
        origin = self._names.origin(found.path, root=found.root, above=found.above, name=self._name)
        if not self._name and state.indexed is not None and (name := _name_before(state.indexed, origin.article_id)):
            origin = self._names.origin(found.path, root=found.root, name=name)
        aliases = tuple(each.title for each in found.redirects)
        return replace(origin, takes_drafts=self._takes_drafts, aliases=aliases)

    def _leave(self, state: InputState) -> None:
        state.is_unchanged = True
        self.unchanged.add(state.name)
        self._teller.tell(state.number, state.name)

    def _whole(self, state: InputState, piece: Part) -> Iterator[Chunk]:
        """The chunk of a file that is read whole; a large one has a chunk of its own, which can tell how far it is."""
        if weight(piece) < _CHUNK_BYTES:
            yield from self._share(state, [piece])
            return
        yield from self._shared_chunk()
        state.gauge = Gauge(weight(piece))
        self._teller.tell(state.number, state.gauge.words(state.name, 0.0))
        yield Chunk(((state.number, state.name, piece),), (state.number,), read_share=1.0, is_large_file=True)

    def _split(self, state: InputState, file: SourceFile, reader: Pieces) -> Iterator[Chunk]:
        """The chunks of a file of many pieces.

        Pieces that the index holds from an interrupted call are passed over. When it holds all of them, the last one
        comes again, for something must be put for the file to be completed.
        """
        assert state.stamp is not None
        if state.indexed is not None:
            state.known_ids = state.indexed.ids_of_version(state.stamp)
        parts: list[Part] = []
        last_known: Part | None = None
        size = 0
        for part in self._parts_of(state, file, reader):
            article_id = _id_before_reading(part)
            state.can_resume |= bool(article_id)
            if article_id in state.known_ids:
                last_known = part
                continue
            if size >= _CHUNK_BYTES or len(parts) >= _CHUNK_PARTS:
                yield from self._own_chunk(state, parts, read_share=_read_share(file))
                parts, size = [], 0
            parts.append(part)
            size += weight(part)
        if not parts and last_known is not None:
            parts = [last_known]
        if state.stamp.is_complete:
            yield from self._share(state, parts)
        else:
            yield self._chunk(state, parts, finishes=(state.number,), read_share=1.0)

    def _parts_of(self, state: InputState, file: SourceFile, reader: Pieces) -> Iterator[Part]:
        """The parts of a file; what else its reader gives is noted and told."""
        state.gauge = Gauge(file.size_bytes)
        self._teller.tell(state.number, state.name)
        for given in reader.split(file):
            if isinstance(given, LeftOut):
                state.clean({given.rule: given.count})
            elif isinstance(given, StillReading):
                self._teller.tell(state.number, state.gauge.words(state.name, _read_share(file), given.purpose))
            else:
                yield given

    def _own_chunk(self, state: InputState, parts: Sequence[Part], *, read_share: float) -> Iterator[Chunk]:
        """A chunk of one file that is not the file's last."""
        assert state.stamp is not None
        if state.stamp.is_complete:
            yield from self._shared_chunk()
            state.stamp = replace(state.stamp, is_complete=False)
        yield self._chunk(state, parts, finishes=(), read_share=read_share)

    def _share(self, state: InputState, parts: Sequence[Part]) -> Iterator[Chunk]:
        """Let an input that fits into one chunk have it together with others."""
        self._parts += [(state.number, state.name, part) for part in parts]
        self._size_bytes += sum(map(weight, parts))
        self._finishes.append(state.number)
        if self._size_bytes >= _CHUNK_BYTES or len(self._parts) >= _CHUNK_PARTS:
            yield from self._shared_chunk()

    def _shared_chunk(self) -> Iterator[Chunk]:
        if self._finishes:
            yield Chunk(tuple(self._parts), tuple(self._finishes))
            self._parts, self._size_bytes, self._finishes = [], 0, []

    @staticmethod
    def _chunk(state: InputState, parts: Sequence[Part], *, finishes: tuple[int, ...], read_share: float) -> Chunk:
        return Chunk(tuple((state.number, state.name, part) for part in parts), finishes, read_share)


def _name_before(indexed: IndexedFile, article_id: str) -> str:
    """What stands before the ids of a file's articles, besides the id that its place in the folder gives."""
    for known in indexed.all_ids():
        name, found, rest = known.partition(f"/{article_id}")
        if found and rest[:1] in ("", "/"):
            return name
    return ""


def _is_named(state: InputState, origin: Origin, name: str) -> bool:
    """Whether the index holds no article of a file under the id that it had without the name."""
    bare = origin.article_id.removeprefix(f"{name}/")
    ids = () if state.indexed is None else state.indexed.all_ids()
    return not any(each == bare or each.startswith(f"{bare}/") for each in ids)


def _stamp(name: str, file: SourceFile, found: FoundFile) -> InputStamp:
    """What a file, with what leads to it, looks like now."""
    sha256 = file.sha256()
    if not found.redirects:
        return InputStamp(name, file.size_bytes, file.modified_ns, sha256)
    titles = "\0".join(each.title for each in found.redirects)
    size_bytes, modified_ns = found.size_and_time(found.path.stat())
    return InputStamp(name, size_bytes, modified_ns, hashlib.sha256(f"{sha256}\0{titles}".encode()).hexdigest())


def _read_share(file: SourceFile) -> float:
    return min(file.stream.tell() / max(file.size_bytes, 1), 1.0)


def _id_before_reading(part: Part) -> str:
    return "" if isinstance(part, Article | SkippedInput) else part.article_id

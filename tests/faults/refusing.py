"""A system that refuses: no right, no descriptor, no memory. An index that is sound is never called damaged."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

from damage import small_index
from harness import Content, Result, content_of, in_child, open_backend, search_ids, workplace

from wenxun.errors import IndexDamagedError, IndexMissingError, WenxunIndexError

_OPENED, _REFUSED = 0, 4
_NOBODY = 65534


def refusals(full: bool) -> Result:
    """Open, search, check and write under limits from none to enough, and without rights."""
    result = Result("no rights, descriptors or memory")
    with workplace() as place:
        place.chmod(0o755)
        folder = place / "index"
        content = small_index(folder)
        for _ in range(2):  # what is loaded once is there: the whole dictionary comes with the second query
            search_ids(open_backend(folder), "文0")
        counts = {_OPENED: 0, _REFUSED: 0}
        for count in range(3, 40):
            _count(result, counts, f"{count} descriptors", folder, content, lambda count=count: _descriptors(count))
        for more in range(0, 24_000, 500 if full else 4_000):
            _count(result, counts, f"{more} KB more memory", folder, content, lambda more=more: _memory(more << 10))
        for path in (folder, *folder.iterdir()):
            if os.getuid() or "LOCK" in path.name:
                continue
            mode = path.stat().st_mode
            path.chmod(0)
            _count(result, counts, f"no right to {path.suffix or 'the folder'}", folder, content, _nobody)
            path.chmod(mode)
        result.notes.append(f"{counts[_OPENED]} opened, {counts[_REFUSED]} refused with a reason")
    return result


def _count(
    result: Result, counts: dict[int, int], name: str, folder: Path, content: Content, limit: Callable[[], None]
) -> None:
    _, status = os.waitpid(in_child(lambda: _attempt(folder, content, limit)), 0)
    code = os.waitstatus_to_exitcode(status)
    counts[code] = counts.get(code, 0) + 1
    wrong = {5: "it is called damaged or missing", 6: "no remedy is named", 7: "it holds something else"}
    result.verdict(name, None if code in (_OPENED, _REFUSED) else wrong.get(code, f"a bare error or the end ({code})"))


def _attempt(folder: Path, content: Content, limit: Callable[[], None]) -> None:
    limit()
    try:
        backend = open_backend(folder)
        found = content_of(backend)
        search_ids(backend, "文0")
        if backend.check():
            os._exit(5)
        os._exit(_OPENED if found == content else 7)
    except (IndexDamagedError, IndexMissingError):
        os._exit(5)
    except WenxunIndexError as error:
        os._exit(_REFUSED if "not harmed" in str(error) and ", then try again" in str(error) else 6)
    except MemoryError:
        os._exit(_REFUSED)  # outside of what opens and reads files it stays what it is


def _descriptors(count: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def _memory(more: int) -> None:
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + more, size + more))


def _nobody() -> None:
    os.setgroups([])
    os.setuid(_NOBODY)

"""Files of an index with bytes changed, moved, cut or sealed anew: found, harmless, or a named error."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from target import drawing

sys.path.append(str(Path(__file__).parents[1] / "faults"))
from damage import Witness, bare_error, index_files, small_index
from forging import resealed
from harness import Content


@cache
def _index() -> tuple[Path, Content, Witness, dict[Path, bytes]]:
    place = Path(tempfile.mkdtemp(prefix="wenxun-fuzz-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = place / "index"
    content = small_index(folder)
    return folder, content, Witness(folder, content), {path: path.read_bytes() for path in index_files(folder)}


_PLACE = st.floats(0, 1, exclude_max=True)
_EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "set", "cut", "insert", "repeat", "end", "swap"]),
        _PLACE,
        _PLACE,
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=4,
)


def _edited(data: bytes, edits: list[tuple[str, float, float, bytes]]) -> bytes:
    damaged = bytearray(data)
    for kind, where, other, value in edits:
        at, to = int(where * len(damaged)), int(other * len(damaged))
        stretch = damaged[to : to + len(value)]
        if kind == "flip" and damaged:
            damaged[at] ^= value[0] or 1
        elif kind == "set":
            damaged[at : at + len(value)] = value
        elif kind == "cut":
            del damaged[at : at + len(value)]
        elif kind == "insert":
            damaged[at:at] = value
        elif kind == "repeat":
            damaged[at:at] = stretch
        elif kind == "swap":
            damaged[at : at + len(stretch)] = stretch
        elif kind == "end":
            del damaged[at:]
    return bytes(damaged)


@drawing(st.integers(0, 99), _EDITS)
def damaged(which: int, edits: list[tuple[str, float, float, bytes]]) -> None:
    """Checksums do not agree: ``check`` finds it, or every answer is as before."""
    _, _, witness, whole = _index()
    path = sorted(whole)[which % len(whole)]
    data = _edited(whole[path], edits)
    path.write_bytes(data)
    try:
        assert data == whole[path] or (problem := witness.problem()) is None, (path.suffix, problem)
    finally:
        path.write_bytes(whole[path])


@drawing(st.integers(0, 99), st.integers(0, 99), _EDITS)
def forged(which: int, array: int, edits: list[tuple[str, float, float, bytes]]) -> None:
    """Checksums were made to agree: nothing but an error of ours, or an answer."""
    folder, content, _, whole = _index()
    sealed = [path for path in sorted(whole) if path.suffix != ".toc"]
    path = sealed[which % len(sealed)]
    path.write_bytes(resealed(whole[path], array, lambda data: _edited(data, edits)))
    try:
        problem = bare_error(folder, content)
        assert problem is None, problem
    finally:
        path.write_bytes(whole[path])


TARGETS = {"damaged index files": damaged, "forged index files": forged}

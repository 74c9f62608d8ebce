"""An array file gives back what was put in, or says that it is damaged."""

from __future__ import annotations

import json
import os
import struct
import zlib
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded.format.container import READABLE_VERSIONS, VERSION, ArrayFile, ArrayFileWriter
from wenxun.errors import IndexDamagedError, IndexMismatchError

DTYPES = [np.uint8, np.uint16, np.uint32, np.uint64]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two arrays and meta data."""
    write(tmp_path / "file", numbers=np.arange(100, dtype=np.uint32), bytes=np.arange(7, dtype=np.uint8))
    return tmp_path / "file"


def write(path: Path, **arrays: np.ndarray[Any, Any]) -> None:
    with ArrayFileWriter(path, "kind") as file:
        for name, array in arrays.items():
            file.add(name, array)
        file.close({"answer": 42})


@given(st.lists(st.tuples(st.sampled_from(DTYPES), st.lists(st.integers(0, 255), max_size=200)), max_size=6))
def test_arrays_and_meta_data_come_back(tmp_path_factory: pytest.TempPathFactory, parts: list[Any]) -> None:
    path = tmp_path_factory.mktemp("container") / "file"
    arrays = {f"array{i}": np.array(numbers, dtype) for i, (dtype, numbers) in enumerate(parts)}
    write(path, **arrays)
    file = ArrayFile(path, "kind")
    assert file.meta == {"answer": 42}
    assert file.problems() == []
    for name, array in arrays.items():
        assert file[name].dtype == array.dtype
        assert file[name].tolist() == array.tolist()
        assert file.checked(name).tolist() == array.tolist()
        assert file.array_bytes(name) == array.nbytes


def test_pieces_make_one_array(tmp_path: Path) -> None:
    with ArrayFileWriter(tmp_path / "file", "kind") as file:
        for start in range(0, 30, 10):
            file.append("grown", np.arange(start, start + 10, dtype=np.uint16))
        file.add("other", np.zeros(0, np.uint8))
        with pytest.raises(ValueError, match="is closed"):
            file.append("grown", np.zeros(1, np.uint16))
        with pytest.raises(ValueError, match="holds"):
            file.append("other", np.zeros(1, np.uint64))
        file.close({})
    assert ArrayFile(tmp_path / "file", "kind")["grown"].tolist() == list(range(30))


def test_arrays_cannot_be_changed(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ArrayFile(path, "kind")["numbers"][0] = 1


def test_a_file_that_was_not_finished_cannot_be_opened(tmp_path: Path) -> None:
    with ArrayFileWriter(tmp_path / "file", "kind") as file:
        file.add("numbers", np.arange(1000, dtype=np.uint32))
    with pytest.raises(IndexDamagedError, match="trailer"):
        ArrayFile(tmp_path / "file", "kind")


def test_a_file_cut_anywhere_cannot_be_opened(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexDamagedError):
            ArrayFile(path, "kind")


@given(garbage=st.binary(max_size=200))
def test_garbage_cannot_be_opened(tmp_path_factory: pytest.TempPathFactory, garbage: bytes) -> None:
    path = tmp_path_factory.mktemp("container") / "file"
    path.write_bytes(garbage)
    with pytest.raises(IndexDamagedError, match=r"file is damaged.*wenxun check --repair"):
        ArrayFile(path, "kind")


def test_a_file_of_another_kind_is_refused(path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="it holds kind, not texts"):
        ArrayFile(path, "texts")


def written_as(version: int, path: Path) -> Path:
    with mock.patch("wenxun.backends.embedded.format.container.VERSION", version):
        file = ArrayFileWriter(path, "kind")
        file.add("numbers", np.arange(3, dtype=np.uint32))
        file.close({})
    return path


@pytest.mark.parametrize("version", [READABLE_VERSIONS[0] - 1, VERSION + 1])
def test_a_file_of_another_format_names_both_and_says_what_to_do(tmp_path: Path, version: int) -> None:
    with pytest.raises(IndexMismatchError, match=rf"format {version},.* 5, 6, 7 and 8\. .*wenxun index --rebuild"):
        ArrayFile(written_as(version, tmp_path / "file"), "kind")


@pytest.mark.parametrize("version", READABLE_VERSIONS)
def test_an_array_is_empty_where_an_earlier_format_lacks_it_and_missed_where_it_should_be(
    tmp_path: Path, version: int
) -> None:
    file = ArrayFile(written_as(version, tmp_path / "file"), "kind")
    assert file.problems() == []
    assert file.optional("numbers", np.uint32).tolist() == [0, 1, 2]
    if version == VERSION:
        with pytest.raises(IndexDamagedError, match="array absent"):
            file.optional("absent", np.uint32)
    else:
        absent = file.optional("absent", np.uint16)
        assert (len(absent), absent.dtype) == (0, np.uint16)


def test_a_file_that_is_cut_short_under_its_mapping_is_noticed(path: Path) -> None:
    file = ArrayFile(path, "kind")
    file.check_length()
    os.truncate(path, 10)
    with pytest.raises(IndexDamagedError, match=rf"cut from {file.size_bytes} to 10 bytes"):
        file.check_length()


def test_every_flipped_byte_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            found = bool(ArrayFile(path, "kind").problems())
        except IndexDamagedError:
            found = True
        assert found, place


def test_a_checked_array_is_compared_before_it_is_used(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[8] ^= 1
    path.write_bytes(damaged)
    file = ArrayFile(path, "kind")
    assert file["numbers"][2] == 3
    with pytest.raises(IndexDamagedError, match="checksum of array numbers"):
        file.checked("numbers")
    assert file.checked("bytes").tolist() == list(range(7))


@pytest.mark.parametrize(
    "entry",
    [[0, "|O", 3, 0], [0, "<f8", 3, 0], [1 << 40, "<u4", 3, 0], [0, "<u4", -1, 0], [0, "<u4", 1 << 70, 0], [0], None],
)
def test_a_forged_footer_gives_no_array(path: Path, entry: Any) -> None:
    whole = path.read_bytes()
    size = struct.unpack("<8sQII", whole[-24:])[1]
    footer = json.loads(whole[-24 - size : -24])
    footer["arrays"]["numbers"] = entry
    text = json.dumps(footer).encode()
    trailer = struct.pack("<8sQII", whole[-24:-16], len(text), zlib.crc32(text), 0)
    path.write_bytes(whole[: -24 - size] + text + trailer)
    with pytest.raises(IndexDamagedError, match="array numbers cannot be read"):
        ArrayFile(path, "kind")["numbers"]

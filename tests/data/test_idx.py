"""The IDX reader on files written here, right ones and broken ones."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from cnnlab.data import DataError
from cnnlab.data.idx import read_idx


def idx(array: np.ndarray, kind: int = 0x08) -> bytes:
    """``array`` as an IDX file."""
    lengths = b"".join(length.to_bytes(4, "big") for length in array.shape)
    return bytes([0, 0, kind, array.ndim]) + lengths + array.astype(np.uint8).tobytes()


ARRAY = np.arange(24).reshape(2, 3, 4)
WHOLE = gzip.compress(idx(ARRAY))


def read(folder: Path, content: bytes, axes: int = 3) -> np.ndarray:
    path = folder / "some-idx3-ubyte.gz"
    path.write_bytes(content)
    return read_idx(path, axes)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    array = read(tmp_path, WHOLE)
    assert array.dtype == np.uint8
    assert np.array_equal(array, ARRAY)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (WHOLE[:-9], "cannot be unpacked"),
        (WHOLE[:30] + b"\0\0" + WHOLE[32:], "cannot be unpacked"),
        (b"<html>not found</html>", "cannot be unpacked"),
        (gzip.compress(b""), "is not an IDX file of bytes with 3 axes"),
        (gzip.compress(idx(ARRAY)[:10]), "is not an IDX file of bytes with 3 axes"),
        (gzip.compress(idx(ARRAY, kind=0x0D)), "is not an IDX file of bytes with 3 axes"),
        (gzip.compress(idx(ARRAY)[:-1]), "is not as long as it says"),
        (gzip.compress(idx(ARRAY) + b"\0"), "is not as long as it says"),
        (gzip.compress(bytes([0, 0, 8, 3]) + b"\xff" * 12), "is not as long as it says"),
    ],
)
def test_a_broken_file_is_named_and_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        read(tmp_path, content)
    assert raised.value.problem == f"{tmp_path / 'some-idx3-ubyte.gz'}: {problem}"


def test_labels_in_the_place_of_images_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        read(tmp_path, gzip.compress(idx(np.arange(5))))
    assert str(raised.value).endswith(
        "  expected a file that begins 00 00 08 03, then 3 lengths\n"
        "  got      00 00 08 01, 13 bytes in all\n"
        "  hint     are images and labels exchanged?"
    )

"""The IDX format: MNIST's way of writing an array into a file.

    0x00 0x00 | type (0x08: bytes) | number of axes | length of each axis, 4 bytes | the elements

Numbers are big-endian, and the last axis runs fastest.

Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnlab.data.errors import DataError

BYTES = 0x08
LARGEST = 1 << 30  # bytes; a file may claim any size, or unpack to any


def read_idx(path: Path, axes: int) -> NDArray[np.uint8]:
    """The array of bytes in a gzipped IDX file, with that many ``axes``.

    Raises DataError that names the file where it is not one.
    """
    try:
        with gzip.open(path) as file:
            content = file.read(LARGEST + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"{path}: cannot be unpacked", expected="a whole gzip file", got=str(error)
        ) from error
    head = 4 + 4 * axes
    if content[:4] != bytes([0, 0, BYTES, axes]) or len(content) < head:
        raise DataError(
            f"{path}: is not an IDX file of bytes with {axes} axes",
            expected=f"a file that begins 00 00 {BYTES:02x} {axes:02x}, then {axes} lengths",
            got=f"{content[:4].hex(' ') or 'nothing'}, {len(content):,} bytes in all",
            hint="are images and labels exchanged?" if content[:3] == b"\0\0\x08" else "",
        )
    shape = tuple(int(length) for length in np.frombuffer(content, ">u4", axes, 4))
    if len(content) != head + math.prod(shape):
        raise DataError(
            f"{path}: is not as long as it says",
            expected=f"{math.prod(shape):,} elements, for the shape {shape}",
            got=f"{len(content) - head:,}",
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(shape)

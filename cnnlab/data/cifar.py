"""CIFAR-10 and CIFAR-100: 60,000 photographs, 32×32 RGB, of 10 or 100 kinds of things.

Read from the official archives in their binary version:

    a record    label (CIFAR-10), or coarse label and label (CIFAR-100), a byte each;
                1,024 bytes of red, row by row, then as many of green and of blue

The Python version holds pickles, which can run any code when they are read, and is left alone.

Source: Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images".
"""

from __future__ import annotations

import tarfile
import zlib
from pathlib import Path

import numpy as np

from cnnlab.data.dataset import Dataset, Images
from cnnlab.data.errors import DataError
from cnnlab.data.files import official_file

MIRRORS = ("https://www.cs.toronto.edu/~kriz/",)
SHA256 = {
    "cifar-10-binary.tar.gz": "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    "cifar-100-binary.tar.gz": "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
}
SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32
LARGEST = 1 << 28  # bytes; an archive may claim any size for a file in it


def cifar10() -> Dataset:
    """50,000 photographs to learn from and the official 10,000 held out, of ten kinds.

    Raises DataError where the archive cannot be had, or is not the official one.
    """
    names = [f"cifar-10-batches-bin/data_batch_{i}.bin" for i in range(1, 6)]
    test, classes = "cifar-10-batches-bin/test_batch.bin", "cifar-10-batches-bin/batches.meta.txt"
    return _read("cifar10", "cifar-10-binary.tar.gz", names, test, classes, labels=1)


def cifar100() -> Dataset:
    """50,000 photographs to learn from and the official 10,000 held out, of a hundred kinds.

    The labels are the fine ones. Raises DataError where the archive cannot be had, or is not the
    official one.
    """
    folder = "cifar-100-binary"
    train, test, classes = f"{folder}/train.bin", f"{folder}/test.bin", "fine_label_names.txt"
    archive = "cifar-100-binary.tar.gz"
    return _read("cifar100", archive, [train], test, f"{folder}/{classes}", labels=2)


def _read(
    name: str, archive: str, train: list[str], test: str, classes: str, *, labels: int
) -> Dataset:
    """The data set in an official archive; ``labels`` bytes begin a record, and the last counts."""
    path = official_file(name, archive, SHA256[archive], MIRRORS)
    content = unpacked(path, [*train, test, classes])
    names = tuple(content[classes].decode("ascii", "replace").split())
    learned, held_out = (
        records(path, b"".join(content[member] for member in members), labels, len(names))
        for members in (train, [test])
    )
    return Dataset(name, learned, held_out, names)


def unpacked(path: Path, names: list[str]) -> dict[str, bytes]:
    """The content of the files ``names`` in a gzipped tar archive. Nothing is written anywhere.

    Raises DataError that names the archive where it is broken, or one is not in it.
    """
    content: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.name in names and member.isfile() and member.size <= LARGEST:
                    file = archive.extractfile(member)
                    content[member.name] = file.read() if file else b""
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise DataError(
            f"{path}: cannot be unpacked", expected="a whole .tar.gz archive", got=str(error)
        ) from error
    if missing := set(names) - set(content):
        raise DataError(
            f"{path}: holds not what it should",
            expected=", ".join(names),
            got="all but " + ", ".join(sorted(missing)),
        )
    return content


def records(path: Path, content: bytes, labels: int, classes: int) -> Images:
    """Photographs from records that begin with ``labels`` bytes. Raises DataError for others."""
    length = labels + PIXELS
    if not content or len(content) % length:
        raise DataError(
            f"{path}: its records are not whole",
            expected=f"a number of bytes that {length:,} divides",
            got=f"{len(content):,}",
        )
    table = np.frombuffer(content, np.uint8).reshape(-1, length)
    numbers = table[:, labels - 1].astype(np.int64)
    if numbers.max() >= classes:
        raise DataError(
            f"{path}: has a label without a name",
            expected=f"numbers below {classes}",
            got=f"{numbers.max()}",
        )
    pixels = table[:, labels:].reshape(-1, *SHAPE)
    return Images(np.divide(pixels, 255, dtype=np.float32), numbers)

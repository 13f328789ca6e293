"""CIFAR's archives, from files written here in their format, right ones and broken ones."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pooch
import pytest

from cnnlab.data import DataError, cifar10, cifar100

MODULE = __import__("cnnlab.data.cifar", fromlist=["SHA256"])
KINDS = {
    "cifar10": (
        cifar10,
        "cifar-10-binary.tar.gz",
        [f"cifar-10-batches-bin/data_batch_{i}.bin" for i in range(1, 6)],
        "cifar-10-batches-bin/test_batch.bin",
        "cifar-10-batches-bin/batches.meta.txt",
        1,
    ),
    "cifar100": (
        cifar100,
        "cifar-100-binary.tar.gz",
        ["cifar-100-binary/train.bin"],
        "cifar-100-binary/test.bin",
        "cifar-100-binary/fine_label_names.txt",
        2,
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of data, and no other place to look."""
    monkeypatch.setenv("CNNLAB_DATA", str(tmp_path))
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    monkeypatch.setattr(MODULE, "MIRRORS", ())
    return tmp_path


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def put(kind: str, folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write ``content`` in the official archive's place, and take it for official."""
    name = KINDS[kind][1]
    path = folder / kind / name
    path.parent.mkdir()
    path.write_bytes(content)
    monkeypatch.setitem(MODULE.SHA256, name, hashlib.sha256(content).hexdigest())
    return path


def files(kind: str, rng: np.random.Generator) -> tuple[dict[str, bytes], dict[str, np.ndarray]]:
    """What an archive holds, and the records in it."""
    _, _, train, test, classes, labels = KINDS[kind]
    tables = {}
    for name in (*train, test):
        heads = rng.integers(0, 4, (3, labels))
        tables[name] = np.hstack([heads, rng.integers(0, 256, (3, 3072))]).astype(np.uint8)
    content = {name: table.tobytes() for name, table in tables.items()}
    return {**content, classes: b"apple\nbee\ncat\ndog\n\n", "readme.html": b"?"}, tables


@every_kind
def test_an_archive_makes_a_data_set(
    kind: str, folder: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, _, train, test, _, labels = KINDS[kind]
    content, tables = files(kind, rng)
    put(kind, folder, archive(content), monkeypatch)
    dataset = make()
    assert dataset.name == kind
    assert dataset.classes == ("apple", "bee", "cat", "dog")
    for part, names in ((dataset.train, train), (dataset.test, [test])):
        table = np.vstack([tables[name] for name in names])
        assert part.images.shape == (len(table), 3, 32, 32)
        assert part.images.dtype == np.float32
        assert np.array_equal(part.labels, table[:, labels - 1])  # the fine one of two
        red, blue = part.images[1, 0, 0, :2] * 255, part.images[1, 2, 31, 31] * 255
        assert red.round().tolist() == table[1, labels : labels + 2].tolist()
        assert blue.round() == table[1, -1]
    assert sorted(path.name for path in folder.rglob("*")) == sorted([kind, KINDS[kind][1]])


def without(content: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {key: value for key, value in content.items() if key != name}


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda files: archive(files)[:9000], "cannot be unpacked"),
        (lambda files: b"<html>not found</html>", "cannot be unpacked"),
        (
            lambda files: archive(without(files, "cifar-100-binary/test.bin")),
            "holds not what it should",
        ),
        (
            lambda files: archive({**files, "cifar-100-binary/train.bin": b"\0" * 3073}),
            "its records are not whole",
        ),
        (
            lambda files: archive({**files, "cifar-100-binary/train.bin": b""}),
            "its records are not whole",
        ),
        (
            lambda files: archive({**files, "cifar-100-binary/test.bin": b"\x04" * 3074}),
            "has a label without a name",
        ),
    ],
)
def test_a_broken_archive_is_named_and_refused(
    spoil: object,
    problem: str,
    folder: Path,
    rng: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content, _ = files("cifar100", rng)
    path = put("cifar100", folder, spoil(content), monkeypatch)
    with pytest.raises(DataError) as raised:
        cifar100()
    assert raised.value.problem == f"{path}: {problem}"


@every_kind
def test_an_altered_archive_is_not_opened(
    kind: str, folder: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, _ = files(kind, rng)
    path = put(kind, folder, archive(content), monkeypatch)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DataError, match="is not the official file"):
        KINDS[kind][0]()


@every_kind
def test_a_missing_archive_is_named(kind: str, folder: Path) -> None:
    with pytest.raises(DataError) as raised:
        KINDS[kind][0]()
    assert raised.value.problem == (
        f"{kind}: {KINDS[kind][1]} is not on this machine, and could not be fetched"
    )
    assert str(folder / kind) in str(raised.value)

"""MNIST and Fashion-MNIST from files written here, and MNIST's official ones if at hand."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pooch
import pytest

from cnnlab.data import DataError, Dataset, fashion_mnist, load, mnist
from tests.data.test_idx import idx

SIZES = {"train": 30, "t10k": 20}


Toy = tuple[Callable[[], Dataset], Path]
KINDS = {"mnist": (mnist, ""), "fashion_mnist": (fashion_mnist, "FASHION_")}


@pytest.fixture(params=KINDS)
def toy(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """A data set, and a folder with four small files in the places of its official ones."""
    rng = np.random.default_rng(0)
    module = __import__("cnnlab.data.mnist", fromlist=["SHA256"])
    make, prefix = KINDS[request.param]
    folder = tmp_path / request.param
    folder.mkdir()
    for part, n in SIZES.items():
        arrays = {
            f"{part}-images-idx3-ubyte": rng.integers(0, 256, (n, 28, 28)),
            f"{part}-labels-idx1-ubyte": rng.integers(0, 10, n),
        }
        for name, array in arrays.items():
            content = gzip.compress(idx(array), mtime=0)
            (folder / f"{name}.gz").write_bytes(content)
            checksum = hashlib.sha256(content).hexdigest()
            monkeypatch.setitem(getattr(module, f"{prefix}SHA256"), name, checksum)
    monkeypatch.setenv("CNNLAB_DATA", str(tmp_path))
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    monkeypatch.setattr(module, f"{prefix}MIRRORS", ())
    return make, folder


def test_its_four_files_make_a_data_set(toy: Toy) -> None:
    make, folder = toy
    dataset = make()
    assert (dataset.name, len(dataset.classes)) == (folder.name, 10)
    for part, name in ((dataset.train, "train"), (dataset.test, "t10k")):
        assert part.images.shape == (SIZES[name], 1, 28, 28)
        assert part.images.dtype == np.float32
        assert part.labels.dtype == np.int64
        pixels = np.frombuffer(
            gzip.decompress((folder / f"{name}-images-idx3-ubyte.gz").read_bytes())[16:], np.uint8
        )
        assert np.array_equal((part.images * 255).round().astype(np.uint8).ravel(), pixels)


def test_a_missing_file_is_named(toy: Toy) -> None:
    make, folder = toy
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError) as raised:
        make()
    assert raised.value.problem == (
        f"{folder.name}: train-labels-idx1-ubyte.gz is not on this machine, and could not be "
        "fetched"
    )


def test_a_truncated_file_is_named(toy: Toy) -> None:
    make, folder = toy
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DataError) as raised:
        make()
    assert str(raised.value).startswith(f"{path}: is not the official file")


def official() -> Path | None:
    """A folder that holds the official test files, or None."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folders = [Path(os.environ.get("CNNLAB_DATA", beside)), beside]
    names = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
    return next((f for f in folders if all((f / "mnist" / n).is_file() for n in names)), None)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = official()
    if folder is None:
        pytest.skip("needs MNIST's official t10k files in $CNNLAB_DATA/mnist")
    monkeypatch.setenv("CNNLAB_DATA", str(folder))
    return folder


def test_the_official_10_000_are_what_is_known_of_them(real: Path) -> None:
    dataset = load("mnist10k")
    assert dataset.train.images.shape == (8_000, 1, 28, 28)
    assert dataset.test.images.shape == (2_000, 1, 28, 28)
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(labels).tolist() == counts
    images = np.concatenate([dataset.train.images, dataset.test.images])
    assert abs(images.mean() - 0.1325) < 1e-4
    assert np.array_equal(load("mnist10k").test.labels, dataset.test.labels)

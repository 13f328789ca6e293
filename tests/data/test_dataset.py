"""Data sets, what is done to them, and how they are cut into batches."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab.data import (
    DataError,
    Dataset,
    Images,
    batches,
    digits,
    load,
    magnified,
    standardised,
)
from cnnlab.shapes import ShapeError


def some(n: int, seed: int = 0) -> Images:
    """n images of two channels, each labelled with its number."""
    rng = np.random.default_rng(seed)
    return Images(rng.random((n, 2, 3, 4), np.float32), np.arange(n))


TWO = Dataset("two", some(20), some(5, seed=1), ("a", "b"))


def test_digits_are_whole_and_always_cut_alike() -> None:
    dataset, again = digits(), load("digits")
    assert dataset.train.images.shape == (1437, 1, 8, 8)
    assert dataset.test.images.shape == (360, 1, 8, 8)
    assert dataset.size == (8, 8)
    assert dataset.classes == tuple("0123456789")
    for part, same in zip((dataset.train, dataset.test), (again.train, again.test), strict=True):
        assert part.images.dtype == np.float32
        assert (part.images.min(), part.images.max()) == (0, 1)
        assert part.labels.dtype == np.int64
        assert set(part.labels) == set(range(10))
        assert np.array_equal(part.images, same.images)
        assert np.array_equal(part.labels, same.labels)


def test_nothing_held_out_is_learned_from() -> None:
    from sklearn.datasets import load_digits

    dataset = digits()
    parts = np.concatenate([dataset.train.images, dataset.test.images])[:, 0]
    rows = sorted(map(bytes, (parts * 16).astype(np.uint8)))
    assert rows == sorted(map(bytes, load_digits().images.astype(np.uint8)))


def test_images_are_magnified_pixel_by_pixel() -> None:
    large = magnified(TWO, 3)
    assert large.size == (9, 12)
    for k in range(3):
        assert np.array_equal(large.test.images[:, :, k::3, (k + 1) % 3 :: 3], TWO.test.images)
    assert magnified(TWO, 1).train.images.shape == TWO.train.images.shape


@pytest.mark.parametrize("factor", [0, 1.5, -1])
def test_a_factor_that_cannot_be_is_explained(factor: float) -> None:
    with pytest.raises(ShapeError, match="magnified: images cannot grow by this factor"):
        magnified(TWO, factor)  # type: ignore[arg-type]


def test_standardised_by_what_may_be_seen() -> None:
    before = TWO.train.images.copy()
    seen = standardised(TWO)
    assert np.allclose(seen.train.images.mean((0, 2, 3)), 0, atol=1e-6)
    assert np.allclose(seen.train.images.std((0, 2, 3)), 1, atol=1e-6)
    assert np.array_equal(TWO.train.images, before)
    mean, deviation = before.mean((0, 2, 3)), before.std((0, 2, 3))
    want = (TWO.test.images - mean[:, None, None]) / deviation[:, None, None]
    assert np.allclose(seen.test.images, want, atol=1e-5)  # by the training images' numbers
    assert seen.test.images.dtype == np.float32


def test_a_channel_that_never_changes_is_no_error() -> None:
    blank = TWO._replace(train=TWO.train._replace(images=np.ones((20, 2, 3, 4), np.float32)))
    assert not standardised(blank).train.images.any()


@pytest.mark.parametrize("size", [1, 6, 20, 50])
def test_batches_hold_everything_once(size: int) -> None:
    cut = list(batches(TWO.train, size, rng=np.random.default_rng(1)))
    assert [len(b.labels) for b in cut[:-1]] == [size] * (len(cut) - 1)
    labels = np.concatenate([b.labels for b in cut])
    assert sorted(labels) == list(range(20))
    assert list(labels) != list(range(20))
    for batch in cut:
        assert np.array_equal(batch.images, TWO.train.images[batch.labels])


def test_batches_follow_their_generator() -> None:
    def order(seed: int | None) -> list[int]:
        rng = None if seed is None else np.random.default_rng(seed)
        return [int(b.labels[0]) for b in batches(TWO.train, 1, rng=rng)]

    assert order(1) == order(1) != order(2)
    assert order(None) == list(range(20))


@pytest.mark.parametrize("size", [0, -1, 2.0])
def test_a_batch_size_that_cannot_be_is_explained(size: int) -> None:
    with pytest.raises(ShapeError, match="batches: this batch size cannot be used"):
        batches(TWO.train, size)


def test_what_is_no_generator_is_explained() -> None:
    with pytest.raises(ShapeError, match="batches: rng cannot be drawn from"):
        batches(TWO.train, 1, rng=0)  # type: ignore[arg-type]


def test_an_unknown_data_set_is_explained() -> None:
    with pytest.raises(DataError) as raised:
        load("imagenet")
    assert str(raised.value) == (
        "load: there is no such data set\n  expected digits, shapes, signals, clips, mnist, "
        "mnist10k, fashion_mnist, cifar10, cifar100\n  got      'imagenet'"
    )

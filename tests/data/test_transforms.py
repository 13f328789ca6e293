"""Transforms do what they say, each image by itself, and take masks and boxes along."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from cnnlab.data import Images, batches
from cnnlab.data.transforms import (
    Transform,
    crop,
    cutout,
    flip,
    in_turn,
    noise,
    normalise,
    rotate,
    scale,
    shift,
)
from cnnlab.shapes import ShapeError

H, W = 12, 16

GEOMETRIC = {
    "flip": flip,
    "crop": partial(crop, size=(10, 13), padding=(1, 2)),
    "shift": partial(shift, by=3),
    "rotate": partial(rotate, degrees=25),
    "scale": partial(scale, by=0.3),
}
ALL = {**GEOMETRIC, "noise": noise, "cutout": partial(cutout, size=5)}


def blocks(n: int) -> Images:
    """Black images with a white block each; its place is the mask's and the box's."""
    rng = np.random.default_rng(7)
    images, masks = np.zeros((n, 2, H, W), np.float32), np.zeros((n, H, W), np.int64)
    boxes = np.zeros((n, 4), np.float32)
    for i in range(n):
        top, left = rng.integers(2, 5), rng.integers(3, 7)
        bottom, right = top + rng.integers(3, 5), left + rng.integers(3, 6)
        images[i, :, top:bottom, left:right] = 1
        masks[i, top:bottom, left:right] = 2
        boxes[i] = left, top, right, bottom
    images.flags.writeable = masks.flags.writeable = boxes.flags.writeable = False
    return Images(images, np.ones(n, np.int64), masks, boxes)


@pytest.mark.parametrize("name", GEOMETRIC)
def test_masks_and_boxes_follow(name: str, rng: np.random.Generator) -> None:
    before = blocks(40)
    after = GEOMETRIC[name](before, rng)
    assert after.images.dtype == np.float32
    assert after.boxes.dtype == np.float32
    assert after.masks.shape == (40, *after.images.shape[2:])
    white = after.images[:, 0] > 0.5
    assert ((after.masks == 2) == white).mean() > 0.98  # but for rounding at the edges
    assert set(np.unique(after.masks)) == {0, 2}
    for mask, box in zip(after.masks, after.boxes, strict=True):
        rows, columns = np.nonzero(mask)
        found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        slack = 0 if name in ("flip", "crop", "shift") else 1.5
        assert np.abs(box - found).max() <= slack
    assert (after.labels == before.labels).all()
    assert not np.array_equal(after.boxes, before.boxes)


@pytest.mark.parametrize("name", ALL)
def test_nothing_else_is_needed_and_channels_go_together(
    name: str, rng: np.random.Generator
) -> None:
    plain = blocks(20)._replace(masks=None, boxes=None)
    after = ALL[name](plain, rng)
    assert (after.masks, after.boxes) == (None, None)
    assert after.images.dtype == np.float32
    if name != "noise":
        assert np.array_equal(after.images[:, 0], after.images[:, 1])


@pytest.mark.parametrize("name", ALL)
def test_the_generator_decides(name: str) -> None:
    first, again, other = (
        ALL[name](blocks(20), np.random.default_rng(seed)).images for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", ALL)
def test_each_image_has_its_own_luck(name: str, rng: np.random.Generator) -> None:
    one = blocks(1)
    many = Images(*(np.repeat(field, 30, axis=0) for field in one))
    after = ALL[name](many, rng).images
    assert len({image.tobytes() for image in after}) > 1


@pytest.mark.parametrize(
    "still",
    [
        partial(flip, p=0),
        partial(shift, by=0),
        partial(crop, size=(H, W)),
        partial(rotate, degrees=0),
        partial(scale, by=0),
        partial(noise, std=0),
        partial(normalise, mean=0, std=1),
    ],
)
def test_settings_that_change_nothing(still: Transform, rng: np.random.Generator) -> None:
    before = blocks(10)
    after = still(before, rng)
    for field, same in zip(after, before, strict=True):
        np.testing.assert_allclose(field, same, rtol=0, atol=1e-6)


def ramp(n: int = 200) -> Images:
    """Images whose pixels tell where they come from: row in channel 0, column in channel 1."""
    rows, columns = np.mgrid[:H, :W].astype(np.float32) + 1
    images = np.repeat(np.stack([rows, columns])[None], n, axis=0)
    return Images(images, np.zeros(n, np.int64))


def test_flip_is_a_mirror(rng: np.random.Generator) -> None:
    after = flip(ramp(), rng, p=1).images
    assert np.array_equal(after, ramp().images[..., ::-1])
    half = flip(ramp(), rng).images[:, 1, 0, 0]
    assert 70 < (half == W).sum() < 130


def test_shifts_go_every_way_as_far_as_allowed(rng: np.random.Generator) -> None:
    after = shift(ramp(), rng, by=(1, 3)).images
    corner = after[:, :, 5, 5]  # inside: its origin is still to be seen
    assert set(corner[:, 0] - 6) == {-1, 0, 1}
    assert set(corner[:, 1] - 6) == {-3, -2, -1, 0, 1, 2, 3}
    edge = after[:, 0, :, 0]
    assert (edge == 0).any()  # zeros come in


def test_crops_are_whole_parts(rng: np.random.Generator) -> None:
    after = crop(ramp(), rng, (5, 7)).images
    assert after.shape == (200, 2, 5, 7)
    assert (np.diff(after[:, 0], axis=1) == 1).all()
    assert (np.diff(after[:, 1], axis=2) == 1).all()
    assert set(after[:, 0, 0, 0]) == set(range(1, H - 5 + 2))
    assert set(after[:, 1, 0, 0]) == set(range(1, W - 7 + 2))


def test_a_quarter_turn_is_numpys(rng: np.random.Generator) -> None:
    """Every image by exactly 90 degrees, which is anticlockwise on the screen."""

    class Fixed:
        def uniform(self, low: float, high: float, n: int) -> np.ndarray:
            return np.full(n, high)

    square = Images(rng.random((2, 3, 9, 9), np.float32), np.zeros(2, np.int64))
    turned = rotate(square, Fixed(), degrees=90).images  # type: ignore[arg-type]
    np.testing.assert_allclose(turned, np.rot90(square.images, 1, (2, 3)), atol=1e-5)


def test_scale_by_a_known_factor(rng: np.random.Generator) -> None:
    sizes = (scale(blocks(60), rng, by=0.4).images > 0.5).sum((1, 2, 3)) / (
        blocks(60).images > 0.5
    ).sum((1, 2, 3))
    assert 0.25 < sizes.min() < 0.6
    assert 1.4 < sizes.max() < 2.2


def test_noise_is_as_strong_as_asked(rng: np.random.Generator) -> None:
    zeros = Images(np.zeros((40, 1, 50), np.float32), np.zeros(40, np.int64))  # signals too
    added = noise(zeros, rng, std=0.3).images
    assert abs(added.std() - 0.3) < 0.02
    assert abs(added.mean()) < 0.03


def test_cutout_is_a_square_that_may_reach_over(rng: np.random.Generator) -> None:
    ones = Images(np.ones((300, 2, H, W), np.float32), np.zeros(300, np.int64))
    hidden = (cutout(ones, rng, size=4).images == 0).sum((2, 3))
    assert np.array_equal(hidden[:, 0], hidden[:, 1])
    assert hidden.max() == 16
    assert 1 <= hidden.min() < 16


def test_normalise_by_channel() -> None:
    after = normalise(ramp(1), mean=[1, 2], std=[2, 4]).images
    np.testing.assert_allclose(after[0, 0], (ramp(1).images[0, 0] - 1) / 2)
    np.testing.assert_allclose(after[0, 1], (ramp(1).images[0, 1] - 2) / 4)


def test_in_turn_and_in_batches() -> None:
    both = in_turn(partial(flip, p=1), partial(normalise, mean=1, std=1))
    for batch in batches(ramp(10), 4, rng=np.random.default_rng(0), transform=both):
        assert (batch.images[:, 1, 0] == W - 1 - np.arange(W)).all()
    with pytest.raises(ShapeError, match="batches: a transform has nothing to draw from"):
        batches(ramp(10), 4, transform=both)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda b, rng: flip(b, rng, p=2), "flip: p cannot be used\n  expected a number from 0"),
        (lambda b, rng: crop(b, rng, 13), "crop: size cannot be used\n  expected at most 12 × 16"),
        (lambda b, rng: crop(b, rng, 0), "crop: size cannot be used"),
        (lambda b, rng: shift(b, rng, by=-1), "shift: by cannot be used"),
        (lambda b, rng: rotate(b, rng, degrees=np.inf), "rotate: degrees cannot be used"),
        (lambda b, rng: scale(b, rng, by=1), "scale: by cannot be used"),
        (lambda b, rng: noise(b, rng, std=-1), "noise: std cannot be used"),
        (lambda b, rng: cutout(b, rng, size=0), "cutout: size cannot be used"),
        (lambda b, rng: normalise(b, mean=0, std=0), "normalise: std cannot be used"),
        (lambda b, rng: normalise(b, mean=[1, 2, 3], std=1), "normalise: mean does not fit"),
        (
            lambda b, rng: flip(b._replace(images=b.images[0]), rng),
            "flip: these are not images\n  expected images (N, C, H, W)\n  got      an array (2,",
        ),
    ],
)
def test_settings_that_cannot_be_are_explained(
    call: Any, message: str, rng: np.random.Generator
) -> None:
    with pytest.raises(ShapeError) as raised:
        call(blocks(3), rng)
    assert str(raised.value).startswith(message)

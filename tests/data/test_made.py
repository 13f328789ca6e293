"""The made data sets: always the same, fair, and what they say they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from cnnlab.data import Dataset, clips, load, shapes, signals
from cnnlab.data.drawing import FIGURES, coverage
from cnnlab.shapes import ShapeError

MADE = {
    "shapes": (shapes, (3, 32, 32), 8),
    "signals": (signals, (1, 128), 6),
    "clips": (clips, (1, 8, 16, 16), 6),
}
every_set = pytest.mark.parametrize("name", MADE)


@every_set
def test_they_are_what_they_say(name: str) -> None:
    make, shape, classes = MADE[name]
    made: Dataset = make(train=60, test=20)
    assert made.name == name
    assert len(made.classes) == classes
    assert (made.channels, *made.size) == shape
    for part, n in ((made.train, 60), (made.test, 20)):
        assert part.images.shape == (n, *shape)
        assert part.images.dtype == np.float32
        assert part.labels.dtype == np.int64
        counts = np.bincount(part.labels, minlength=classes)
        assert max(counts) - min(counts) <= 1  # as many of each
        if name != "signals":
            assert part.images.min() >= 0
            assert part.images.max() <= 1


@every_set
def test_a_seed_makes_always_the_same(name: str) -> None:
    make: Callable[..., Dataset] = MADE[name][0]
    first, again, other = (make(seed, train=20, test=20) for seed in (3, 3, 4))
    for field, same in zip(first.train, again.train, strict=True):
        assert np.array_equal(field, same)
    assert not np.array_equal(first.train.images, other.train.images)
    assert not np.array_equal(first.train.images, first.test.images)


@every_set
def test_no_single_pixel_gives_the_label_away(name: str) -> None:
    """What is linear in the pixels does badly on what it has not seen: form must be learned."""
    made: Dataset = MADE[name][0](train=300, test=300)
    flat = [part.images.reshape(300, -1) for part in (made.train, made.test)]
    line = LogisticRegression(C=0.01, max_iter=200).fit(flat[0], made.train.labels)
    assert line.score(flat[1], made.test.labels) < 0.6


def test_what_is_loaded_by_name_is_the_usual_size() -> None:
    made = load("clips")
    assert (len(made.train.labels), len(made.test.labels)) == (1_200, 300)


@pytest.fixture(scope="module")
def some() -> Dataset:
    return shapes(train=80, test=1)


def test_masks_tell_the_class_of_every_pixel(some: Dataset) -> None:
    part = some.train
    assert part.masks is not None
    assert part.masks.dtype == np.int64
    for mask, label in zip(part.masks, part.labels, strict=True):
        assert set(np.unique(mask)) == {0, label + 1}
        assert 30 < (mask > 0).sum() < 500


def test_boxes_are_the_smallest_about_the_masks(some: Dataset) -> None:
    part = some.train
    assert part.boxes is not None
    assert part.boxes.dtype == np.float32
    for mask, box in zip(part.masks, part.boxes, strict=True):
        rows, columns = np.nonzero(mask)
        assert box.tolist() == [
            columns.min(),
            rows.min(),
            columns.max() + 1,
            rows.max() + 1,
        ]


def test_figures_stand_out_from_what_is_behind(some: Dataset) -> None:
    part = some.train
    grey = np.einsum("nchw,c->nhw", part.images, [0.299, 0.587, 0.114])
    for image, mask in zip(grey, part.masks, strict=True):
        assert abs(np.median(image[mask > 0]) - np.median(image[mask == 0])) > 0.1


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_covers_its_own_area(name: str) -> None:
    """Its covered pixels add up to the area that its formula encloses, wherever it stands."""
    fine = np.linspace(-1.5, 1.5, 601, dtype=np.float32)
    u, v = np.meshgrid(fine, fine)
    area = (FIGURES[name](u, v) < 0).sum() * (3 / 600) ** 2
    x, y, angle = np.float32([16, 15.3, 17.8]), np.float32([16, 17.1, 14.6]), np.float32([0, 1, 4])
    covered = coverage(FIGURES[name], 32, x, y, np.full(3, 11, np.float32), angle)
    np.testing.assert_allclose(covered.sum((1, 2)) / 121, area, rtol=0.02)
    assert 0 < covered[0][[0, -1]].max(initial=0) + 1e-9 < 0.1  # and it stays inside


def test_a_figure_turns_clockwise_and_moves_right_and_down() -> None:
    def middle(x: float, y: float, angle: float) -> np.ndarray:
        one = (np.float32([value]) for value in (x, y, 8, angle))
        [covered] = coverage(FIGURES["triangle"], 32, *one)
        weights = covered / covered.sum()
        return np.array([(weights.sum(0) * np.arange(32)).sum(), weights.sum(1) @ np.arange(32)])

    assert np.allclose(middle(20, 16, 0) - middle(12, 16, 0), [8, 0], atol=0.05)
    assert np.allclose(middle(16, 20, 0) - middle(16, 12, 0), [0, 8], atol=0.05)
    [up, _, _] = FIGURES["triangle"](np.zeros(3), np.array([-0.9, 0, 0.9]))
    assert up < 0  # it points upwards; a quarter turn points it to the right
    one = (np.float32([value]) for value in (16, 16, 8, np.pi / 2))
    [turned] = coverage(FIGURES["triangle"], 32, *one)
    assert turned[16, 23] > 0.2 > turned[16, 8]


@every_set
@pytest.mark.parametrize(
    ("setting", "value"), [("seed", -1), ("seed", "a"), ("train", 0), ("test", 2.5)]
)
def test_numbers_that_make_no_data_are_explained(name: str, setting: str, value: object) -> None:
    make = MADE[name][0]
    with pytest.raises(ShapeError, match=f"^{name}: {setting} cannot be used"):
        make(**{"train": 6, "test": 6, setting: value})

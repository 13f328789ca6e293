"""Boxes carry their sizes, stand in their order, and are refused when they are none."""

from __future__ import annotations

import pytest
from matplotlib.patches import Polygon

from cnnlab import viz
from cnnlab.shapes import ShapeError


def test_each_box_has_three_faces_and_says_its_sizes() -> None:
    ax = viz.plot_volumes([(3, 32, 32), (6, 28, 28)], ["image"], steps=["six kernels"])
    faces = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    assert len(faces) == 6
    written = {text.get_text() for text in ax.texts}
    assert {"3 × 32 × 32\nimage", "six kernels", "6 × 28 × 28"} <= written


def test_a_deeper_volume_is_drawn_deeper_and_a_larger_one_larger() -> None:
    ax = viz.plot_volumes([(4, 64, 16), (64, 16, 16)])
    extents = [patch.get_xy().max(axis=0) - patch.get_xy().min(axis=0) for patch in ax.patches]
    (first, top, _), (second, deeper, _) = extents[:3], extents[3:]
    assert first[1] == pytest.approx(2 * second[1])  # by square roots: 64 rows beside 16
    assert first[0] == pytest.approx(second[0])
    assert deeper[1] == pytest.approx(4 * top[1])  # 64 channels beside 4


def test_the_sizes_of_many_boxes_stand_in_two_lines() -> None:
    ax = viz.plot_volumes([(8, 4, 4)] * 5)
    assert "8 ×\n4 × 4" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("shape", [(3, 32), (3, 0, 4), (1.5, 2, 2)])
def test_what_is_no_volume_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="a box has three sides"):
        viz.plot_volumes([shape])

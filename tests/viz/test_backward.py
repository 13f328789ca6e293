"""The pictures of a backward pass show cnnlab's own numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab import viz
from cnnlab.ops import conv2d, conv2d_backward
from cnnlab.shapes import ShapeError
from cnnlab.viz.backward import draw, hand_back

DY = np.array([[1.0, 2, 0], [0, 3, -1]])
KERNEL = np.array([[1.0, 2], [0, -1]])


@pytest.mark.parametrize("seed", range(8))
def test_the_last_frame_is_cnnlab_s_gradient(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dy, kernel = rng.normal(size=(3, 2)), rng.normal(size=rng.integers(1, 4, size=2))
    stride = int(rng.integers(1, 4))
    handing = hand_back(dy, kernel, stride=stride)
    dx = handing.dx((2, 1))
    _, cache = conv2d(np.zeros((1, 1, *dx.shape)), kernel[None, None], stride=stride)
    np.testing.assert_allclose(dx, conv2d_backward(dy[None, None], cache)[0][0, 0])


def test_a_step_shows_its_line_its_share_and_the_gradient_so_far() -> None:
    figure = draw(hand_back(DY, KERNEL), (0, 1))
    grids = {ax.get_title(): [text.get_text() for text in ax.texts] for ax in figure.axes}
    assert figure.get_suptitle() == "dx[0:2, 1:3] += 2 * w"
    assert grids["share"] == ["2", "4", "0", "−2"]
    assert grids["dx so far"] == ["1", "4", "4", "0", "0", "−1", "−2", "0", "0", "0", "0", "0"]


def test_the_animation_has_a_frame_and_a_sentence_for_each_dy() -> None:
    html = viz.animate_backward(DY, KERNEL, stride=2)._repr_html_()
    assert html.count("<img ") == 6
    assert "dy[1, 2] = −1, times the kernel, is added to rows 2 to 3, columns 4 to 5 of dx." in html


def test_a_transposed_convolution_has_its_own_names() -> None:
    html = viz.animate_backward(DY, KERNEL, names=("x", "y"))._repr_html_()
    assert "x[0, 0] = 1, times the kernel, is added to rows 0 to 1, columns 0 to 1 of y." in html
    assert "dx" not in html.replace("base64", "").split("src=")[0]


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ShapeError, match="no such place in dy"):
        viz.plot_backward(DY, KERNEL, at=(2, 0))
    with pytest.raises(ShapeError, match="too many positions"):
        viz.animate_backward(np.ones((6, 6)), KERNEL)
    with pytest.raises(ShapeError, match="plot_backward: draws one map"):
        viz.plot_backward(np.ones((1, 1, 2, 2)), KERNEL)

"""The pictures of a sliding kernel show cnnlab's own numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cnnlab import viz
from cnnlab.shapes import ShapeError
from cnnlab.viz.animation import LARGEST
from cnnlab.viz.sliding import draw, slide

X = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]


def test_the_worked_example() -> None:
    sliding = slide(X, CROSS)
    assert sliding.output.tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    assert sliding.products((0, 1)).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert sliding.sentence((0, 1)) == (
        "y[0, 1] = 1·1 + 1·0 + 0·1 + 1·0 + 1·1 + 1·0 + 0·1 + 1·0 + 1·1 = 3"
    )


@pytest.mark.parametrize("seed", range(8))
def test_every_window_gives_its_output(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = rng.integers(4, 8, size=2)
    x, kernel = rng.normal(size=(height, width)), rng.normal(size=rng.integers(1, 4, size=2))
    padding, stride = int(rng.integers(3)), int(rng.integers(1, 4))
    sliding = slide(x, kernel, padding=padding, stride=stride, flip=bool(seed % 2))
    for at in np.ndindex(*sliding.output.shape):
        assert sliding.products(at).sum() == pytest.approx(sliding.output[at], abs=1e-12)
    laid = kernel[::-1, ::-1] if seed % 2 else kernel
    assert np.array_equal(sliding.kernel, laid)


def test_the_inputs_are_not_changed() -> None:
    x, kernel = np.ones((4, 5)), np.arange(6.0).reshape(2, 3)
    viz.plot_convolution(x, kernel, padding=1, flip=True)
    assert np.array_equal(x, np.ones((4, 5)))
    assert np.array_equal(kernel, np.arange(6.0).reshape(2, 3))


def test_a_step_shows_the_output_so_far() -> None:
    figure = draw(slide(X, CROSS), (1, 0))
    output = next(ax for ax in figure.axes if ax.get_title() == "output")
    assert [text.get_text() for text in output.texts] == ["4", "3", "4", "2"]


def test_a_place_outside_the_output_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"at from \(0, 0\) to \(2, 2\)"):
        viz.plot_convolution(X, CROSS, at=(3, 0))


def test_a_kernel_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match="larger than"):
        viz.plot_convolution(X, np.ones((6, 2)))


def test_the_animation_has_a_frame_and_a_sentence_for_each_output() -> None:
    html = viz.animate_convolution(X, CROSS, alt='a "cross"')._repr_html_()
    assert html.count("<img") == 9
    assert 'alt="y[2, 2] = 1·1 + 1·0 + 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 0·0 + 0·1 = 4"' in html
    assert 'aria-label="a &quot;cross&quot;"' in html
    assert "http:" not in html.replace("http://www.w3.org/", "")
    assert "https:" not in html
    assert len(html) < LARGEST


def test_an_animation_that_would_be_heavy_is_refused() -> None:
    with pytest.raises(ShapeError, match="too many positions"):
        viz.animate_convolution(np.ones((8, 8)), np.ones((3, 3)))


def test_an_animation_without_frames_is_refused() -> None:
    with pytest.raises(ShapeError, match="FramePlayer"):
        viz.FramePlayer([], alt="nothing")

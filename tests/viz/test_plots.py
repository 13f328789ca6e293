"""Each plot draws the values it was given, on the axes it was given, and refuses what it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from cnnlab import viz
from cnnlab.shapes import ShapeError
from cnnlab.viz import style
from cnnlab.viz.grids import number


def test_a_grid_writes_each_value_in_its_cell() -> None:
    values = np.array([[0.0, -1.5, 2.0], [1 / 3, 10.0, 1234.0]])
    ax = viz.plot_grid(values)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {
        (0, 0): "0", (1, 0): "−1.5", (2, 0): "2", (0, 1): "0.333", (1, 1): "10", (2, 1): "1234",
    }  # fmt: skip


def test_a_cell_not_computed_yet_is_empty() -> None:
    ax = viz.plot_grid([[1.0, np.nan]])
    assert [text.get_text() for text in ax.texts] == ["1"]


def test_padding_is_paler_than_the_input() -> None:
    ax = viz.plot_grid(np.pad(np.ones((1, 2)), ((1, 0), (0, 2))), border=((1, 0), (0, 2)))
    ink = [text.get_text() for text in ax.texts if text.get_color() == style.INK]
    assert ink == ["1", "1"]


def test_the_window_is_outlined() -> None:
    ax = viz.plot_grid(np.zeros((4, 5)), window=(1, 2, 3, 2))
    frames = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_linewidth() == 3]
    assert [(p.get_xy(), p.get_width(), p.get_height()) for p in frames] == [((1.5, 0.5), 2, 3)]


def test_a_large_matrix_shows_colours_alone() -> None:
    ax = viz.plot_grid(np.eye(30))
    assert not ax.texts
    assert len(ax.patches) == 31  # the thirty ones, and the frame


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.0, "0"), (-3.0, "−3"), (0.11111, "0.111"), (1e5, "100000")]
)
def test_numbers_are_short_and_have_a_true_minus(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("shape", [(3,), (1, 1, 3, 3), (0, 4)])
def test_a_grid_is_one_map(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="plot_grid: draws one map at a time"):
        viz.plot_grid(np.zeros(shape))


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: viz.plot_grid([[1, 2]], ax=ax),
        lambda ax: viz.plot_image(np.eye(4), ax=ax),
        lambda ax: viz.plot_signal([1, 2, 3], ax=ax, label="a", dots=True),
        lambda ax: viz.plot_curves({"a": [1, 2], "b": [2, 1]}, ax=ax, ylabel="y", log=True),
        lambda ax: viz.plot_bars(["a", "b"], [1, 2e9], ax=ax, log=True),
    ],
)
def test_a_plot_draws_on_the_axes_it_is_given(draw) -> None:
    _, ax = plt.subplots()
    assert draw(ax) is ax
    assert len(plt.get_fignums()) == 1
    viz.to_svg(ax.figure)


def test_an_image_spans_its_limits() -> None:
    image = np.array([[0.0, 10.0]])
    assert viz.plot_image(image).images[0].get_clim() == (0, 10)
    assert viz.plot_image(image, limits=(0, 255)).images[0].get_clim() == (0, 255)
    assert viz.plot_image(image, signed=True).images[0].get_clim() == (-10, 10)


def test_an_image_with_channels_first_is_told_to_move_them() -> None:
    with pytest.raises(ShapeError, match="move the channels last"):
        viz.plot_image(np.zeros((3, 8, 9)))


def test_images_fill_rows_and_leave_the_rest_empty() -> None:
    axs = viz.plot_images([np.eye(3)] * 5, ["a", "b"], columns=3)
    assert axs.shape == (2, 3)
    assert [len(ax.images) for ax in axs.flat] == [1, 1, 1, 1, 1, 0]
    assert [ax.get_title() for ax in axs.flat] == ["a", "b", "", "", "", ""]


def test_no_images_are_refused() -> None:
    with pytest.raises(ShapeError, match="plot_images"):
        viz.plot_images([])


def test_bars_show_their_values() -> None:
    ax = viz.plot_bars(["convolution", "dense"], [2, 8_003_072_000])
    assert [text.get_text() for text in ax.texts] == ["2", "8,003,072,000"]


def test_signals_lie_over_each_other() -> None:
    ax = viz.plot_signal([1.0, 3.0, 2.0], dots=True, label="measured")
    viz.plot_signal([1.0, 2.0, 2.0], ax=ax, label="smoothed")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["measured", "smoothed"]
    assert np.array_equal(ax.lines[1].get_ydata(), [1.0, 2.0, 2.0])

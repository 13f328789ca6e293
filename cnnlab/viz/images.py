"""Images, alone and in rows, with the same grey for the same value."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike, NDArray

from cnnlab.shapes import ShapeError
from cnnlab.viz import style

Limits = tuple[float, float]
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#8a3200", "#e8935c", "#f7f7f7", "#5aa7d6", "#00507d"]
)


def plot_image(
    image: ArrayLike,
    *,
    ax: Axes | None = None,
    title: str = "",
    limits: Limits | None = None,
    signed: bool = False,
) -> Axes:
    """Draw ``image``, (H, W) in grey or (H, W, 3) in colour.

    ``limits`` are the values of black and white (default: smallest and largest). ``signed`` draws
    zero as white, negative values in orange and positive ones in blue.

    Raises ShapeError for other shapes.
    """
    pixels = np.asarray(image)
    if pixels.ndim != 2 and not (pixels.ndim == 3 and pixels.shape[2] in (3, 4)):
        raise ShapeError(
            "plot_image: draws one image at a time",
            expected="image (H, W) or (H, W, 3)",
            got=f"image {pixels.shape}",
            hint="move the channels last: x[n].transpose(1, 2, 0)" if pixels.ndim >= 3 else "",
        )
    ax = style.axes(ax, (3.2, 3.2 * pixels.shape[0] / pixels.shape[1] + 0.3))
    low, high = limits or _limits(pixels, signed)
    ax.imshow(
        pixels,
        cmap=SIGNED if signed else "gray",
        vmin=low,
        vmax=high,
        interpolation="nearest" if pixels.shape[1] < 100 else "antialiased",
    )
    ax.axis("off")
    if title:
        ax.set_title(title, color=style.INK, fontsize=11)
    return ax


def plot_images(
    images: Sequence[ArrayLike],
    titles: Sequence[str] = (),
    *,
    columns: int = 4,
    limits: Limits | None = None,
    signed: bool = False,
) -> NDArray[np.object_]:
    """Draw images side by side, ``columns`` a row; gives the array of axes.

    Without ``limits`` each image spans its own range.

    Raises ShapeError where there are none, and for an image of another shape.
    """
    if not len(images):
        raise ShapeError("plot_images: there is nothing to draw", expected="images", got="none")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    height, width = np.shape(images[0])[:2]
    side = min(6.4 / columns, 2.4)
    with mpl.rc_context(style.RC):
        _, axs = plt.subplots(
            rows,
            columns,
            figsize=(side * columns, rows * (side * height / width + 0.3 * bool(titles))),
            squeeze=False,
        )
    for place, ax in enumerate(axs.flat):
        if place < len(images):
            title = titles[place] if place < len(titles) else ""
            plot_image(images[place], ax=ax, title=title, limits=limits, signed=signed)
        else:
            ax.axis("off")
    return np.asarray(axs)


def _limits(pixels: NDArray[np.generic], signed: bool) -> Limits:
    values = np.asarray(pixels, dtype=np.float64)
    if signed:
        reach = float(np.abs(values).max()) or 1.0
        return -reach, reach
    return float(values.min()), float(values.max())

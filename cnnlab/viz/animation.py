"""Animations that need no network, start when asked, and stand as a strip of pictures in print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from cnnlab.shapes import Padding, Pair, ShapeError
from cnnlab.viz.sliding import draw, slide
from cnnlab.viz.style import to_svg
from cnnlab.viz.widgets import Widget

MOST_POSITIONS = 25
LARGEST = 500_000  # bytes: a page with an animation must stay quick to open


class FramePlayer(Widget):
    """Pictures one after another, with buttons, a slider and a sentence under each."""

    element = "frame-player"

    def __init__(self, frames: Iterable[tuple[Figure, str]], alt: str) -> None:
        """``frames`` are figures with the sentence that says what each shows.

        Each figure is closed once it is drawn. Raises ShapeError for none, and for more than half
        a megabyte of them.
        """
        pictures = []
        for figure, sentence in frames:
            pictures.append(_picture(to_svg(figure), sentence))
            plt.close(figure)
        size = sum(map(len, pictures))
        if not 0 < size <= LARGEST:
            raise ShapeError(
                "FramePlayer: these frames cannot be played",
                expected=f"at least one frame, and at most {LARGEST:,} bytes",
                got=f"{len(pictures)} frames of {size:,} bytes in all",
                hint="show fewer steps, or simpler pictures" if size else "",
            )
        super().__init__(alt=alt, fallback="".join(pictures))


def animate_convolution(
    x: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Padding = 0,
    stride: int | Pair = 1,
    flip: bool = False,
    alt: str = "",
) -> FramePlayer:
    """A kernel that slides over an input, one frame for each element of the output.

    ``x`` (H, W), ``kernel`` (K, L); ``flip`` makes the cross-correlation a convolution.

    Raises ShapeError for other shapes, and for an output of more than 25 elements.
    """
    sliding = slide(
        x, kernel, padding=padding, stride=stride, flip=flip, operation="animate_convolution"
    )
    (height, width), (rows, columns) = sliding.kernel.shape, sliding.output.shape
    if sliding.output.size > MOST_POSITIONS:
        raise ShapeError(
            "animate_convolution: there are too many positions to show",
            expected=f"at most {MOST_POSITIONS} elements in the output",
            got=f"{rows} × {columns} = {sliding.output.size}",
            hint="animate a smaller input, or a larger stride",
        )
    alt = alt or (
        f"Animation: a {height} × {width} kernel slides over the input and fills the "
        f"{rows} × {columns} output, one sum at a time."
    )
    places = np.ndindex(rows, columns)
    return FramePlayer(((draw(sliding, at), sliding.sentence(at)) for at in places), alt=alt)


def _picture(svg: str, sentence: str) -> str:
    source = quote(svg.replace('"', "'"), safe=" /:;=,.'()<>{}@*-_!?&").replace("&", "&amp;")
    return f'<img alt="{escape(sentence)}" src="data:image/svg+xml,{source}">'

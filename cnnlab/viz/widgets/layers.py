"""The widgets about layers: where a gradient goes, and what pooling makes of a small shift."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.shapes import Pair, ShapeError
from cnnlab.viz.widgets.widget import Widget

LAYERS = ("Convolution", "Max pooling", "Average pooling", "ReLU")
POOLINGS = ("Max", "Average")
MOST = 8  # cells a side: up to five grids stand side by side


class BackwardStepper(Widget):
    """A layer's backward pass, one element of dy at a time: where it came from and what it adds.

    ``x`` (H, W), ``kernel`` (K, L) and ``dy`` (P, Q), up to 8 × 8; without them the widget's own.
    ``layer`` is one of "Convolution", "Max pooling", "Average pooling" and "ReLU".
    """

    element = "backward-stepper"

    def __init__(
        self,
        x: ArrayLike | None = None,
        kernel: ArrayLike | None = None,
        dy: ArrayLike | None = None,
        *,
        layer: str = "Convolution",
        stride: int = 1,
        padding: int = 0,
    ) -> None:
        _known("BackwardStepper", "layer", layer, LAYERS)
        _known("BackwardStepper", "stride", stride, (1, 2, 3))
        _known("BackwardStepper", "padding", padding, (0, 1))
        config: dict[str, Any] = {"layer": layer, "stride": stride, "padding": padding}
        for name, values in (("x", x), ("kernel", kernel), ("dy", dy)):
            if values is not None:
                config[name] = _grid("BackwardStepper", name, values)
        alt = "Backward stepper: choose an element of dy, and see what it adds to dx."
        super().__init__(alt=alt, config=config)


class PoolingShift(Widget):
    """An image and the same image moved, before and after pooling; what differs is outlined.

    ``image`` (H, W), up to 8 × 8; ``kind`` is "Max" or "Average"; ``shift`` (down, right) reaches
    from -2 to 2.
    """

    element = "pooling-shift"

    def __init__(
        self,
        image: ArrayLike | None = None,
        *,
        kind: str = "Max",
        window: int = 2,
        stride: int = 2,
        shift: Pair = (0, 1),
    ) -> None:
        _known("PoolingShift", "kind", kind, POOLINGS)
        for name, value in (("window", window), ("stride", stride)):
            _known("PoolingShift", name, value, (1, 2, 3, 4))
        for value in shift:
            _known("PoolingShift", "shift", value, (-2, -1, 0, 1, 2))
        config: dict[str, Any] = {"kind": kind, "window": window, "stride": stride}
        config["shift"] = list(shift)
        if image is not None:
            config["image"] = _grid("PoolingShift", "image", image)
        alt = "Pooling and shift: move an image, and see what changes before and after pooling."
        super().__init__(alt=alt, config=config)


def _known(widget: str, name: str, value: object, known: tuple[object, ...]) -> None:
    if value not in known:
        raise ShapeError(
            f"{widget}: {name} is out of reach",
            expected=f"{name} one of {', '.join(map(str, known))}",
            got=f"{name} = {value!r}",
        )


def _grid(widget: str, name: str, values: ArrayLike) -> list[list[float]]:
    grid = np.asarray(values, dtype=np.float64)
    if grid.ndim != 2 or not 0 < max(grid.shape) <= MOST or not np.isfinite(grid).all():
        raise ShapeError(
            f"{widget}: {name} cannot be shown",
            expected=f"finite numbers (rows, columns), at most {MOST} × {MOST}",
            got=f"{name} {grid.shape}",
        )
    return [[float(value) for value in row] for row in grid]

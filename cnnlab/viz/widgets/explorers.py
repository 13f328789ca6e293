"""The explorers of single ideas: volumes, sizes, receptive fields, a cell's tuning curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnlab.shapes import Pair, ShapeError, is_whole
from cnnlab.viz.widgets.widget import LARGEST, Widget

REACH = {"size": (3, 11), "kernel": (1, 7), "stride": (1, 4), "padding": (0, 3), "dilation": (1, 3)}
MOST_LAYERS = 6


class VolumeExplorer(Widget):
    """Kernels that reach through all channels: what each channel brings, and every kernel's map.

    ``x`` (C, H, W), up to 12 × 12; ``kernels`` (C, K, L) by name, all of one shape; ``border``
    says how many rows above and columns to the left are padding.
    """

    element = "volume-explorer"

    def __init__(
        self,
        x: ArrayLike,
        kernels: Mapping[str, ArrayLike],
        *,
        bias: float = 0.0,
        channels: Sequence[str] = (),
        border: Pair = (0, 0),
    ) -> None:
        volume = np.asarray(x, dtype=np.float64)
        weights = {name: np.asarray(kernel, dtype=np.float64) for name, kernel in kernels.items()}
        shapes = {kernel.shape for kernel in weights.values()}
        fits = volume.ndim == 3 and max(volume.shape[1:]) <= LARGEST and len(shapes) == 1
        if fits:
            (shape,) = shapes
            fits = len(shape) == 3 and shape[0] == len(volume) and 0 not in shape
            fits = fits and all(k <= m for k, m in zip(shape, volume.shape, strict=True))
        if not fits:
            raise ShapeError(
                "VolumeExplorer: these cannot be shown",
                expected=f"x (C, H, W), at most {LARGEST} × {LARGEST}, and kernels (C, K, L)",
                got=f"x {volume.shape}, kernels {[kernel.shape for kernel in weights.values()]}",
            )
        config: dict[str, Any] = {
            "x": volume.tolist(),
            "kernels": {name: kernel.tolist() for name, kernel in weights.items()},
            "bias": float(bias),
            "channels": list(channels),
            "border": list(border),
        }
        alt = "Volume explorer: choose a kernel and move the window over all channels at once."
        super().__init__(alt=alt, config=config)


class GeometryExplorer(Widget):
    """The size of an output, whether the kernel fits, and how many outputs use each pixel."""

    element = "geometry-explorer"

    def __init__(
        self,
        size: int = 7,
        kernel: int = 3,
        *,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
    ) -> None:
        config = {
            "size": size,
            "kernel": kernel,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
        }
        for name, (least, most) in REACH.items():
            if not is_whole(config[name]) or not least <= config[name] <= most:
                raise ShapeError(
                    f"GeometryExplorer: {name} is out of reach",
                    expected=f"a whole number from {least} to {most}",
                    got=f"{name} = {config[name]!r}",
                )
        alt = "Geometry explorer: choose sizes, and see the output and the uses of each pixel."
        super().__init__(alt=alt, config=config)


class ReceptiveFieldExplorer(Widget):
    """Layers (kernel, stride, dilation) to stack along one axis, and what a unit on top sees."""

    element = "receptive-field-explorer"

    def __init__(
        self,
        layers: Sequence[tuple[int, int, int]] = ((3, 1, 1), (3, 1, 1), (3, 1, 1)),
        *,
        size: int = 31,
    ) -> None:
        units = size
        for kernel, stride, dilation in layers:
            units = (units - dilation * (kernel - 1) - 1) // stride + 1
        if units < 1 or len(layers) > MOST_LAYERS:
            raise ShapeError(
                "ReceptiveFieldExplorer: these layers cannot be shown",
                expected=f"at most {MOST_LAYERS} layers that leave a unit of {size}",
                got=f"layers {list(layers)}",
            )
        alt = "Receptive-field explorer: stack layers, and see what a unit of the top layer sees."
        super().__init__(alt=alt, config={"layers": [list(x) for x in layers], "size": size})


class TuningCurve(Widget):
    """A model cell of the visual cortex: a bar to turn and move, its answer, its tuning curve.

    ``prefers`` 0, 45, 90 or 135 degrees; ``wave`` 6, 10 or 14 pixels; ``kind`` "simple" or
    "complex". ``angle`` (a multiple of 5, up to 180) and ``place`` (up to 14) set the first bar.
    """

    element = "tuning-curve"

    def __init__(
        self,
        *,
        prefers: int = 0,
        wave: int = 10,
        kind: str = "simple",
        angle: int = 0,
        place: int = 0,
    ) -> None:
        config = {"prefers": prefers, "wave": wave, "kind": kind, "angle": angle, "place": place}
        choices: dict[str, Sequence[object]] = {
            "prefers": (0, 45, 90, 135),
            "wave": (6, 10, 14),
            "kind": ("simple", "complex"),
            "angle": range(0, 181, 5),
            "place": range(-14, 15),
        }
        for name, allowed in choices.items():
            if config[name] not in allowed:
                raise ShapeError(
                    f"TuningCurve: {name} is out of reach",
                    expected=f"one of {list(allowed)}",
                    got=f"{name} = {config[name]!r}",
                )
        alt = "Tuning curve: turn and move a bar, and see how a cell of the visual cortex answers."
        super().__init__(alt=alt, config=config)

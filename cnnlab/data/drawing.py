"""Drawn shapes: how far each pixel is from a shape's edge, and how much of it the shape covers.

A figure is a function of (u, v), u to the right and v downwards, about its middle. Its value is
negative inside, positive outside, and near the edge it is the distance to it. A figure reaches
about 1 from its middle. A pixel at distance d (in pixels) is covered to 1/2 - d, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Figure = Callable[[Floats, Floats], Any]


def circle(u: Floats, v: Floats) -> Any:
    """All points nearer to the middle than 0.9."""
    return np.hypot(u, v) - 0.9


def ring(u: Floats, v: Floats) -> Any:
    """All points between 0.5 and 1 from the middle."""
    return np.abs(np.hypot(u, v) - 0.75) - 0.25


def square(u: Floats, v: Floats) -> Any:
    """Four equal sides."""
    return np.maximum(np.abs(u), np.abs(v)) - 0.8


def triangle(u: Floats, v: Floats) -> Any:
    """Three equal sides, pointing upwards."""
    return np.maximum(v, np.sqrt(0.75) * np.abs(u) - v / 2) - 0.5


def cross(u: Floats, v: Floats) -> Any:
    """Two bars, upright and level."""
    long, short = np.maximum(np.abs(u), np.abs(v)), np.minimum(np.abs(u), np.abs(v))
    return np.maximum(long - 0.95, short - 0.3)


def star(u: Floats, v: Floats) -> Any:
    """Five points. One tenth of the plane, folded out, is all of it."""
    tenth = np.pi / 5
    angle = np.abs((np.arctan2(u, -v) + tenth) % (2 * tenth) - tenth)  # from the nearest point
    radius = np.hypot(u, v)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    inner = 0.45 * np.array([np.cos(tenth), np.sin(tenth)])  # between two points; they are at 1
    edge = inner - [1, 0]
    normal = np.array([edge[1], -edge[0]]) / np.hypot(*edge)
    return (x - 1) * np.float32(normal[0]) + y * np.float32(normal[1])


def heart(u: Floats, v: Floats) -> Any:
    """A square on its corner, and a half circle on each of its upper sides."""
    side, v = 0.55, v - 0.1
    a, b = (np.abs(u) + v) / np.sqrt(2), (np.abs(u) - v) / np.sqrt(2)
    lobe = np.hypot(a, b - side) - side
    return np.minimum(np.maximum(np.abs(a), np.abs(b)) - side, lobe)


def crescent(u: Floats, v: Floats) -> Any:
    """A circle without another, which covers its right side."""
    return np.maximum(np.hypot(u, v) - 0.95, 0.75 - np.hypot(u - 0.5, v))


FIGURES: dict[str, Figure] = {
    "circle": circle,
    "ring": ring,
    "square": square,
    "triangle": triangle,
    "cross": cross,
    "star": star,
    "heart": heart,
    "crescent": crescent,
}


def coverage(
    figure: Figure, size: int, x: Floats, y: Floats, radius: Floats, angle: Floats
) -> NDArray[np.float32]:
    """How much of each pixel the figure covers: (N, size, size), from 0 to 1.

    ``x``, ``y``, ``radius`` (in pixels; (0, 0) is the corner of the image) and ``angle`` (in
    radians) are (N,), one for each image.
    """
    middles = np.arange(size, dtype=np.float32) + np.float32(0.5)
    across = (middles - x[:, None])[:, None, :]  # (N, 1, size)
    down = (middles - y[:, None])[:, :, None]  # (N, size, 1)
    r, a = radius[:, None, None], angle[:, None, None]
    u = (across * np.cos(a) + down * np.sin(a)) / r
    v = (down * np.cos(a) - across * np.sin(a)) / r
    covered: NDArray[np.float32] = np.clip(0.5 - figure(u, v) * r, 0, 1).astype(np.float32)
    return covered

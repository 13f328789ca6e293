"""Shapes: coloured figures before clutter, made here, with what they show in three ways.

Each image has one figure: its label says which, its mask which pixels, its box where. It may be
anywhere, large or small and a little tilted; light or dark, before a background of colour waves
with strokes and specks, and under noise. So neither a colour nor a place gives it away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnnlab.data.dataset import Dataset, Images
from cnnlab.data.drawing import FIGURES, coverage
from cnnlab.data.made import streams

SIZE = 32
TRAIN, TEST = 4_000, 1_000
WAVES, STROKES, SPECKS = 3, 3, 4
TILT = np.pi / 6  # radians, either way
NOISE = 0.04
BLOCK = 64  # images painted at a time: they stay in the processor's cache

Floats = NDArray[np.float32]


def shapes(seed: int = 0, *, train: int = TRAIN, test: int = TEST) -> Dataset:
    """``train`` and ``test`` images (N, 3, 32, 32) of eight figures, with masks and boxes.

    The same for the same arguments; another ``seed`` makes others. A figure's mask holds the pixels
    that it covers by at least half, and its box is the smallest about them.

    Raises ShapeError for a seed, or numbers of examples, that are none.
    """
    first, second = streams("shapes", seed, 32, train=train, test=test)
    return Dataset("shapes", _made(train, first), _made(test, second), tuple(FIGURES))


def _made(n: int, rng: np.random.Generator) -> Images:
    """n images, of all figures equally many, in random order."""
    labels = rng.permutation(np.arange(n) % len(FIGURES))
    radius = rng.uniform(7, 12, n).astype(np.float32)
    x, y = (rng.uniform(radius, SIZE - radius).astype(np.float32) for _ in range(2))
    angle = rng.uniform(-TILT, TILT, n).astype(np.float32)
    covered = np.empty((n, SIZE, SIZE), np.float32)
    for label, figure in enumerate(FIGURES.values()):
        of = labels == label
        covered[of] = coverage(figure, SIZE, x[of], y[of], radius[of], angle[of])
    images = [_painted(covered[i : i + BLOCK, None], rng) for i in range(0, n, BLOCK)]
    inside = covered >= 0.5
    masks = np.where(inside, labels[:, None, None] + 1, 0)
    return Images(np.concatenate(images), labels, masks, _boxes(inside))


def _painted(alpha: Floats, rng: np.random.Generator) -> Floats:
    """Images of figures that cover ``alpha`` (n, 1, SIZE, SIZE)."""
    n = len(alpha)
    light = rng.random(n) < 0.5  # before a dark background, or the other way round
    images = (1 - alpha) * _background(n, ~light, rng) + alpha * _fill(n, light, rng)
    images += NOISE * rng.standard_normal(images.shape, np.float32)
    return np.clip(images, 0, 1)


def _background(n: int, light: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Colour waves, strokes and specks: (n, 3, SIZE, SIZE)."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    images = np.broadcast_to(_colours(n, light, rng), (n, 3, SIZE, SIZE)).copy()
    for _ in range(WAVES):
        direction, phase = rng.uniform(0, 2 * np.pi, (2, n, 1, 1)).astype(np.float32)
        length = rng.uniform(6, 40, (n, 1, 1)).astype(np.float32)  # pixels from crest to crest
        along = np.cos(direction) * x + np.sin(direction) * y
        wave = np.sin(2 * np.pi * along / length + phase)  # (n, SIZE, SIZE)
        images += rng.normal(0, 0.05, (n, 3, 1, 1)).astype(np.float32) * wave[:, None]
    for i in range(STROKES + SPECKS):
        px, py = rng.uniform(0, SIZE, (2, n, 1, 1)).astype(np.float32)
        across, down = x - px, y - py
        if i < STROKES:  # a segment: far along counts for nothing up to its half length
            direction = rng.uniform(0, np.pi, (n, 1, 1)).astype(np.float32)
            half = rng.uniform(2, 9, (n, 1, 1)).astype(np.float32)
            cos, sin = np.cos(direction), np.sin(direction)
            beyond = np.maximum(np.abs(across * cos + down * sin) - half, 0)
            across, down = beyond, down * cos - across * sin
        alpha = np.clip(1.2 - np.hypot(across, down), 0, 1)[:, None]
        images = (1 - alpha) * images + alpha * _colours(n, rng.random(n) < 0.5, rng)
    return images


def _fill(n: int, light: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """From one colour to another across the image: (n, 3, SIZE, SIZE)."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    direction = rng.uniform(0, 2 * np.pi, (n, 1, 1)).astype(np.float32)
    along = np.cos(direction) * (x - SIZE / 2) + np.sin(direction) * (y - SIZE / 2)
    share = np.clip(0.5 + along / SIZE, 0, 1)[:, None]
    filled: Floats = (1 - share) * _colours(n, light, rng) + share * _colours(n, light, rng)
    return filled


def _colours(n: int, light: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Random colours (n, 3, 1, 1): light ones, of brightness above 0.65, or dark, below 0.45."""
    hue = rng.uniform(0, 6, (n, 1))
    pure = np.clip(np.abs((hue + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)  # (n, 3), RGB
    colour = 1 - rng.uniform(0.3, 0.9, (n, 1)) * (1 - pure)
    grey = (colour @ [0.299, 0.587, 0.114])[:, None]  # ITU-R BT.601's weights
    wanted = np.where(light, rng.uniform(0.65, 0.9, n), rng.uniform(0.12, 0.45, n))[:, None]
    darker, paler = colour * wanted / grey, 1 - (1 - colour) * (1 - wanted) / (1 - grey)
    toned: NDArray[np.float64] = np.where(wanted < grey, darker, paler)
    return toned[..., None, None].astype(np.float32)


def _boxes(inside: NDArray[np.bool_]) -> Floats:
    """The smallest boxes about what is inside (N, H, W): left, top, right, bottom."""
    edges = []
    for axis in (1, 2):  # over the rows: which columns; over the columns: which rows
        met: NDArray[np.bool_] = np.any(inside, axis=axis)
        edges.append((met.argmax(axis=1), met.shape[1] - met[:, ::-1].argmax(axis=1)))
    (left, right), (top, bottom) = edges
    return np.stack([left, top, right, bottom], axis=1).astype(np.float32)

"""Clips: short films of a moving figure, made here.

    right · down · left · up · growing · shrinking

The label is the motion. Any figure may make any, and in the middle of a clip all look alike.
"""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Dataset, Images
from cnnlab.data.drawing import FIGURES, coverage
from cnnlab.data.made import streams

FRAMES, SIZE = 8, 16
TRAIN, TEST = 1_200, 300
NOISE = 0.08
CLASSES = ("right", "down", "left", "up", "growing", "shrinking")


def clips(seed: int = 0, *, train: int = TRAIN, test: int = TEST) -> Dataset:
    """``train`` and ``test`` clips (N, 1, 8, 16, 16): one channel, 8 frames of 16×16, from 0 to 1.

    The same for the same arguments; another ``seed`` makes others.

    Raises ShapeError for a seed, or numbers of examples, that are none.
    """
    first, second = streams("clips", seed, 16, train=train, test=test)
    return Dataset("clips", _made(train, first), _made(test, second), CLASSES)


def _made(n: int, rng: np.random.Generator) -> Images:
    """n clips, of all motions equally many, in random order."""
    labels = rng.permutation(np.arange(n) % len(CLASSES))
    time = np.linspace(-0.5, 0.5, FRAMES)
    way = rng.uniform(4, 8, n)  # pixels from the first frame to the last
    right = np.array([1, 0, -1, 0, 0, 0])[labels] * way
    down = np.array([0, 1, 0, -1, 0, 0])[labels] * way
    growth = np.array([0, 0, 0, 0, 1, -1])[labels] * rng.uniform(0.8, 1.2, n)
    x, y = (rng.uniform(6, SIZE - 6, n)[:, None] + move[:, None] * time for move in (right, down))
    radius = rng.uniform(3, 5, n)[:, None] * (1 + growth[:, None] * time)
    angle = np.broadcast_to(rng.uniform(0, 2 * np.pi, (n, 1)), x.shape)
    which = rng.integers(len(FIGURES), size=n)
    frames = np.empty((n, FRAMES, SIZE, SIZE), np.float32)
    for number, figure in enumerate(FIGURES.values()):
        of = which == number
        places = (values[of].ravel().astype(np.float32) for values in (x, y, radius, angle))
        frames[of] = coverage(figure, SIZE, *places).reshape(-1, FRAMES, SIZE, SIZE)
    dark, light = rng.uniform(0, 0.3, n), rng.uniform(0.6, 1, n)
    swap = rng.random(n) < 0.5  # a dark figure before a light background
    behind, before = np.where(swap, light, dark), np.where(swap, dark, light)
    made = behind[:, None, None, None] + (before - behind)[:, None, None, None] * frames
    made += NOISE * rng.standard_normal(made.shape)
    return Images(np.clip(made, 0, 1)[:, None].astype(np.float32), labels)

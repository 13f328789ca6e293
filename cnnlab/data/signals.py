"""Signals: noisy waves along one axis, made here.

    sine · square · sawtooth · rising (in pitch) · falling · ringing (and dying away)

Each at a random pitch, loudness and place, on a drifting line and under noise. The label is the
form: how high or how loud a wave is says nothing about it.
"""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Dataset, Images
from cnnlab.data.made import streams

LENGTH = 128
TRAIN, TEST = 2_400, 600
NOISE = 0.2
CLASSES = ("sine", "square", "sawtooth", "rising", "falling", "ringing")


def signals(seed: int = 0, *, train: int = TRAIN, test: int = TEST) -> Dataset:
    """``train`` and ``test`` signals (N, 1, 128) of six forms, about from -2 to 2.

    The same for the same arguments; another ``seed`` makes others.

    Raises ShapeError for a seed, or numbers of examples, that are none.
    """
    first, second = streams("signals", seed, 128, train=train, test=test)
    return Dataset("signals", _made(train, first), _made(test, second), CLASSES)


def _made(n: int, rng: np.random.Generator) -> Images:
    """n signals, of all forms equally many, in random order."""
    labels = rng.permutation(np.arange(n) % len(CLASSES))
    t = np.linspace(0, 1, LENGTH)
    cycles, start = rng.uniform(4, 9, (n, 1)), rng.uniform(0, 0.4, (n, 1))
    sweep = np.array([0, 0, 0, 0.7, -0.7, 0])[labels][:, None]  # how much the pitch changes
    turns = cycles * (t + sweep * (t * t - t)) + rng.random((n, 1))  # (n, LENGTH), whole ones
    sine = np.sin(2 * np.pi * turns)
    since = t - start
    ringing = np.where(since > 0, 1.6 * np.exp(-6 * since), 0) * sine
    forms = [sine, np.sign(sine), 2 * (turns % 1) - 1, sine, sine, ringing]
    waves = np.choose(labels[:, None], forms)
    offset, drift = rng.uniform(-0.4, 0.4, (2, n, 1))
    made = rng.uniform(0.6, 1.2, (n, 1)) * waves + offset + drift * t
    made += NOISE * rng.standard_normal((n, LENGTH))
    return Images(made[:, None].astype(np.float32), labels)

"""Handwritten digits, 8×8: 1,797 of them, shipped with scikit-learn.

Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, doi:10.24432/C50P49 (its test part).
"""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Dataset, split

HELD_OUT = 360  # a fifth


def digits() -> Dataset:
    """1,437 digits to learn from and 360 held out, split at random by a fixed seed."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = (bunch.images[:, None] / 16).astype(np.float32)  # (N, 1, 8, 8); 0 to 16 in the file
    train, test = split(images, bunch.target, HELD_OUT)
    return Dataset("digits", train, test, tuple("0123456789"))

"""MNIST: 70,000 handwritten digits, 28×28, from their four official files.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document
Recognition", doi:10.1109/5.726791, section III.
"""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Dataset, Images, split
from cnnlab.data.files import official_file
from cnnlab.data.idx import read_idx

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
SHA256 = {  # of the files as they are handed out, gzipped
    "train-images-idx3-ubyte": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
CLASSES = tuple("0123456789")


def mnist() -> Dataset:
    """60,000 digits to learn from and the official 10,000 held out.

    Raises DataError where a file cannot be had, or is not the official one.
    """
    return Dataset("mnist", _part("train"), _part("t10k"), CLASSES)


def mnist10k() -> Dataset:
    """The official 10,000 test digits alone: 8,000 to learn from and 2,000 held out.

    For machines that have no more than those two files. They are split at random by a fixed seed.
    What is learned from them says nothing that may be compared with results on ``mnist``.

    Raises DataError where a file cannot be had, or is not the official one.
    """
    train, test = split(*_part("t10k"), held_out=2_000)
    return Dataset("mnist10k", train, test, CLASSES)


def _part(part: str) -> Images:
    """``part`` is "train" or "t10k", as in the files' names."""
    arrays = []
    for name, axes in ((f"{part}-images-idx3-ubyte", 3), (f"{part}-labels-idx1-ubyte", 1)):
        path = official_file("mnist", f"{name}.gz", SHA256[name], MIRRORS)
        arrays.append(read_idx(path, axes))
    pixels, labels = arrays  # (N, 28, 28), 0 to 255; (N,)
    return Images(np.divide(pixels[:, None], 255, dtype=np.float32), labels.astype(np.int64))

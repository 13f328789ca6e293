"""MNIST and Fashion-MNIST: 70,000 images each, 28×28, from their four official files.

MNIST shows handwritten digits. Fashion-MNIST shows pieces of clothing, and is made so that it can
take MNIST's place: the files have the same names and the same form.

Sources: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document
Recognition", doi:10.1109/5.726791, section III; Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a
Novel Image Dataset for Benchmarking Machine Learning Algorithms", arXiv:1708.07747.
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

FASHION_MIRRORS = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)
FASHION_SHA256 = {
    "train-images-idx3-ubyte": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "train-labels-idx1-ubyte": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "t10k-images-idx3-ubyte": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "t10k-labels-idx1-ubyte": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
}
FASHION_CLASSES = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


def mnist() -> Dataset:
    """60,000 digits to learn from and the official 10,000 held out.

    Raises DataError where a file cannot be had, or is not the official one.
    """
    return Dataset("mnist", _digits("train"), _digits("t10k"), CLASSES)


def mnist10k() -> Dataset:
    """The official 10,000 test digits alone: 8,000 to learn from and 2,000 held out.

    For machines that have no more than those two files. They are split at random by a fixed seed.
    What is learned from them says nothing that may be compared with results on ``mnist``.

    Raises DataError where a file cannot be had, or is not the official one.
    """
    digits = _digits("t10k")
    train, test = split(digits.images, digits.labels, held_out=2_000)
    return Dataset("mnist10k", train, test, CLASSES)


def fashion_mnist() -> Dataset:
    """60,000 pieces of clothing to learn from and the official 10,000 held out.

    Raises DataError where a file cannot be had, or is not the official one.
    """
    train, test = (
        _part("fashion_mnist", part, FASHION_SHA256, FASHION_MIRRORS) for part in ("train", "t10k")
    )
    return Dataset("fashion_mnist", train, test, FASHION_CLASSES)


def _digits(part: str) -> Images:
    return _part("mnist", part, SHA256, MIRRORS)


def _part(dataset: str, part: str, sha256: dict[str, str], mirrors: tuple[str, ...]) -> Images:
    """``part`` is "train" or "t10k", as in the files' names."""
    arrays = []
    for name, axes in ((f"{part}-images-idx3-ubyte", 3), (f"{part}-labels-idx1-ubyte", 1)):
        path = official_file(dataset, f"{name}.gz", sha256[name], mirrors)
        arrays.append(read_idx(path, axes))
    pixels, labels = arrays  # (N, 28, 28), 0 to 255; (N,)
    return Images(np.divide(pixels[:, None], 255, dtype=np.float32), labels.astype(np.int64))

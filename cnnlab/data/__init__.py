"""Data sets, real ones, checked, and made ones; cut into what is learned from and what is held out.

digits comes with scikit-learn. shapes (images), signals (one axis) and clips (three axes) are made
from a seed. The others are read from their official files.
"""

from collections.abc import Callable

from cnnlab.data import transforms
from cnnlab.data.cifar import cifar10, cifar100
from cnnlab.data.clips import clips
from cnnlab.data.dataset import Dataset, Images, magnified, standardised
from cnnlab.data.digits import digits
from cnnlab.data.errors import DataError
from cnnlab.data.loader import batches
from cnnlab.data.mnist import fashion_mnist, mnist, mnist10k
from cnnlab.data.shapes import shapes
from cnnlab.data.signals import signals

DATASETS: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "shapes": shapes,
    "signals": signals,
    "clips": clips,
    "mnist": mnist,
    "mnist10k": mnist10k,
    "fashion_mnist": fashion_mnist,
    "cifar10": cifar10,
    "cifar100": cifar100,
}


def load(name: str) -> Dataset:
    """The data set ``name``, one of ``DATASETS``.

    Raises DataError for another name, and where its files are missing or broken.
    """
    if name not in DATASETS:
        raise DataError(
            "load: there is no such data set", expected=", ".join(DATASETS), got=repr(name)
        )
    return DATASETS[name]()


__all__ = [
    "DATASETS",
    "DataError",
    "Dataset",
    "Images",
    "batches",
    "cifar10",
    "cifar100",
    "clips",
    "digits",
    "fashion_mnist",
    "load",
    "magnified",
    "mnist",
    "mnist10k",
    "shapes",
    "signals",
    "standardised",
    "transforms",
]

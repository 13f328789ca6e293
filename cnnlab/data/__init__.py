"""Data sets: real ones, checked, and cut into what is learned from and what is held out."""

from collections.abc import Callable

from cnnlab.data.dataset import Dataset, Images, magnified, standardised
from cnnlab.data.digits import digits
from cnnlab.data.errors import DataError
from cnnlab.data.loader import batches
from cnnlab.data.mnist import mnist, mnist10k

DATASETS: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "mnist": mnist,
    "mnist10k": mnist10k,
}


def load(name: str) -> Dataset:
    """The data set ``name``: "digits", "mnist" or "mnist10k".

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
    "digits",
    "load",
    "magnified",
    "mnist",
    "mnist10k",
    "standardised",
]

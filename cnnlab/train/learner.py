"""What training asks of a network, whoever computes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from cnnlab.data import Images
from cnnlab.nn import Module


class Score(NamedTuple):
    """How a network did on some images."""

    images: int
    loss: float  # the sum over the images
    right: int  # how many it named rightly

    def means(self) -> tuple[float, float]:
        """Loss and accuracy, over the images."""
        return self.loss / self.images, self.right / self.images


class Learner(Protocol):
    """A network and its optimiser."""

    def scale(self, factor: float) -> None:
        """From now on learn at ``factor`` times the learning rate that the optimiser came with."""

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""


def learner(model: Any, optimizer: Any) -> Learner:
    """The learner for a network of ``cnnlab.nn`` or of torch, with an optimiser of its kind."""
    if isinstance(model, Module):
        from cnnlab.train.from_scratch import NumpyLearner

        return NumpyLearner(model, optimizer)
    from cnnlab.train.in_torch import TorchLearner

    return TorchLearner(model, optimizer)


def total(scores: Iterable[Score]) -> Score:
    """The scores of several batches, as one."""
    images, loss, right = 0, 0.0, 0
    for score in scores:
        images, loss, right = images + score.images, loss + score.loss, right + score.right
    return Score(images, loss, right)

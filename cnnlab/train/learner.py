"""What training asks of a network, whoever computes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol, SupportsFloat, SupportsInt

from numpy.typing import NDArray

from cnnlab.data import Images
from cnnlab.nn import Module

State = dict[str, NDArray[Any]]


class Score(NamedTuple):
    """How a network did on some images. The numbers may still be on a GPU."""

    images: int
    loss: SupportsFloat  # the sum over the images
    right: SupportsInt  # how many it named rightly

    def means(self) -> tuple[float, float]:
        """Loss and accuracy, over the images."""
        return float(self.loss) / self.images, int(self.right) / self.images


class Learner(Protocol):
    """A network and its optimiser."""

    leads: bool  # False in all processes but one, where several train together

    def scale(self, factor: float) -> None:
        """From now on learn at ``factor`` times the learning rate that the optimiser came with."""

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""

    def total(self, scores: Iterable[Score]) -> Score:
        """The scores of several batches, and of all processes, as one."""

    def state(self) -> State:
        """All that it must know to go on as if nothing had happened."""

    def load(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from such a state. Raises ExplainedError for another network's, or optimiser's."""


def learner(
    model: Any, optimizer: Any, *, clip_norm: float | None = None, amp: bool = False
) -> Learner:
    """The learner for a network of ``cnnlab.nn`` or of torch, with an optimiser of its kind.

    Raises TypeError where mixed precision is asked of NumPy.
    """
    if isinstance(model, Module):
        from cnnlab.train.from_scratch import NumpyLearner

        if amp:
            raise TypeError("learner: mixed precision is for networks of torch")
        return NumpyLearner(model, optimizer, clip_norm)
    from cnnlab.train.in_torch import TorchLearner

    return TorchLearner(model, optimizer, clip_norm, amp=amp)


def summed(scores: Iterable[Score]) -> Score:
    """The scores of several batches as one."""
    images, loss, right = 0, 0.0, 0
    for score in scores:
        images, right = images + score.images, right + int(score.right)
        loss += float(score.loss)
    return Score(images, loss, right)


def within(state: Mapping[str, NDArray[Any]], part: str) -> State:
    """The part of a state whose names begin with ``part`` and a dot, without that."""
    return {k.removeprefix(f"{part}."): v for k, v in state.items() if k.startswith(f"{part}.")}


def named(part: str, state: Mapping[str, NDArray[Any]]) -> State:
    """A part of a state, under names that say so."""
    return {f"{part}.{name}": values for name, values in state.items()}

"""A training step in NumPy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab import ops
from cnnlab.data import Images
from cnnlab.nn import Module, no_grad
from cnnlab.ops.arrays import Array
from cnnlab.optim import Optimizer, clip_grad_norm_
from cnnlab.train.learner import Score, State, named, summed, within


class NumpyLearner:
    """A network of ``cnnlab.nn``. Images are cast to its parameters' precision."""

    leads = True

    def __init__(self, model: Module, optimizer: Optimizer, clip_norm: float | None) -> None:
        self.model, self.optimizer, self.clip_norm = model, optimizer, clip_norm
        self.lr, self.dtype = optimizer.lr, next(model.parameters()).dtype

    def scale(self, factor: float) -> None:
        """Learn at ``factor`` times the optimiser's own learning rate."""
        self.optimizer.lr = factor * self.lr

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""
        images, labels = batch.images.astype(self.dtype, copy=False), batch.labels
        logits = self.model.train()(images)
        loss, cache = ops.softmax_cross_entropy(logits, labels)
        self.model.backward(ops.softmax_cross_entropy_backward(1.0, cache))
        if self.clip_norm is not None:
            clip_grad_norm_(self.model.parameters(), self.clip_norm)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return score(logits, loss, batch)

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""
        with no_grad():
            logits = self.model.eval()(batch.images.astype(self.dtype, copy=False))
        return score(logits, ops.softmax_cross_entropy(logits, batch.labels)[0], batch)

    def total(self, scores: Iterable[Score]) -> Score:
        """The scores of several batches as one."""
        return summed(scores)

    def state(self) -> State:
        """Weights and buffers, what the optimiser remembers, and where dropout's streams are."""
        streams = [rng.bit_generator.state for rng in self._streams()]
        return {
            **named("model", self.model.state_dict()),
            **named("optimizer", self.optimizer.state_dict()),
            "streams": np.array(json.dumps(streams)),
        }

    def load(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from such a state. Raises ExplainedError for another network's, or optimiser's."""
        self.model.load_state_dict(within(state, "model"))
        self.optimizer.load_state_dict(within(state, "optimizer"))
        for rng, stream in zip(self._streams(), json.loads(str(state["streams"])), strict=True):
            rng.bit_generator.state = stream

    def _streams(self) -> list[np.random.Generator]:
        """The generators that layers own."""
        owned = (getattr(module, "rng", None) for module in self.model.modules())
        return [rng for rng in owned if isinstance(rng, np.random.Generator)]


def score(logits: Array, loss: float, batch: Images) -> Score:
    """Count the rows of logits (N, classes) whose largest is the label's."""
    n = len(batch.labels)
    return Score(n, loss * n, int((logits.argmax(axis=1) == batch.labels).sum()))
